import { type KosCallRecord } from '../../../kos/client/kosOrder.js'
import { openPool } from '../../../platform/database/openPool.js'
import { type Logger } from '../../../platform/logging/logger.js'
import { billingDeadlines } from '../database.js'
import { type Conclusion } from './inquiryHistory.js'

/** A row of `bill_inquiry`. Instants are milliseconds since 1970 where it is written. */
export interface RequestRow<Instant = Date> {
  id: string
  requested_at: Instant
  line_key: string
  line_id: string
  customer_key: string
  customer_id: string
  month: string
  trace_id: string
}

/** A row of `bill_processing`. */
export interface ProcessingRow<Instant = Date> {
  inquiry_id: string
  /** The inquiry's. */
  requested_at: Instant
  kos_request_id: string
  attempt: number
  operation: string
  sent_at: Instant
  answered_at: Instant | null
  outcome: KosCallRecord['outcome']
  result_code: string | null
  cache_hit: boolean
  breaker_state: KosCallRecord['breakerState']
  duration_ms: number
  trace_id: string
  recorded_at: Instant
  concludes: Conclusion | null
}

/** Rows that are put in together. */
export interface NewRows {
  request: RequestRow<number>[]
  processing: ProcessingRow<number>[]
}

/** Where rows of both tables are put. */
export interface RecordStore {
  /**
   * All rows in one statement, which is one round trip and one commit.
   *
   * A call that was recorded with its inquiry already is left as it is: two fields of one bill may rest on the same call.
   * A second conclusion of an inquiry is refused.
   *
   * @throws the driver's error
   */
  insert(rows: NewRows): Promise<void>
  close(): Promise<void>
}

/**
 * On a connection of its own, where PostgreSQL has read and planned the statements once. The rows travel as JSON, so a
 * statement's text is the same for one row and for a thousand.
 */
export function openRecordStore(databaseUrl: string, log: Logger): RecordStore {
  const pool = openPool(databaseUrl, { max: 1, ...billingDeadlines, log })
  return {
    async insert({ request, processing }) {
      const statement = processing.length === 0 ? requests : request.length === 0 ? processings : both
      const given = [request, processing].filter((rows) => rows.length > 0)
      await pool.query({ ...statement, values: given.map((rows) => JSON.stringify(rows)) })
    },
    close: () => pool.end(),
  }
}

/** An instant on its way: milliseconds since 1970. */
const at = (column: string): string => `to_timestamp(${column} / 1000.0)`

const intoRequest = (rows: string): string => `
  INSERT INTO bill_inquiry (id, requested_at, line_key, line_id, customer_key, customer_id, month, trace_id)
  SELECT id, ${at('requested_at')}, line_key, line_id, customer_key, customer_id, month, trace_id
  FROM json_to_recordset(${rows}::json) AS rows (id uuid, requested_at float8, line_key text,
    line_id text, customer_key text, customer_id text, month text, trace_id text)`

const intoProcessing = (rows: string): string => `
  INSERT INTO bill_processing (inquiry_id, requested_at, kos_request_id, attempt, operation, sent_at, answered_at,
    outcome, result_code, cache_hit, breaker_state, duration_ms, trace_id, recorded_at, concludes)
  SELECT inquiry_id, ${at('requested_at')}, kos_request_id, attempt, operation, ${at('sent_at')}, ${at('answered_at')},
    outcome, result_code, cache_hit, breaker_state, duration_ms, trace_id, ${at('recorded_at')}, concludes
  FROM json_to_recordset(${rows}::json) AS rows (inquiry_id uuid, requested_at float8,
    kos_request_id text, attempt smallint, operation text, sent_at float8, answered_at float8,
    outcome kos_call_outcome, result_code text, cache_hit bool, breaker_state breaker_state, duration_ms float8,
    trace_id text, recorded_at float8, concludes inquiry_outcome)
  ON CONFLICT (requested_at, inquiry_id, kos_request_id, attempt) DO NOTHING`

/** PostgreSQL knows them by name once it has seen them on a connection. */
const requests = { name: 'requests', text: intoRequest('$1') }
const processings = { name: 'processings', text: intoProcessing('$1') }
const both = { name: 'both', text: `WITH request AS (${intoRequest('$1')}) ${intoProcessing('$2')}` }
