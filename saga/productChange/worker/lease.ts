import { performance } from 'node:perf_hooks'
import { type Logger } from '../../../platform/logging/logger.js'
import { type Claim, type SagaStore } from '../eventStore/sagaStore.js'

/** A claim that is kept alive while its worker is. */
export interface Lease {
  /** `performance.now()` instant until which the change is certainly ours. A process that was frozen finds it in the past. */
  endsAt(): number
  /** Prolongs it now; false when another worker has claimed the change. */
  renew(): Promise<boolean>
  /** Ends the renewals. */
  drop(): void
}

/** Renews a claim each third of its time. @param claimedAt `performance.now()` before the claim was asked for */
export function holdLease(
  { sagas, leaseMs, log }: { sagas: SagaStore; leaseMs: number; log: Logger },
  claim: Claim,
  claimedAt: number,
): Lease {
  let endsAt = claimedAt + leaseMs
  const renew = async (): Promise<boolean> => {
    // Counted from before the question: the database may have granted it at any moment since.
    const askedAt = performance.now()
    const ours = await sagas.renew(claim)
    endsAt = ours ? Math.max(endsAt, askedAt + leaseMs) : 0
    return ours
  }
  const timer = setInterval(() => {
    renew().catch((error: unknown) => log.warn({ err: error, changeId: claim.changeId }, 'a lease was not renewed'))
  }, leaseMs / 3)
  return { endsAt: () => endsAt, renew, drop: () => clearInterval(timer) }
}
