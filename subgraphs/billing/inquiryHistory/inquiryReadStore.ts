import { Prisma } from '../../../prisma/billing/generated/client.js'
import { type BillingDatabase } from '../database.js'
import { type InquiryOutcome, type Position } from './inquiryHistory.js'
import { type ProcessingRow, type RequestRow } from './recordStore.js'

/** What may be looked for, with lines and customers as they are stored. `to` is exclusive. */
export interface InquirySearch {
  lineKey?: string
  customerKey?: string
  from?: Date
  to?: Date
  outcome?: InquiryOutcome
  traceId?: string
}

/** At most `take` inquiries behind a position, newest first. */
export function findInquiries(
  database: BillingDatabase,
  search: InquirySearch,
  { after, take }: { after: Position | null; take: number },
): Promise<RequestRow[]> {
  const { lineKey, customerKey, outcome, traceId } = search
  const times = timesWithin({ ...search, after })
  const conditions = [
    ...(lineKey === undefined ? [] : [Prisma.sql`line_key = ${lineKey}`]),
    ...(customerKey === undefined ? [] : [Prisma.sql`customer_key = ${customerKey}`]),
    ...(traceId === undefined ? [] : [Prisma.sql`trace_id = ${traceId}`]),
    ...(after ? [Prisma.sql`(requested_at, id) < (${after.requestedAt}::timestamptz, ${after.id}::uuid)`] : []),
    ...(outcome === undefined ? [] : [endedAs(outcome, times)]),
  ]
  return database.$queryRaw<RequestRow[]>`
    SELECT id, requested_at, line_key, line_id, customer_key, customer_id, month, trace_id FROM bill_inquiry AS inquiry
    WHERE ${Prisma.join([times, ...conditions], ' AND ')}
    ORDER BY requested_at DESC, id DESC LIMIT ${take}::int`
}

/**
 * What is known of `requested_at`, which both tables have: said of each of them in so many words, so that PostgreSQL
 * does not even open the months outside.
 */
function timesWithin({ from, to, after }: Pick<InquirySearch, 'from' | 'to'> & { after: Position | null }): Prisma.Sql {
  const bounds = [
    ...(from ? [Prisma.sql`requested_at >= ${from}::timestamptz`] : []),
    ...(to ? [Prisma.sql`requested_at < ${to}::timestamptz`] : []),
    ...(after ? [Prisma.sql`requested_at <= ${after.requestedAt}::timestamptz`] : []),
  ]
  return bounds.length === 0 ? Prisma.sql`true` : Prisma.join(bounds, ' AND ')
}

function endedAs(outcome: InquiryOutcome, times: Prisma.Sql): Prisma.Sql {
  const ends = Prisma.sql`SELECT FROM bill_processing
    WHERE requested_at = inquiry.requested_at AND inquiry_id = inquiry.id AND ${times}`
  return outcome === 'UNFINISHED'
    ? Prisma.sql`NOT EXISTS (${ends} AND concludes IS NOT NULL)`
    : Prisma.sql`EXISTS (${ends} AND concludes = ${outcome}::inquiry_outcome)`
}

/** The processing of these inquiries in the order in which KOS was asked, only the ends of them if so wished. */
export async function findProcessing(
  database: BillingDatabase,
  inquiries: RequestRow[],
  { endsOnly }: { endsOnly: boolean },
): Promise<ProcessingRow[]> {
  if (inquiries.length === 0) return []
  const times = inquiries.map((inquiry) => inquiry.requested_at.getTime())
  const [oldest, newest] = [new Date(Math.min(...times)), new Date(Math.max(...times))]
  const keys = JSON.stringify(inquiries.map(({ id, requested_at }) => ({ id, requested_at })))
  return database.$queryRaw<ProcessingRow[]>`
    SELECT inquiry_id, processing.requested_at, kos_request_id, attempt, operation, sent_at, answered_at, outcome::text,
      result_code, cache_hit, breaker_state::text, duration_ms, trace_id, recorded_at, concludes::text
    FROM json_to_recordset(${keys}::json) AS wanted (id uuid, requested_at timestamptz)
    JOIN bill_processing AS processing ON inquiry_id = id AND processing.requested_at = wanted.requested_at
    WHERE processing.requested_at BETWEEN ${oldest}::timestamptz AND ${newest}::timestamptz
      AND (concludes IS NOT NULL OR NOT ${endsOnly}::bool)
    ORDER BY sent_at, attempt`
}
