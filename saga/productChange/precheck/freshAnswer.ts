import { type KosAnswered } from '../../../kos/client/kosOrder.js'
import { KosUnavailable } from '../../../kos/client/kosUnavailable.js'

/** Seconds after which asking again makes sense when only a stale answer could be had. */
const retryAfterSeconds = 5

/** The answer, unless it is stale: a price is never quoted from what KOS said some time ago. @throws KosUnavailable */
export function freshAnswer<T>({ answer, freshness, calls }: KosAnswered<T>): T {
  if (!freshness.stale) return answer
  throw new KosUnavailable('only a stale answer could be had', { retryAfterSeconds, calls })
}
