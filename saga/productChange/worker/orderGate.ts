import { type KosClient } from '../../../kos/client/createKosOrder.js'

/**
 * Keeps orders back that would not leave anyway, before anything is stored about them. A breaker that is half open lets
 * one order through to see how KOS is: all the others would be turned away, each with two events to show for it.
 */
export interface OrderGate {
  /** How long to stay away, ms; null when an order may go now. */
  closedForMs(): number | null
  /** Goes through; call what it returns once the order is answered. */
  enter(): () => void
}

/** While one order tries how KOS is, ms. */
const trialMs = 1_000

/** The gate in front of one process's breaker of the writes. */
export function createOrderGate({ writeBreaker }: Pick<KosClient, 'writeBreaker'>): OrderGate {
  let trial: symbol | null = null
  return {
    closedForMs() {
      const { state, retryAfterSeconds } = writeBreaker()
      if (retryAfterSeconds !== null) return retryAfterSeconds * 1_000
      return state === 'HALF_OPEN' && trial !== null ? trialMs : null
    },
    enter() {
      if (writeBreaker().state !== 'HALF_OPEN') return () => {}
      const mine = Symbol('trial')
      trial = mine
      return () => {
        if (trial === mine) trial = null
      }
    },
  }
}
