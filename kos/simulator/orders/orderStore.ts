import { Prisma } from '../../../prisma/kos/generated/client.js'
import { type Database, type Transaction } from '../database.js'
import { resultMessages, type Answer, type ResultCode } from '../wire/envelope.js'
import { type OrderKind } from './ledgerStore.js'

/** What is kept of a K5 or K6. */
export interface NewOrder {
  id: number
  dedupeKey: string | null
  requestId: string
  kind: OrderKind
  lineNumber: string
  to: string
  status: 'PENDING' | 'APPLIED' | 'REJECTED'
  orderNumber: string | null
  answer: Answer
  acceptedAt: Date
  dueAt: Date | null
  appliedAt: Date | null
  readBackDelayMs: number
}

const isResultCode = (code: string): code is ResultCode => code in resultMessages
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Waits until nobody else works on this line; released at the end of the transaction. */
export async function lockLine(transaction: Transaction, lineNumber: string): Promise<void> {
  await transaction.$executeRaw`SELECT pg_advisory_xact_lock(2, hashtext(${lineNumber}))`
}

/** The same for this request, null where KOS does not recognise it, and its line: one round trip. */
export async function lockOrder(transaction: Transaction, dedupeKey: string | null, lineNumber: string): Promise<void> {
  if (dedupeKey === null) return lockLine(transaction, lineNumber)
  await transaction.$executeRaw`
    SELECT pg_advisory_xact_lock(1, hashtext(${dedupeKey})), pg_advisory_xact_lock(2, hashtext(${lineNumber}))`
}

/** The answer that a request got the first time, or null. */
export async function firstAnswer(transaction: Transaction, dedupeKey: string): Promise<Answer | null> {
  const order = await transaction.kosOrder.findUnique({ where: { dedupeKey } })
  if (!order || !isResultCode(order.resultCode)) return null
  return { resultCode: order.resultCode, data: isObject(order.data) ? order.data : null }
}

/** The number of the next order. */
export async function nextOrderId(transaction: Transaction): Promise<number> {
  const rows = await transaction.$queryRaw<{ id: number }[]>`SELECT nextval('kos_order_id_seq')::int AS id`
  const [row] = rows
  if (!row) throw new Error('the sequence of orders gave nothing')
  return row.id
}

/** Keeps an order. */
export async function insertOrder(transaction: Transaction, { to, answer, ...order }: NewOrder): Promise<void> {
  await transaction.kosOrder.create({
    data: {
      ...order,
      toCode: to,
      resultCode: answer.resultCode,
      resultMessage: resultMessages[answer.resultCode],
      data: answer.data === null ? Prisma.DbNull : (answer.data as Prisma.InputJsonObject),
    },
  })
}

/** Writes the effect of an order: the ledger's row and what inquiries see are one and the same. */
export async function insertEffect(
  transaction: Transaction,
  effect: {
    orderId: number
    at: Date
    readBackDelayMs: number
    kind: OrderKind
    requestId: string
    lineNumber: string
    from: string
    to: string
  },
): Promise<void> {
  const { readBackDelayMs, from, to, at, ...rest } = effect
  await transaction.effect.create({
    data: { ...rest, at, visibleAt: new Date(at.getTime() + readBackDelayMs), fromCode: from, toCode: to },
  })
}

/** The order of a request; of several, the newest of the preferred kind. */
export function findOrder(database: Database, requestId: string, kind?: OrderKind) {
  return database.kosOrder.findFirst({
    where: { requestId, ...(kind && { kind }) },
    // PRODUCT_CHANGE sorts after CONTRACT_TRANSFER: the change is preferred.
    orderBy: [{ kind: 'desc' }, { id: 'desc' }],
    select: { kind: true, status: true, orderNumber: true, appliedAt: true },
  })
}

/** When the next accepted order is due, or null. */
export async function nextDueAt(database: Database): Promise<Date | null> {
  const order = await database.kosOrder.findFirst({
    where: { status: 'PENDING' },
    orderBy: { dueAt: 'asc' },
    select: { dueAt: true },
  })
  return order?.dueAt ?? null
}

/** Accepted orders that are due, the oldest first. */
export const dueOrders = (database: Database, now: Date) =>
  database.kosOrder.findMany({
    where: { status: 'PENDING', dueAt: { lte: now } },
    orderBy: [{ dueAt: 'asc' }, { id: 'asc' }],
    take: 100,
  })

/** Ends a PENDING order; false where somebody else has. */
export async function settleOrder(transaction: Transaction, id: number, appliedAt: Date): Promise<boolean> {
  const { count } = await transaction.kosOrder.updateMany({
    where: { id, status: 'PENDING' },
    data: { status: 'APPLIED', appliedAt },
  })
  return count === 1
}
