import { randomUUID } from 'node:crypto'
import { type KosCallRecord } from '../../../../kos/client/kosOrder.js'
import { yearMonthOf } from '../../../../platform/time/yearMonth.js'
import { type InquiryProcessing, type InquiryRequest } from '../inquiryHistory.js'

/** An inquiry at that instant, of a customer and a line that are always the same unless told. */
export function inquiryAt(requestedAt: Date, changes: Partial<InquiryRequest> = {}): InquiryRequest {
  return {
    id: randomUUID(),
    requestedAt,
    lineNumber: '01012345678',
    lineId: 'ln_1_x',
    customerId: '00000000-0000-4000-8000-000000000001',
    month: yearMonthOf(requestedAt),
    traceId: 'a'.repeat(32),
    ...changes,
  }
}

/** How an inquiry ended: with one call to KOS that was answered. */
export function endOf(inquiry: InquiryRequest, changes: Partial<KosCallRecord> = {}): InquiryProcessing {
  const { requestedAt: at, traceId } = inquiry
  const call: KosCallRecord = {
    ...{ operation: 'K1', requestId: randomUUID(), attempt: 1, sentAt: at, answeredAt: at, outcome: 'ANSWERED' },
    ...{ resultCode: '0000', cacheHit: false, breakerState: 'CLOSED', durationMs: 5 },
    ...changes,
  }
  return { inquiry, traceId, recordedAt: at, calls: [call], concludes: 'SHOWN' }
}
