import { type KosOrderOutcome } from '../kosOrder.js'
import { type Opened } from './envelope.js'

/** Codes that every order may be answered with: it is malformed, or KOS has no such operation. */
export const commonRefusals = ['9001', '9002', '9003', '9004', '9005', '9006'] as const

/** KOS has no such operation (or not by this method). */
export const meansUnsupported = (resultCode: string): boolean => resultCode === '9005' || resultCode === '9006'

/**
 * What KOS's answer to an order comes to. `unclear` is the operation's own code for "failed while applying": KOS itself
 * does not know whether it was applied.
 */
export function readOrderAnswer<T>(
  { resultCode, data }: Opened,
  unclear: '2099' | '4099',
  readAccepted: (data: unknown) => T,
): KosOrderOutcome<T> {
  if (resultCode === '0000') return { kind: 'accepted', answer: readAccepted(data) }
  if (resultCode === unclear) return { kind: 'inDoubt', reason: 'KOS failed while applying', resultCode }
  if (meansUnsupported(resultCode)) return { kind: 'unsupported' }
  return { kind: 'refused', resultCode }
}

/** A state that is not COMPLETED is asked about later, whatever it is called. */
export const orderState = (status: string | null) => (status === 'COMPLETED' ? 'APPLIED' : 'PROCESSING')
