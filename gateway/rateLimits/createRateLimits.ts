import { type Logger } from '../../platform/logging/logger.js'
import { type Clock } from '../../platform/time/clock.js'
import { type GatewayConfig } from '../config.js'
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
  'RATE_LIMIT_CUSTOMER' | 'RATE_LIMIT_SESSION' | 'RATE_LIMIT_ADDRESS' | 'RATE_LIMIT_SIGN_IN' | 'REDIS_URL'
>

export function createRateLimits(config: Limits, { clock, log }: { clock: Clock; log: Logger }): RateLimits {
  const counter = (limit: RateLimit | null): WindowCounter | null =>
    limit && createWindowCounter(limit, clock, config.REDIS_URL !== undefined)
  const customers = counter(config.RATE_LIMIT_CUSTOMER)
  const sessions = counter(config.RATE_LIMIT_SESSION)
  const addresses = counter(config.RATE_LIMIT_ADDRESS)
  const signIns = counter(config.RATE_LIMIT_SIGN_IN)
  const counters = Object.entries({ customer: customers, session: sessions, address: addresses, 'sign-in': signIns })
  const limited = counters.filter((entry): entry is [string, WindowCounter] => entry[1] !== null)
  const sharing =
    config.REDIS_URL !== undefined && limited.length > 0
      ? shareCounts(Object.fromEntries(limited), { url: config.REDIS_URL, log })
      : null

  return {
    request(session, address) {
      if (session.kind !== 'identified') return wholeSeconds(addresses?.take(addressKey(address)))
      const { sessionId, customerId } = session.identity
      return wholeSeconds(sessions?.take(sessionId)) || wholeSeconds(customers?.take(customerId))
    },
    signIns: (address, attempts) => wholeSeconds(signIns?.take(addressKey(address), attempts)),
    stop: () => sharing?.stop(),
  }
}

function wholeSeconds(ms = 0): number {
  return Math.ceil(ms / 1000)
}
