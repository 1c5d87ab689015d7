import { randomUUID } from 'node:crypto'
import { failureCode } from '../../../platform/http/internalClient.js'
import { type Logger } from '../../../platform/logging/logger.js'
import { type Clock } from '../../../platform/time/clock.js'
import { type BreakerState, type KosOperation } from '../kosOrder.js'
import { type BreakerChange, type KosClientRole, type KosReport, type KosSnapshot } from './kosReport.js'

/** Where reports go. */
export interface ReportTarget {
  /** Resolves once it is kept. The same change may be told again. `copy` names the process. */
  send(copy: string, report: KosReport): Promise<void>
  close(): Promise<void>
}

/** Tells billing how this process fares with KOS. Best effort: whatever becomes of it, no request waits for it or fails. */
export interface KosReporter {
  breakerChanged(operation: KosOperation, state: BreakerState): void
  /** Waits for the report under way, and closes the target. */
  stop(): Promise<void>
}

export interface KosReporterParts {
  role: KosClientRole
  target: ReportTarget
  snapshot: () => KosSnapshot
  clock: Clock
  log: Logger
  everyMs?: number
  againAfterMs?: number
}

const reportEveryMs = 5_000
/** A report that failed is tried again so soon, ms. */
const tryAgainAfterMs = 1_000
/** So many in a row that fail are worth a line in the log: the first may be from before billing is up. */
const failuresToTell = 5
/** Changes that wait to be told; of more the oldest are forgotten. */
const mostWaiting = 200
/** Changes in one report: together with the snapshot under 16 KB, the bound on internal calls. */
const mostInOne = 50

/** Reports at once, every five seconds, and when a breaker changes; one report at a time, each with what is newest. */
export function createKosReporter(parts: KosReporterParts): KosReporter {
  const { role, target, snapshot, clock, log, everyMs = reportEveryMs, againAfterMs = tryAgainAfterMs } = parts
  const copy = randomUUID()
  const states = new Map<KosOperation, BreakerState>()
  let waiting: BreakerChange[] = []
  let lastSeq = 0
  let wanted = false
  let running: Promise<void> | null = null
  /** Reports in a row that failed. */
  let failures = 0
  let stopped = false
  let again: NodeJS.Timeout | undefined

  async function report(): Promise<boolean> {
    const changes = waiting.slice(0, mostInOne)
    try {
      await target.send(copy, { role, snapshot: snapshot(), changes })
    } catch (error) {
      failures += 1
      if (failures === failuresToTell)
        log.warn({ code: failureCode(error) }, 'billing could not be told how KOS fares; trying on')
      return false
    }
    failures = 0
    const told = changes.at(-1)?.seq ?? 0
    waiting = waiting.filter(({ seq }) => seq > told)
    return true
  }

  async function reportAll(): Promise<void> {
    while (wanted && !stopped) {
      wanted = false
      const told = await report()
      if (told) wanted ||= waiting.length > 0
      else again ??= setTimeout(tryAgain, againAfterMs)
    }
    running = null
  }

  function tell(): void {
    wanted = true
    if (!stopped) running ??= reportAll()
  }

  function tryAgain(): void {
    again = undefined
    tell()
  }

  const timer = setInterval(tell, everyMs).unref()
  tell()

  return {
    breakerChanged(operation, to) {
      const from = states.get(operation) ?? 'CLOSED'
      states.set(operation, to)
      lastSeq += 1
      waiting = [...waiting, { seq: lastSeq, at: clock(), operation, from, to }].slice(-mostWaiting)
      // Not at once: a breaker speaks in the middle of a request, and a KOS that goes down opens several together.
      setImmediate(tell)
    },
    async stop() {
      stopped = true
      clearInterval(timer)
      clearTimeout(again)
      await running
      await target.close()
    },
  }
}
