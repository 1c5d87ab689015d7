import { DomainError } from '../../../platform/errors/domainError.js'
import { type Logger } from '../../../platform/logging/logger.js'
import { type FieldCipher } from '../../../platform/privacy/fieldCipher.js'
import { toYearMonth } from '../../../platform/time/yearMonth.js'
import { type Prisma } from '../../../prisma/billing/generated/client.js'
import { type KosCallRecord, type KosOperation } from '../../../kos/client/kosOrder.js'
import { type BillingDatabase } from '../database.js'
import {
  type InquiryFilter,
  type InquiryHistory,
  type InquiryRecord,
  type Page,
  type PastInquiry,
  type Position,
} from './inquiryHistory.js'

interface StoreParts {
  database: BillingDatabase
  cipher: FieldCipher
  log: Logger
}

const newestFirst = [{ requestedAt: 'desc' }, { id: 'desc' }] as const
const retryAfterSeconds = 5

/** The history in PostgreSQL. Lines and customers are found by blind index; nothing personal stands there in clear. */
export function createInquiryHistoryStore({ database, cipher, log }: StoreParts): InquiryHistory {
  const written = async (what: string, traceId: string, write: Promise<unknown>): Promise<void> => {
    try {
      await write
    } catch (cause) {
      // The driver's message quotes the row: only its code is logged.
      log.error({ what, traceId, code: codeOf(cause) }, 'an inquiry could not be recorded')
      const details = { retryAfterSeconds }
      throw new DomainError('SERVICE_UNAVAILABLE', '지금은 요금을 조회할 수 없습니다. 잠시 후 다시 시도해 주세요.', {
        details,
      })
    }
  }
  return {
    recordRequest({ id, requestedAt, lineNumber, lineId, customerId, month, traceId }) {
      const keys = { lineKey: cipher.blindIndex(lineNumber), customerKey: cipher.blindIndex(customerId) }
      const data = { id, requestedAt, ...keys, lineId, customerId: cipher.encrypt(customerId), month, traceId }
      return written('request', traceId, database.billInquiry.createMany({ data: [data] }))
    },
    recordProcessing({ inquiryId, traceId, recordedAt, calls, concludes }) {
      const last = calls.length - 1
      const rows = calls.map(({ requestId, ...call }, index) => ({
        ...call,
        kosRequestId: requestId,
        inquiryId,
        traceId,
        recordedAt,
        concludes: index === last ? concludes : null,
      }))
      // Two fields of one bill may rest on the same call: it is recorded once.
      return written(
        'processing',
        traceId,
        database.billProcessing.createMany({ data: rows, skipDuplicates: concludes === null }),
      )
    },
    async ofCustomer({ customerId, lineNumber }, first, after) {
      const where = {
        lineKey: cipher.blindIndex(lineNumber),
        customerKey: cipher.blindIndex(customerId),
        ...behind(after),
      }
      const include = { processing: { where: { concludes: { not: null } } } }
      const rows = await database.billInquiry.findMany({ where, include, orderBy: [...newestFirst], take: first + 1 })
      return pageOf(rows, first, toPastInquiry)
    },
    async ofAll(filter, first, after) {
      const where = { AND: [filtered(filter, cipher), behind(after)] }
      const include = { processing: { orderBy: [{ sentAt: 'asc' as const }, { attempt: 'asc' as const }] } }
      const rows = await database.billInquiry.findMany({ where, include, orderBy: [...newestFirst], take: first + 1 })
      return pageOf(rows, first, (row) => toRecord(row, cipher))
    },
  }
}

type Row = Prisma.BillInquiryGetPayload<{ include: { processing: true } }>

function pageOf<T>(rows: Row[], first: number, read: (row: Row) => T): Page<T> {
  return { items: rows.slice(0, first).map(read), hasNextPage: rows.length > first }
}

/** Strictly behind a position, in the order newest first. */
function behind(after: Position | null): Prisma.BillInquiryWhereInput {
  if (!after) return {}
  return { OR: [{ requestedAt: { lt: after.requestedAt } }, { requestedAt: after.requestedAt, id: { lt: after.id } }] }
}

function filtered(filter: InquiryFilter, cipher: FieldCipher): Prisma.BillInquiryWhereInput {
  const { lineNumber, from, to, outcome, traceId } = filter
  return {
    ...(lineNumber === undefined ? {} : { lineKey: cipher.blindIndex(lineNumber) }),
    ...(traceId === undefined ? {} : { traceId }),
    requestedAt: { ...(from && { gte: from }), ...(to && { lt: to }) },
    ...(outcome === undefined
      ? {}
      : {
          processing:
            outcome === 'UNFINISHED' ? { none: { concludes: { not: null } } } : { some: { concludes: outcome } },
        }),
  }
}

function toPastInquiry(row: Row): PastInquiry {
  const end = row.processing.find((each) => each.concludes !== null)
  return {
    id: row.id,
    month: toYearMonth(row.month),
    requestedAt: row.requestedAt,
    processedAt: end?.recordedAt ?? null,
    outcome: end?.concludes ?? 'UNFINISHED',
    cacheHit: end?.cacheHit ?? false,
    traceId: row.traceId,
  }
}

function toRecord(row: Row, cipher: FieldCipher): InquiryRecord {
  const processing = row.processing.map((each): KosCallRecord & { traceId: string } => ({
    operation: each.operation as KosOperation,
    requestId: each.kosRequestId,
    sentAt: each.sentAt,
    answeredAt: each.answeredAt,
    outcome: each.outcome,
    resultCode: each.resultCode,
    cacheHit: each.cacheHit,
    breakerState: each.breakerState,
    durationMs: each.durationMs,
    attempt: each.attempt,
    traceId: each.traceId,
  }))
  return { inquiry: toPastInquiry(row), lineId: row.lineId, customerId: cipher.decrypt(row.customerId), processing }
}

function codeOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null
  return typeof code === 'string' ? code : 'unknown'
}
