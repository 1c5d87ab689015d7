import { type BreakerState, type KosCallRecord, type KosOperation } from './kosOrder.js'

/**
 * Where an answer came from: `memory` and `redis` hold it fresh; `stale` is an older one for want of KOS; `joined` waited
 * for a call that somebody else had begun; `kos` began one; `none` got nothing.
 */
export type LookUpSource = 'memory' | 'redis' | 'stale' | 'joined' | 'kos' | 'none'

/** What happens at the door to KOS, for whoever counts it. Called on the way of each request: it must be quick. */
export interface KosObserver {
  /** An attempt has ended; also one that was not sent. Answers from the cache are no attempts. */
  called: (record: KosCallRecord) => void
  lookedUp: (operation: KosOperation, from: LookUpSource) => void
  /** The bulkhead was full, or the wait in front of it too long. */
  refused: (operation: KosOperation) => void
  breakerChanged: (operation: KosOperation, state: BreakerState) => void
}

export const nobodyLooks: KosObserver = {
  called: () => undefined,
  lookedUp: () => undefined,
  refused: () => undefined,
  breakerChanged: () => undefined,
}

/** How the way to KOS stands at the moment, for one operation. */
export interface KosOperationState {
  operation: KosOperation
  breaker: BreakerState
  /** Null while the breaker lets calls pass. */
  retryAfterSeconds: number | null
  inUse: number
  waiting: number
  /** The bulkhead's size. */
  atOnce: number
}
