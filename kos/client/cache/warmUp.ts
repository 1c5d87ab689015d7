import { type Logger } from '../../../platform/logging/logger.js'
import { type Trace } from '../../../platform/telemetry/trace.js'
import { type KosOperationState } from '../kosObserver.js'
import { type KosOrder } from '../kosOrder.js'
import { KosUnavailable } from '../kosUnavailable.js'
import { type KosRead, warmUpPolicy } from '../policy.js'

/** One look-up ahead of time. */
export interface WarmUpTask {
  /** Which operation it will call: left undone while that one has much to do. */
  operation: KosRead
  fetch: (kos: KosOrder) => Promise<unknown>
}

export interface WarmUp {
  /** Takes note and returns at once. What does not fit is forgotten: the customer's own request will fetch it. */
  begin(who: { trace: Trace; customerId: string }, tasks: WarmUpTask[]): void
  /** Resolves when nothing waits or is under way. */
  idle(): Promise<void>
  /** Forgets what waits, and lets end what is under way. */
  stop(): Promise<void>
}

export interface WarmUpParts {
  portFor: (trace: Trace, customerId: string) => KosOrder
  state: (operation: KosRead) => Pick<KosOperationState, 'breaker' | 'inUse' | 'atOnce' | 'waiting'>
  log: Logger
}

type Job = () => Promise<void>

/** A few fetches at once, a bounded number waiting, and none where customers wait themselves. */
export function createWarmUp({ portFor, state, log }: WarmUpParts): WarmUp {
  let waiting: Job[] = []
  const underWay = new Set<Promise<void>>()

  const hasRoom = (operation: KosRead): boolean => {
    const { breaker, inUse, atOnce, waiting: queued } = state(operation)
    return breaker === 'CLOSED' && queued === 0 && inUse <= atOnce * warmUpPolicy.bulkheadShare
  }

  function next(): void {
    while (underWay.size < warmUpPolicy.atOnce) {
      const job = waiting.shift()
      if (!job) return
      const running = job().finally(() => {
        underWay.delete(running)
        next()
      })
      underWay.add(running)
    }
  }

  const stopAt = async (): Promise<void> => {
    while (underWay.size > 0) await Promise.all(underWay)
  }
  return {
    begin({ trace, customerId }, tasks) {
      const kos = portFor(trace, customerId)
      const job: Job = async () => {
        for (const { operation, fetch } of tasks) {
          if (!hasRoom(operation)) continue
          await fetch(kos).catch((error: unknown) => {
            if (!(error instanceof KosUnavailable)) log.warn({ err: error }, 'fetching ahead of time failed')
          })
        }
      }
      waiting.push(job)
      if (waiting.length > warmUpPolicy.waiting) waiting.shift()
      next()
    },
    idle: stopAt,
    async stop() {
      waiting = []
      await stopAt()
    },
  }
}
