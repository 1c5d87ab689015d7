import { type Logger } from '../../platform/logging/logger.js'
import { type Clock } from '../../platform/time/clock.js'
import { type GatewayConfig } from '../config.js'
import { type RateScope, rateScopes } from '../metrics/gatewayMetrics.js'
import { type Session } from '../session/session.js'
import { addressKey } from './addressKey.js'
import { type RateLimit } from './rateLimit.js'
import { shareCounts } from './shareCounts.js'
import { createWindowCounter, type WindowCounter } from './windowCounter.js'

/** Who may ask how often. Each gives 0 and has counted, or the whole seconds after which to ask again. */
export interface RateLimits {
  /**
   * One request, handshake or message. A signed-in client counts by its session and by its customer, wherever it comes
   * from, so that neighbours behind one address of a carrier do not use up each other's; everyone else, a broken token
   * included, by address. Nothing that a client may choose freely tells it from another.
   */
  request(session: Session, address: string): number
  /** So many attempts to sign in. */
  signIns(address: string, attempts: number): number
  stop(): void
}

type Limits = Pick<
  GatewayConfig,
  'RATE_LIMIT_CUSTOMER' | 'RATE_LIMIT_CLIENT' | 'RATE_LIMIT_ADDRESS' | 'RATE_LIMIT_SIGN_IN' | 'REDIS_URL'
>

export interface RateLimitsOptions {
  clock: Clock
  log: Logger
  /** Is told whose rate was over. */
  refused: (scope: RateScope) => void
}

/** Counts in memory and, with REDIS_URL, together with the other copies. */
export function createRateLimits(config: Limits, { clock, log, refused }: RateLimitsOptions): RateLimits {
  const limits: Record<RateScope, RateLimit | null> = {
    address: config.RATE_LIMIT_ADDRESS,
    client: config.RATE_LIMIT_CLIENT,
    customer: config.RATE_LIMIT_CUSTOMER,
    'sign-in': config.RATE_LIMIT_SIGN_IN,
  }
  const { REDIS_URL: url } = config
  const counters = new Map(
    rateScopes.flatMap((scope): [RateScope, WindowCounter][] => {
      const limit = limits[scope]
      return limit ? [[scope, createWindowCounter(limit, clock, url !== undefined)]] : []
    }),
  )
  const sharing = url === undefined || counters.size === 0 ? null : shareCounts(counters, { url, log })

  function take(scope: RateScope, key: string, count = 1): number {
    const ms = counters.get(scope)?.take(key, count) ?? 0
    if (ms > 0) refused(scope)
    return Math.ceil(ms / 1000)
  }

  return {
    request(session, address) {
      if (session.kind !== 'identified') return take('address', addressKey(address))
      const { sessionId, customerId } = session.identity
      return take('client', sessionId) || take('customer', customerId)
    },
    signIns: (address, attempts) => take('sign-in', addressKey(address), attempts),
    stop: () => sharing?.stop(),
  }
}
