import { type Logger } from '../../platform/logging/logger.js'
import { type Clock } from '../../platform/time/clock.js'
import { type BreakerOptions, createBreaker } from './breaker.js'
import { type BulkheadOptions, createBulkhead } from './bulkhead.js'
import { createHttpExchange } from './httpExchange.js'
import { type KosCallerParts } from './kosCaller.js'
import { type KosObserver, type KosOperationState } from './kosObserver.js'
import { type KosOperation } from './kosOrder.js'
import { callPolicy } from './policy.js'

/** What differs from the policy, for the operations of one kind. */
export interface ChannelOverrides extends Partial<BulkheadOptions> {
  breaker?: Partial<BreakerOptions>
  /** The longest that a call may take, ms; the policy's where that is shorter. */
  timeoutMs?: number
}

/** The way to KOS for some operations, each with a bulkhead, a breaker and connections of its own. */
export interface Channels<O extends KosOperation> {
  of(operation: O): KosCallerParts
  state: (operation: O) => KosOperationState
  close(): Promise<void>
}

export interface ChannelOptions {
  kosUrl: string
  serviceName: string
  clock: Clock
  log: Logger
  observer: KosObserver
}

/** As the policy has it for each of `operations`, but for what the overrides say. */
export function createChannels<O extends KosOperation>(
  operations: readonly O[],
  { kosUrl, serviceName, clock, log, observer }: ChannelOptions,
  overrides: ChannelOverrides,
): Channels<O> {
  const parts = new Map(
    operations.map((operation): [O, KosCallerParts] => {
      const { deadlineMs, breaker } = callPolicy[operation]
      const bulkhead = bulkheadOf(operation, overrides)
      const onChange = (state: KosOperationState['breaker']) => {
        log.warn({ operation, breakerState: state }, 'KOS breaker changed')
        observer.breakerChanged(operation, state)
      }
      const timeoutMs = Math.min(deadlineMs, overrides.timeoutMs ?? deadlineMs)
      return [
        operation,
        {
          ...{ serviceName, clock, log, observer, timeoutMs },
          http: createHttpExchange({ kosUrl, connections: bulkhead.atOnce }),
          bulkhead: createBulkhead(bulkhead),
          breaker: createBreaker({ ...breaker, ...overrides.breaker }, { clock, onChange }),
        },
      ]
    }),
  )
  const of = (operation: O): KosCallerParts => parts.get(operation) as KosCallerParts
  return {
    of,
    state(operation) {
      const { breaker, bulkhead } = of(operation)
      return {
        operation,
        breaker: breaker.state(),
        retryAfterSeconds: breaker.retryAfterSeconds(),
        inUse: bulkhead.inside(),
        waiting: bulkhead.waiting(),
        atOnce: bulkheadOf(operation, overrides).atOnce,
      }
    },
    async close() {
      await Promise.all([...parts.values()].map(({ http }) => http.close()))
      for (const { breaker } of parts.values()) breaker.stop()
    },
  }
}

function bulkheadOf(operation: KosOperation, overrides: ChannelOverrides): BulkheadOptions {
  const { atOnce, waiting } = callPolicy[operation]
  return { atOnce: overrides.atOnce ?? atOnce, waiting: overrides.waiting ?? waiting }
}
