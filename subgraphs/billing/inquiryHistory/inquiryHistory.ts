import { type KosCallRecord } from '../../../kos/client/kosOrder.js'
import { type YearMonth } from '../../../platform/time/yearMonth.js'

/** How an inquiry ended. While no end is recorded it is UNFINISHED. */
export type Conclusion = 'SHOWN' | 'NOT_ISSUED' | 'LINE_NOT_ACTIVE' | 'UNAVAILABLE'
export type InquiryOutcome = Conclusion | 'UNFINISHED'

/** The request record: who asks, for which line and month, and when. */
export interface InquiryRequest {
  id: string
  requestedAt: Date
  lineNumber: string
  lineId: string
  customerId: string
  month: YearMonth
  traceId: string
}

/** The processing records of one inquiry: what KOS was asked, and how the inquiry ended. */
export interface InquiryProcessing {
  /** The very object that was given to `recordRequest`: where that failed, this is refused as well. */
  inquiry: InquiryRequest
  traceId: string
  recordedAt: Date
  calls: KosCallRecord[]
  /** Null for calls that came after the end: those of a comparison or of an allowance. */
  concludes: Conclusion | null
}

export interface PastInquiry {
  id: string
  month: YearMonth
  requestedAt: Date
  processedAt: Date | null
  outcome: InquiryOutcome
  cacheHit: boolean
  traceId: string
}

export interface InquiryRecord {
  inquiry: PastInquiry
  lineId: string
  customerId: string
  processing: (KosCallRecord & { traceId: string })[]
}

/** Where a page begins: behind this inquiry. */
export interface Position {
  requestedAt: Date
  id: string
}

export interface InquiryFilter {
  lineNumber?: string
  from?: Date
  /** Exclusive. */
  to?: Date
  outcome?: InquiryOutcome
  traceId?: string
}

export interface Page<T> {
  items: T[]
  hasNextPage: boolean
}

/**
 * The history of inquiries (UFR-BILL-040). Records are only ever added. A method that writes resolves when the records
 * are safe and not before, however many callers it writes for at once. Records become safe in the order in which they
 * were given: an inquiry's processing may be given before its request is safe, and is never safe without it.
 *
 * @throws DomainError SERVICE_UNAVAILABLE when a record cannot be written: a bill that leaves no trace is not shown
 */
export interface InquiryHistory {
  recordRequest(request: InquiryRequest): Promise<void>
  recordProcessing(processing: InquiryProcessing): Promise<void>
  /** One customer's own inquiries about one line, newest first: not those of whoever had the number before. */
  ofCustomer(
    of: { customerId: string; lineNumber: string },
    first: number,
    after: Position | null,
  ): Promise<Page<PastInquiry>>
  /** Everybody's, newest first, with their processing. */
  ofAll(filter: InquiryFilter, first: number, after: Position | null): Promise<Page<InquiryRecord>>
}
