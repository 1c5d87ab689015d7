import { readFileSync } from 'node:fs'

/**
 * Loaded before a process of the program (`node --import`): its wall clock is then so many ms ahead of the machine's as the
 * file SHIFTED_CLOCK_FILE says, also when that changes. Durations are measured with `performance.now()`, which stays.
 */
const file = process.env['SHIFTED_CLOCK_FILE'] ?? ''
const lookEveryMs = 50
const RealDate = Date
let lookedAt = -Infinity
let aheadMs = 0

function now(): number {
  if (performance.now() - lookedAt > lookEveryMs) {
    lookedAt = performance.now()
    aheadMs = Number(readFileSync(file, 'utf8'))
  }
  return RealDate.now() + aheadMs
}

class ShiftedDate extends RealDate {
  constructor(...given: [] | [number | string | Date]) {
    super(...((given.length === 0 ? [now()] : given) as [number]))
  }
  static override now(): number {
    return now()
  }
}

globalThis.Date = ShiftedDate as DateConstructor
