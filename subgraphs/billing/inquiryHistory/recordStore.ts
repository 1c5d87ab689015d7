import { type KosCallRecord } from '../../../kos/client/kosOrder.js'
import { Prisma } from '../../../prisma/billing/generated/client.js'
import { type BillingDatabase } from '../database.js'
import { type Conclusion } from './inquiryHistory.js'

/** A row of `bill_inquiry`. */
export interface RequestRow {
  id: string
  requested_at: Date
  line_key: string
  line_id: string
  customer_key: string
  customer_id: string
  month: string
  trace_id: string
}

/** A row of `bill_processing`. */
export interface ProcessingRow {
  inquiry_id: string
  /** The inquiry's. */
  requested_at: Date
  kos_request_id: string
  attempt: number
  operation: string
  sent_at: Date
  answered_at: Date | null
  outcome: KosCallRecord['outcome']
  result_code: string | null
  cache_hit: boolean
  breaker_state: KosCallRecord['breakerState']
  duration_ms: number
  trace_id: string
  recorded_at: Date
  concludes: Conclusion | null
}

/**
 * Any number of rows of both tables in one statement, which is one round trip and one commit. The rows travel as JSON:
 * the statement's text is the same for one row and for a thousand.
 *
 * A call that was recorded with its inquiry already is left as it is: two fields of one bill may rest on the same call.
 * A second conclusion of an inquiry is refused.
 */
export async function insertRecords(
  database: BillingDatabase,
  { request, processing }: { request: RequestRow[]; processing: ProcessingRow[] },
): Promise<void> {
  if (processing.length === 0) await database.$executeRaw`${intoRequest(request)}`
  else if (request.length === 0) await database.$executeRaw`${intoProcessing(processing)}`
  else await database.$executeRaw`WITH request AS (${intoRequest(request)}) ${intoProcessing(processing)}`
}

const intoRequest = (rows: RequestRow[]): Prisma.Sql => Prisma.sql`
  INSERT INTO bill_inquiry (id, requested_at, line_key, line_id, customer_key, customer_id, month, trace_id)
  SELECT id, requested_at, line_key, line_id, customer_key, customer_id, month, trace_id
  FROM json_to_recordset(${JSON.stringify(rows)}::json) AS rows (id uuid, requested_at timestamptz, line_key text,
    line_id text, customer_key text, customer_id text, month text, trace_id text)`

const intoProcessing = (rows: ProcessingRow[]): Prisma.Sql => Prisma.sql`
  INSERT INTO bill_processing (inquiry_id, requested_at, kos_request_id, attempt, operation, sent_at, answered_at,
    outcome, result_code, cache_hit, breaker_state, duration_ms, trace_id, recorded_at, concludes)
  SELECT inquiry_id, requested_at, kos_request_id, attempt, operation, sent_at, answered_at,
    outcome, result_code, cache_hit, breaker_state, duration_ms, trace_id, recorded_at, concludes
  FROM json_to_recordset(${JSON.stringify(rows)}::json) AS rows (inquiry_id uuid, requested_at timestamptz,
    kos_request_id text, attempt smallint, operation text, sent_at timestamptz, answered_at timestamptz,
    outcome kos_call_outcome, result_code text, cache_hit bool, breaker_state breaker_state, duration_ms float8,
    trace_id text, recorded_at timestamptz, concludes inquiry_outcome)
  ON CONFLICT (requested_at, inquiry_id, kos_request_id, attempt) DO NOTHING`
