import { performance } from 'node:perf_hooks'
import { type Trace } from '../../platform/telemetry/trace.js'
import { CallFailure } from './callFailure.js'
import {
  attemptCall,
  bulkheadFull,
  type KosCall,
  type KosCallerParts,
  logFailure,
  notSentRecord,
  retryAfter,
} from './kosCaller.js'
import { type KosCallRecord, type KosOrderOutcome, type KosSent, type SendLimits } from './kosOrder.js'

/**
 * Sends one order, once: bulkhead, then breaker, then HTTP under a deadline. `requestId` is the order's own, so that KOS
 * can tell a second send from a second order.
 *
 * A failure after the first byte was about to be written is in doubt, also one of a kept connection that KOS may have
 * closed long before: from here the two look alike. A failure before that is certain to have left nothing at KOS.
 */
export async function sendOrder<T>(
  parts: KosCallerParts,
  call: KosCall<KosOrderOutcome<T>>,
  order: { requestId: string; trace: Trace },
  { notAfter = Infinity }: SendLimits = {},
): Promise<KosSent<T>> {
  const calls: KosCallRecord[] = []
  const departure = createDeparture(notAfter)
  // No order waits: what was not sent is tried again later, by whoever knows whether it is still wanted.
  const leave = await parts.bulkhead.enter(0)
  try {
    if (!leave) throw bulkheadFull(parts, call.operation)
    // Also before the breaker: its one trial is not for an order that does not leave.
    if (departure.tooLate()) throw new CallFailure('NOT_SENT', 'it is too late to send', { countsAgainstKos: false })
    const endsAt = performance.now() + parts.timeoutMs
    const { mayLeave } = departure
    return { ...(await attemptCall(parts, call, { ...order, endsAt, attempt: 1, calls, mayLeave })), calls }
  } catch (error) {
    if (!(error instanceof CallFailure)) throw error
    if (calls.length === 0) calls.push(notSentRecord(parts, call.operation, order.requestId))
    logFailure(parts, call.operation, order.trace, error, calls.length)
    const reason = error.message
    return departure.left()
      ? { kind: 'inDoubt', reason, resultCode: error.resultCode, calls }
      : { kind: 'notSent', reason, retryAfterSeconds: retryAfter(parts), calls }
  } finally {
    leave?.()
  }
}

/** Knows whether the order left, and lets it leave once and in time only. */
function createDeparture(notAfter: number) {
  let left = false
  const tooLate = () => performance.now() > notAfter
  return {
    tooLate,
    left: () => left,
    mayLeave: () => {
      if (left || tooLate()) return false
      left = true
      return true
    },
  }
}
