import { type BillHistoryQuery, type InquiryOutcome } from '../generated/operations.js'

export type Inquiry = NonNullable<BillHistoryQuery['line']>['billInquiries']['edges'][number]['node']

/** Inquiries of one look that ended alike. */
export interface Look {
  id: string
  requestedAt: string
  traceId: string
  outcome: InquiryOutcome
  /** Whether all of them came from a cache. */
  cacheHit: boolean
  /** How many months were looked at. */
  count: number
  oldest: string
  newest: string
}

/** The bills of several months that were looked at together (one trace) are one look; the order stays. */
export function groupInquiries(inquiries: readonly Inquiry[]): Look[] {
  const looks: Look[] = []
  for (const { id, requestedAt, traceId, outcome, cacheHit, month } of inquiries) {
    const same = looks.find((look) => look.traceId === traceId && look.outcome === outcome)
    if (!same) {
      looks.push({ ...{ id, requestedAt, traceId, outcome, cacheHit }, count: 1, oldest: month, newest: month })
      continue
    }
    same.count += 1
    same.cacheHit &&= cacheHit
    if (month < same.oldest) same.oldest = month
    if (month > same.newest) same.newest = month
  }
  return looks
}
