import { type GraphQLFormattedError } from 'graphql'
import { type Logger } from '../../platform/logging/logger.js'
import { type Clock } from '../../platform/time/clock.js'
import { type GatewayMetrics } from '../metrics/gatewayMetrics.js'
import { hashCustomer, outcomeOf, type Outcome } from '../request/requestRecord.js'
import { type Caller, sharingKey } from './caller.js'
import { type PreparedSubscription } from './prepareSubscription.js'
import { SharedSubscription, type SharedSubscriptionOptions } from './sharedSubscription.js'
import { type Ending, Subscriber } from './subscriber.js'

export interface SharedSubscriptions {
  /** @param onTooSlow is told when the subscriber has been given up for not reading. */
  subscribe(prepared: PreparedSubscription, caller: Caller, transport: string, onTooSlow: () => void): Subscriber
  /**
   * Plans every running subscription anew.
   *
   * @param plan gives the errors to end it with when it cannot be planned any more.
   */
  replan(plan: (old: PreparedSubscription) => PreparedSubscription | readonly GraphQLFormattedError[]): void
}

/** Brings equal subscriptions of one user together, and writes a log line when one begins and when it ends. */
export function createSharedSubscriptions(
  options: Omit<SharedSubscriptionOptions, 'onEmpty'> & {
    log: Logger
    clock: Clock
    /** Is told of what comes over WebSocket; an event stream is a request of its own, which is counted as such. */
    seen: Pick<GatewayMetrics, 'answered'>
  },
): SharedSubscriptions {
  const { log, clock, seen } = options
  const running = new Set<SharedSubscription>()
  const byKey = new Map<string, SharedSubscription>()

  function joined(key: string, prepared: PreparedSubscription, subscriber: Subscriber): SharedSubscription {
    const known = byKey.get(key)
    if (known?.join(subscriber) === true) return known
    const shared = new SharedSubscription(prepared, {
      ...options,
      onEmpty(empty) {
        running.delete(empty)
        if (byKey.get(key) === empty) byKey.delete(key)
      },
    })
    running.add(shared)
    byKey.set(key, shared)
    shared.join(subscriber)
    return shared
  }

  return {
    subscribe(prepared, caller, transport, onTooSlow) {
      const { operation, text } = prepared.plan
      const begun = clock().getTime()
      const about = {
        traceId: caller.trace.traceId,
        operation: operation.name?.value.slice(0, 100),
        document: prepared.document,
        customer: hashCustomer(caller.identity.customerId),
        transport,
      }
      log.info(about, 'subscription begun')
      const isCounted = transport === 'websocket'
      let shared: SharedSubscription | null = null
      const subscriber = new Subscriber(caller, (ended, ending) => {
        shared?.leave(ended)
        const codes = ending.kind === 'failed' ? codesOf(ending) : undefined
        const ms = clock().getTime() - begun
        log.info({ ...about, outcome: ending.kind, codes, events: ended.taken, ms }, 'subscription ended')
        if (isCounted)
          seen.answered({ type: 'subscription', outcome: outcomeOfEnding(ending, ended), seconds: ms / 1000 })
        if (ending.kind === 'too-slow') onTooSlow()
      })
      shared = joined(sharingKey(caller.identity, text, prepared.variables), prepared, subscriber)
      if (subscriber.ended) shared.leave(subscriber)
      return subscriber
    },
    replan(plan) {
      for (const shared of [...running]) {
        const next = plan(shared.prepared)
        if ('plan' in next) shared.replan(next)
        else shared.fail(next)
      }
    },
  }
}

function codesOf({ errors }: Extract<Ending, { kind: 'failed' }>): string[] {
  return [...new Set(errors.map(({ extensions }) => String(extensions?.['code'])))]
}

function outcomeOfEnding(ending: Ending, { taken }: Subscriber): Outcome {
  switch (ending.kind) {
    case 'completed':
      return 'ok'
    case 'failed':
      return outcomeOf({ codes: codesOf(ending), hasData: taken > 0 }, 200, true)
    case 'too-slow':
    case 'left':
      return 'left'
    default:
      return ending satisfies never
  }
}
