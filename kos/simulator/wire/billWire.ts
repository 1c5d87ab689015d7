import { type Bill } from '../billing/bill.js'
import { type Customer } from '../population/customers.js'
import { type LineFacts } from '../population/lineFacts.js'
import { compactDate, compactMonth } from '../seoulTime.js'

/** K1's billInfo. The base fields always; those of part 5 only where the simulator is to send them. */
export function billInfoOf(bill: Bill, line: LineFacts, additive: boolean): Record<string, unknown> {
  const dueDate = line.dashedDueDate ? bill.dueDate : compactDate(bill.dueDate)
  const { instalment, usage } = bill
  return {
    lineNumber: bill.lineNumber,
    billingMonth: compactMonth(bill.month),
    productCode: bill.planCode,
    productName: bill.planName,
    monthlyFee: bill.monthlyFee,
    usageFee: bill.usageFee,
    discountAmount: bill.discountAmount,
    totalFee: bill.totalFee,
    dataUsage: `${(usage.dataMb / 1024).toFixed(1)}GB`,
    voiceUsage: `${Math.floor(usage.voiceSeconds / 60)}분`,
    smsUsage: `${usage.smsCount}건`,
    billStatus: bill.state,
    dueDate,
    ...(additive && {
      lineItems: bill.items,
      vat: bill.vat,
      unpaidAmount: bill.unpaidAmount,
      contract: bill.contract,
      terminationFee: bill.terminationFee,
      deviceInstalment: instalment && {
        deviceName: instalment.deviceName,
        monthlyAmount: instalment.monthlyAmount,
        remainingMonths: instalment.remainingMonths,
        remainingAmount: instalment.remainingAmount,
      },
      usage: { dataMb: usage.dataMb, voiceSeconds: usage.voiceSeconds, smsCount: usage.smsCount },
      payment: { ...bill.payment, dueDate },
    }),
  }
}

/** K1's and K3's customerInfo. */
export const customerInfoOf = (customer: Customer, line: LineFacts): Record<string, unknown> => ({
  customerName: customer.name,
  customerId: customer.customerId,
  operatorCode: customer.operatorCode,
  lineStatus: line.status,
})
