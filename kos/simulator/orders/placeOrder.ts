import { addCalls } from '../calls/callStore.js'
import { type Database, type Transaction } from '../database.js'
import { type Fate, type Faults, type Operation } from '../faults/faults.js'
import { type Population } from '../population/population.js'
import { compactDate, dateOf } from '../seoulTime.js'
import { refuse, succeed, succeeded, type Answer } from '../wire/envelope.js'
import { judgeOrder, type OrderRequest, type Verdict } from './judgeOrder.js'
import { effectsOf } from './ledgerStore.js'
import { firstAnswer, insertEffect, insertOrder, lockOrder, nextOrderId } from './orderStore.js'

export interface OrderContext {
  database: Database
  population: Population
  now: Date
  honourRequestId: boolean
  faults: Pick<Faults, 'applyDelayMs' | 'readBackDelayMs'>
  fate: Pick<Fate, 'applyThenDrop' | 'applyFail' | 'applyThenFail'>
}

/** What came of it; `dueAt` is set where the order was accepted and is applied later. */
export interface Placed {
  answer: Answer
  dueAt: Date | null
}

/** How the call counts under each kind. */
const operationOf: Record<OrderRequest['kind'], Operation> = { PRODUCT_CHANGE: 'K5', CONTRACT_TRANSFER: 'K6' }
const failure = { PRODUCT_CHANGE: '2099', CONTRACT_TRANSFER: '4099' } as const

/**
 * K5 and K6: order, effect, ledger and call count in one transaction. Two requests of one id wait for each other, so
 * the second finds the first one's answer; two of one line too, so that `from` is what the line really was on.
 */
export async function placeOrder(context: OrderContext, request: OrderRequest): Promise<Placed> {
  const { database, honourRequestId, fate, population, now } = context
  const dedupeKey = honourRequestId ? `${request.kind} ${request.requestId}` : null
  const operation = operationOf[request.kind]
  const outcomeOf = ({ answer: { resultCode } }: Placed) =>
    fate.applyThenDrop && (resultCode === '0000' || fate.applyThenFail) ? 'APPLIED_THEN_DROPPED' : resultCode

  return database.$transaction(
    async (transaction) => {
      await lockOrder(transaction, dedupeKey, request.lineNumber)
      if (dedupeKey !== null) {
        const answer = await firstAnswer(transaction, dedupeKey)
        if (answer) {
          await addCalls(transaction, [{ operation, outcome: 'REPLAYED', count: 1 }])
          return { answer, dueAt: null }
        }
      }
      const verdict = judgeOrder(population, request, await effectsOf(transaction, request.lineNumber), now)
      const placed =
        verdict.refused === null && !fate.applyFail
          ? await accept(transaction, context, request, verdict, dedupeKey)
          : await reject(transaction, context, request, verdict.refused ?? failure[request.kind], dedupeKey)
      await addCalls(transaction, [{ operation, outcome: outcomeOf(placed), count: 1 }])
      return placed
    },
    { maxWait: 10_000, timeout: 10_000 },
  )
}

async function reject(
  transaction: Transaction,
  { now }: OrderContext,
  request: OrderRequest,
  resultCode: Exclude<Answer['resultCode'], '0000'>,
  dedupeKey: string | null,
): Promise<Placed> {
  const { kind, lineNumber, requestId, to } = request
  const answer = refuse(resultCode)
  await insertOrder(transaction, {
    id: await nextOrderId(transaction),
    dedupeKey,
    requestId,
    kind,
    lineNumber,
    to,
    status: 'REJECTED',
    orderNumber: null,
    answer,
    acceptedAt: now,
    dueAt: null,
    appliedAt: null,
    readBackDelayMs: 0,
  })
  return { answer, dueAt: null }
}

async function accept(
  transaction: Transaction,
  { now, faults, fate }: OrderContext,
  request: OrderRequest,
  verdict: Extract<Verdict, { refused: null }>,
  dedupeKey: string | null,
): Promise<Placed> {
  const { kind, lineNumber, requestId, to } = request
  const id = await nextOrderId(transaction)
  const orderNumber = `KO${compactDate(dateOf(now))}${String(id).padStart(8, '0')}`
  const dueAt = faults.applyDelayMs > 0 ? new Date(now.getTime() + faults.applyDelayMs) : null
  const info = verdict.info({ orderNumber, status: dueAt ? 'PROCESSING' : 'COMPLETED', doneAt: dueAt ?? now })
  const answer = fate.applyThenFail ? refuse(failure[kind]) : succeed({ requestId, ...succeeded, ...info })
  await insertOrder(transaction, {
    id,
    dedupeKey,
    requestId,
    kind,
    lineNumber,
    to,
    status: dueAt ? 'PENDING' : 'APPLIED',
    orderNumber,
    answer,
    acceptedAt: now,
    dueAt,
    appliedAt: dueAt ? null : now,
    readBackDelayMs: faults.readBackDelayMs,
  })
  if (!dueAt) {
    const { readBackDelayMs } = faults
    await insertEffect(transaction, {
      orderId: id,
      at: now,
      readBackDelayMs,
      kind,
      requestId,
      lineNumber,
      from: verdict.from,
      to,
    })
  }
  return { answer, dueAt }
}
