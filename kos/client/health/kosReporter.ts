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
}

const reportEveryMs = 5_000
/** Changes that could not be told are tried again so soon, ms. */
const againAfterMs = 1_000
/** Changes that wait to be told; of more the oldest are forgotten. */
const mostWaiting = 200
/** Changes in one report: together with the snapshot under 16 KB, the bound on internal calls. */
const mostInOne = 50

/** Reports at once, every five seconds, and when a breaker changes; one report at a time, each with what is newest. */
export function createKosReporter(parts: KosReporterParts): KosReporter {
  const { role, target, snapshot, clock, log, everyMs = reportEveryMs } = parts
  const copy = randomUUID()
  const states = new Map<KosOperation, BreakerState>()
  let waiting: BreakerChange[] = []
  let lastSeq = 0
  let wanted = false
  let running: Promise<void> | null = null
  let failing = false
  let stopped = false
  let again: NodeJS.Timeout | undefined

  async function report(): Promise<boolean> {
    const changes = waiting.slice(0, mostInOne)
    try {
      await target.send(copy, { role, snapshot: snapshot(), changes })
    } catch (error) {
      if (!failing) log.warn({ code: failureCode(error) }, 'billing could not be told how KOS fares; trying on')
      failing = true
      return false
    }
    failing = false
    const told = changes.at(-1)?.seq ?? 0
    waiting = waiting.filter(({ seq }) => seq > told)
    return true
  }

  async function reportAll(): Promise<void> {
    while (wanted && !stopped) {
      wanted = false
      const told = await report()
      if (waiting.length === 0) continue
      if (told) wanted = true
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
