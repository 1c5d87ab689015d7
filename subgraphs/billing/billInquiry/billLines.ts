import { type KosBill } from '../../../kos/client/kosOrder.js'
import { type BillLine } from '../generated/resolverTypes.js'

/** The charges as KOS itemises them, else its three sums; either way they sum to the total. */
export function billLinesOf(bill: KosBill): BillLine[] {
  if (bill.lineItems) return bill.lineItems.map(({ type, name, amount }) => ({ type, name, amount }))
  const sums: BillLine[] = [
    { type: 'RECURRING', name: `${bill.productName} 월정액`, amount: bill.monthlyFee },
    { type: 'OTHER_CHARGES', name: '사용 요금', amount: bill.usageFee },
    { type: 'ALL_DISCOUNTS', name: '할인', amount: 0 - bill.discountAmount },
  ]
  return sums.filter((line) => line.amount !== 0)
}
