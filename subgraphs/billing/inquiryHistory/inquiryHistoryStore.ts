import { DomainError } from '../../../platform/errors/domainError.js'
import { type Logger } from '../../../platform/logging/logger.js'
import { type FieldCipher } from '../../../platform/privacy/fieldCipher.js'
import { toYearMonth } from '../../../platform/time/yearMonth.js'
import { type KosCallRecord, type KosOperation } from '../../../kos/client/kosOrder.js'
import { type BillingDatabase } from '../database.js'
import { type InquiryHistory, type InquiryRecord, type Page, type PastInquiry } from './inquiryHistory.js'
import { findInquiries, findProcessing } from './inquiryReadStore.js'
import { openRecordStore, type ProcessingRow, type RequestRow } from './recordStore.js'
import { createRecordWriter } from './recordWriter.js'
import { createRowMaker } from './rowMaker.js'
import { sqlStateOf } from './sqlState.js'

interface StoreParts {
  /** For reading. */
  database: BillingDatabase
  /** The same database: it is written through a connection of its own. */
  databaseUrl: string
  cipher: FieldCipher
  log: Logger
  /** Told of each commit, how many rows it had. */
  onBatch?: (rows: number) => void
}

/** A history that may have something left to write. */
export interface StoredHistory extends InquiryHistory {
  /** Resolves once everything that was given is written or refused. The database may be closed then. */
  stop(): Promise<void>
}

const retryAfterSeconds = 5

/** The history in PostgreSQL. Lines and customers are found by blind index; nothing personal stands there in clear. */
export function createInquiryHistoryStore({ database, databaseUrl, cipher, log, onBatch }: StoreParts): StoredHistory {
  const rows = createRowMaker(cipher)
  const records = openRecordStore(databaseUrl, log)
  const writer = createRecordWriter({ insert: (batch) => records.insert(batch), ...(onBatch && { onBatch }) })
  const written = async (what: string, traceId: string, write: Promise<void>): Promise<void> => {
    try {
      await write
    } catch (cause) {
      // The driver's message quotes the row: only its code is logged.
      log.error({ what, traceId, code: sqlStateOf(cause) }, 'an inquiry could not be recorded')
      const details = { retryAfterSeconds }
      throw new DomainError('SERVICE_UNAVAILABLE', '지금은 요금을 조회할 수 없습니다. 잠시 후 다시 시도해 주세요.', {
        details,
      })
    }
  }
  return {
    async recordRequest(inquiry) {
      const write = writer.write({ inquiry, request: [rows.ofRequest(inquiry)], processing: [] })
      await written('request', inquiry.traceId, write)
    },
    async recordProcessing(processing) {
      const { inquiry, traceId } = processing
      const write = writer.write({ inquiry, request: [], processing: rows.ofProcessing(processing) })
      await written('processing', traceId, write)
    },
    async ofCustomer({ customerId, lineNumber }, first, after) {
      const search = { lineKey: cipher.blindIndex(lineNumber), customerKey: cipher.blindIndex(customerId) }
      const found = await findInquiries(database, search, { after, take: first + 1 })
      const processing = await findProcessing(database, found.slice(0, first), { endsOnly: true })
      return pageOf(found, first, (row) => toPastInquiry(row, processing))
    },
    async ofAll({ lineNumber, ...filter }, first, after) {
      const search = { ...filter, ...(lineNumber !== undefined && { lineKey: cipher.blindIndex(lineNumber) }) }
      const found = await findInquiries(database, search, { after, take: first + 1 })
      const processing = await findProcessing(database, found.slice(0, first), { endsOnly: false })
      return pageOf(found, first, (row) => toRecord(row, processing, cipher))
    },
    async stop() {
      await writer.idle()
      await records.close()
    },
  }
}

function pageOf<T>(rows: RequestRow[], first: number, read: (row: RequestRow) => T): Page<T> {
  return { items: rows.slice(0, first).map(read), hasNextPage: rows.length > first }
}

function toPastInquiry(row: RequestRow, processing: ProcessingRow[]): PastInquiry {
  const end = processing.find((each) => each.inquiry_id === row.id && each.concludes !== null)
  return {
    id: row.id,
    month: toYearMonth(row.month),
    requestedAt: row.requested_at,
    processedAt: end?.recorded_at ?? null,
    outcome: end?.concludes ?? 'UNFINISHED',
    cacheHit: end?.cache_hit ?? false,
    traceId: row.trace_id,
  }
}

function toRecord(row: RequestRow, processing: ProcessingRow[], cipher: FieldCipher): InquiryRecord {
  const own = processing.filter((each) => each.inquiry_id === row.id)
  const calls = own.map((each): KosCallRecord & { traceId: string } => ({
    operation: each.operation as KosOperation,
    requestId: each.kos_request_id,
    sentAt: each.sent_at,
    answeredAt: each.answered_at,
    outcome: each.outcome,
    resultCode: each.result_code,
    cacheHit: each.cache_hit,
    breakerState: each.breaker_state,
    durationMs: each.duration_ms,
    attempt: each.attempt,
    traceId: each.trace_id,
  }))
  const { line_id: lineId, customer_id: customerId } = row
  return { inquiry: toPastInquiry(row, own), lineId, customerId: cipher.decrypt(customerId), processing: calls }
}
