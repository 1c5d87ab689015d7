import { type KosBill } from '../../../kos/client/kosOrder.js'
import { type Payment, type PaymentStatus } from '../generated/resolverTypes.js'

const known: readonly string[] = ['SCHEDULED', 'PAID', 'OVERDUE'] satisfies PaymentStatus[]

/** The payment, with a status that KOS names otherwise as OTHER; null where KOS sends none. */
export function paymentView(payment: KosBill['payment']): Payment | null {
  if (!payment) return null
  const { method, status, dueDate, paidAt } = payment
  return {
    method,
    status: status === null ? null : known.includes(status) ? (status as PaymentStatus) : 'OTHER',
    dueDate,
    paidAt,
  }
}
