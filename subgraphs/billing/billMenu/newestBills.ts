import { type KosOrder } from '../../../kos/client/kosOrder.js'
import { type BillDesk } from '../billInquiry/billDesk.js'
import { type ShownBill } from '../billInquiry/shownBill.js'
import { type OwnLine } from '../ownLine.js'
import { billMonthsOf } from './billMonths.js'

/** At most this many bills in one list: what `bills(first:)` allows, and what is asked of KOS at once for it. */
export const mostBills = 12

/**
 * The newest bills that KOS has, newest first, all asked for at once. They come together or not at all: a list with a
 * hole in it would look like a month without a bill.
 *
 * @throws KosUnavailable once every inquiry has been recorded
 */
export async function newestBills(
  parts: { kos: KosOrder; bills: BillDesk },
  line: OwnLine,
  first: number,
): Promise<ShownBill[]> {
  const { months } = await billMonthsOf(parts.kos, line.lineNumber)
  const settled = await Promise.allSettled(months.slice(0, first).map((month) => parts.bills.ask(line, month)))
  const shown: ShownBill[] = []
  for (const inquiry of settled) {
    if (inquiry.status === 'rejected') throw inquiry.reason
    if (inquiry.value.kind === 'unavailable') throw inquiry.value.because
    if (inquiry.value.kind === 'shown') shown.push(inquiry.value.shown)
  }
  return shown
}
