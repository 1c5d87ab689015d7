import { remembering } from '../../../platform/memory/remembering.js'
import { type FieldCipher } from '../../../platform/privacy/fieldCipher.js'
import { type InquiryProcessing, type InquiryRequest } from './inquiryHistory.js'
import { type ProcessingRow, type RequestRow } from './recordStore.js'

/** Makes the rows of what is recorded. */
export interface RowMaker {
  ofRequest(inquiry: InquiryRequest): RequestRow<number>
  ofProcessing(processing: InquiryProcessing): ProcessingRow<number>[]
}

/** Customers whose sealed id is remembered. Rows of one customer are known by their blind index anyway. */
const customersRemembered = 20_000

/** Some thousands of rows a second are made here: they are written out, since each `...` would cost as much as all else. */
export function createRowMaker(cipher: FieldCipher): RowMaker {
  const sealed = remembering(customersRemembered, (customerId) => cipher.encrypt(customerId))
  return {
    ofRequest: (inquiry) => ({
      id: inquiry.id,
      requested_at: inquiry.requestedAt.getTime(),
      line_key: cipher.blindIndex(inquiry.lineNumber),
      line_id: inquiry.lineId,
      customer_key: cipher.blindIndex(inquiry.customerId),
      customer_id: sealed(inquiry.customerId),
      month: inquiry.month,
      trace_id: inquiry.traceId,
    }),
    ofProcessing: ({ inquiry, traceId, recordedAt, calls, concludes }) =>
      calls.map((call, index) => ({
        inquiry_id: inquiry.id,
        requested_at: inquiry.requestedAt.getTime(),
        kos_request_id: call.requestId,
        attempt: call.attempt,
        operation: call.operation,
        sent_at: call.sentAt.getTime(),
        answered_at: call.answeredAt && call.answeredAt.getTime(),
        outcome: call.outcome,
        result_code: call.resultCode,
        cache_hit: call.cacheHit,
        breaker_state: call.breakerState,
        duration_ms: call.durationMs,
        trace_id: traceId,
        recorded_at: recordedAt.getTime(),
        concludes: index === calls.length - 1 ? concludes : null,
      })),
  }
}
