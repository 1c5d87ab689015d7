import { createTimeline } from '../billing/timeline.js'
import { type Database } from '../database.js'
import { type Population } from '../population/population.js'
import { effectsOf } from './ledgerStore.js'
import { dueOrders, insertEffect, lockLine, nextDueAt, settleOrder } from './orderStore.js'

/**
 * Applies orders that were accepted with `applyDelayMs`. When they are due is in the database, so a restart in between
 * changes nothing but the moment. Inquiries ask too, so that none answers from before an order that was due.
 */
export interface DelayedOrders {
  /** Call after an order was accepted for later. */
  expect(dueAt: Date): void
  /** Applies what is due by now. Costs nothing while nothing is. */
  applyDue(): Promise<void>
  stop(): Promise<void>
}

const longestSleepMs = 60_000

/** Starts waiting for the orders that the database holds. */
export async function createDelayedOrders({
  database,
  population,
  clock,
  failed,
}: {
  database: Database
  population: Population
  clock: () => Date
  failed: (error: unknown) => void
}): Promise<DelayedOrders> {
  let due = await nextDueAt(database)
  let timer: NodeJS.Timeout | undefined
  let stopped = false
  let applying: Promise<void> = Promise.resolve()

  const applyAll = async () => {
    const now = clock()
    if (due === null || due > now) return
    for (let orders = await dueOrders(database, now); orders.length > 0; orders = await dueOrders(database, now)) {
      for (const order of orders) await applyOne(database, population, order, now)
    }
    due = await nextDueAt(database)
  }
  const applyDue = (): Promise<void> => {
    if (due === null || due > clock()) return Promise.resolve()
    const next = applying.then(applyAll)
    applying = next.catch(() => undefined)
    return next
  }
  const wake = () => {
    clearTimeout(timer)
    if (stopped || due === null) return
    const sleepMs = Math.min(longestSleepMs, Math.max(1, due.getTime() - clock().getTime()))
    timer = setTimeout(() => void applyDue().catch(failed).finally(wake), sleepMs)
    timer.unref()
  }

  wake()
  return {
    expect(dueAt) {
      if (due === null || dueAt < due) due = dueAt
      wake()
    },
    applyDue,
    async stop() {
      stopped = true
      clearTimeout(timer)
      await applying
    },
  }
}

async function applyOne(
  database: Database,
  population: Population,
  order: Awaited<ReturnType<typeof dueOrders>>[number],
  now: Date,
): Promise<void> {
  await database.$transaction(
    async (transaction) => {
      await lockLine(transaction, order.lineNumber)
      if (!(await settleOrder(transaction, order.id, now))) return
      const line = population.find(order.lineNumber)?.line
      if (!line) return
      await insertEffect(transaction, {
        orderId: order.id,
        at: now,
        readBackDelayMs: order.readBackDelayMs,
        kind: order.kind === 'CONTRACT_TRANSFER' ? 'CONTRACT_TRANSFER' : 'PRODUCT_CHANGE',
        requestId: order.requestId,
        lineNumber: order.lineNumber,
        from: createTimeline(line, await effectsOf(transaction, order.lineNumber)).current.planCode,
        to: order.toCode,
      })
    },
    { maxWait: 10_000, timeout: 10_000 },
  )
}
