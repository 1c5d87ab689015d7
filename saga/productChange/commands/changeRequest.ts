import { createHash } from 'node:crypto'
import { type ChangeTiming } from '../domain/changeTiming.js'
import { type ChangeQuestion } from '../precheck/changeFacts.js'

/** A change that a customer asks for. `now` is when the request arrived. */
export interface ChangeRequest extends ChangeQuestion {
  /** The line's number, sealed. */
  lineId: string
  /** Blind index of the customer's id. */
  customerKey: string
  timing: ChangeTiming
  /** A UUID of the customer's choice: the same request again is the same change. */
  idempotencyKey: string
  acceptedQuoteId: string | null
  traceId: string
  /** Names the request itself; absent: the trace alone is known. */
  traceparent?: string
}

/** SHA-256 of what was asked for, in base64url: tells the same request from another one under the same key. */
export function requestHashOf(request: ChangeRequest): string {
  const { lineKey, targetCode, timing, acceptedQuoteId } = request
  const input = JSON.stringify({ acceptedQuoteId, lineKey, productCode: targetCode, timing })
  return createHash('sha256').update(input).digest('base64url')
}
