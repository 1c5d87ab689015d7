import { type DeskHealthHistoryQuery } from '../generated/operations.js'

type Minute = DeskHealthHistoryQuery['kosHealthHistory'][number]

/** A minute of the charts. Null: not heard of, or nothing to measure; never drawn as a zero. */
export interface ChartMinute {
  /** Its first moment, RFC 3339. */
  at: string
  /** ms; of all operations, where it took longest. */
  p50Ms: number | null
  p95Ms: number | null
  answered: number | null
  failed: number | null
  /** Percent of the look-ups that a cache answered fresh. */
  hitPercent: number | null
  stale: number | null
}

const minuteMs = 60_000

/**
 * The minutes of a chart, oldest first, without a gap: one in which no process was heard is there, and empty.
 *
 * @param operation K1 to K7; null: all together
 */
export function chartMinutes(history: readonly Minute[], operation: string | null): ChartMinute[] {
  const known = new Map(history.map((minute) => [Date.parse(minute.at), minute]))
  const [first] = known.keys()
  const last = [...known.keys()].at(-1)
  if (first === undefined || last === undefined) return []
  const count = Math.round((last - first) / minuteMs) + 1
  return Array.from({ length: count }, (_, index) => {
    const at = first + index * minuteMs
    return chartMinute(new Date(at).toISOString(), known.get(at), operation)
  })
}

function chartMinute(at: string, minute: Minute | undefined, operation: string | null): ChartMinute {
  const nothing = { p50Ms: null, p95Ms: null, answered: null, failed: null, hitPercent: null, stale: null }
  if (!minute) return { at, ...nothing }
  const operations = minute.operations.filter((one) => operation === null || one.operation === operation)
  const calls = sum(operations.map((one) => one.calls))
  const failed = sum(operations.map((one) => one.failed))
  const lookUps = sum(operations.map((one) => one.lookUps))
  const hits = sum(operations.map((one) => (one.hitRate ?? 0) * one.lookUps))
  return {
    at,
    p50Ms: most(operations.map((one) => one.p50Ms)),
    p95Ms: most(operations.map((one) => one.p95Ms)),
    answered: calls - failed,
    failed,
    hitPercent: lookUps === 0 ? null : Math.round((hits / lookUps) * 1_000) / 10,
    stale: sum(operations.map((one) => one.stale)),
  }
}

function most(numbers: readonly (number | null)[]): number | null {
  const known = numbers.filter((number) => number !== null)
  return known.length === 0 ? null : Math.max(...known)
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)
