import { type Database } from '../database.js'
import { dateTimeOf } from '../seoulTime.js'
import { succeed, type Answer } from '../wire/envelope.js'
import { type OrderKind } from './ledgerStore.js'
import { findOrder } from './orderStore.js'

/** K7. An order that is accepted and not yet applied is as unknown as one never seen: KOS looks at what it applied. */
export async function orderStatus(database: Database, requestId: string, kind?: OrderKind): Promise<Answer> {
  const order = await findOrder(database, requestId, kind)
  if (!order || order.status === 'PENDING') {
    return succeed({ requestId, kind: null, status: 'UNKNOWN', kosOrderNumber: null, appliedAt: null })
  }
  return succeed({
    requestId,
    kind: order.kind,
    status: order.status,
    kosOrderNumber: order.orderNumber,
    appliedAt: order.appliedAt && dateTimeOf(order.appliedAt),
  })
}
