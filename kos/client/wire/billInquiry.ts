import { z } from 'zod'
import { type YearMonth } from '../../../platform/time/yearMonth.js'
import { brokenField } from '../callFailure.js'
import { type BillAnswer, type KosBill } from '../kosOrder.js'
import { customerInfo, innerResult } from './customerInfo.js'
import { type Opened, parseData } from './envelope.js'
import { countText, dataText, date, localTime, nullableDate, plainMonth, voiceText, won } from './quantities.js'

const lineItem = z.object({
  type: z.enum([
    'RECURRING',
    'ADD_ON',
    'VOICE_OVERAGE',
    'DATA_OVERAGE',
    'MESSAGE_OVERAGE',
    'ROAMING',
    'DEVICE_INSTALMENT',
    'INSTALMENT_INTEREST',
    'CONTRACT_DISCOUNT',
    'PROMO_DISCOUNT',
    'PRORATION',
    'CLAWBACK',
    'MICRO_PAYMENT',
    'LATE_FEE',
    'ROUNDING',
  ]),
  name: z.string(),
  amount: won,
})

const quantity = z.number().nonnegative().nullish()

/** What the contract names must be there; what is additive may be absent or null, but not of another type. */
const billInfo = z.object({
  lineNumber: z.string(),
  billingMonth: plainMonth,
  productCode: z.string().min(1),
  productName: z.string(),
  monthlyFee: won,
  usageFee: won,
  discountAmount: won,
  totalFee: won,
  dataUsage: dataText.nullable(),
  voiceUsage: voiceText.nullable(),
  smsUsage: countText.nullable(),
  billStatus: z.enum(['PENDING', 'CONFIRMED', 'PAID', 'UNPAID']),
  dueDate: nullableDate,
  lineItems: z.array(lineItem).max(500).nullish(),
  vat: won.nullish(),
  unpaidAmount: won.nullish(),
  contract: z
    .object({
      type: z.string(),
      months: z.number().int().positive(),
      startDate: date,
      endDate: date,
      monthlyDiscount: won,
    })
    .nullish(),
  terminationFee: won.nullish(),
  deviceInstalment: z
    .object({
      deviceName: z.string(),
      monthlyAmount: won,
      remainingMonths: z.number().int().nonnegative(),
      remainingAmount: won,
    })
    .nullish(),
  usage: z.object({ dataMb: quantity, voiceSeconds: quantity, smsCount: quantity }).nullish(),
  payment: z
    .object({
      method: z.string().nullish(),
      status: z.string().nullish(),
      dueDate: nullableDate.optional(),
      paidAt: localTime.nullish(),
    })
    .nullish(),
})

export const billAnswer = z.object({
  ...innerResult,
  requestId: z.string().nullable(),
  procStatus: z.string().nullable(),
  billInfo,
  customerInfo,
})

/** Codes of K1 that are answers. */
export const billRefusals = ['1001', '1002', '1003'] as const

/**
 * K1's answer in our words. An answer about another line or another month than asked is a broken contract: it would
 * show somebody else's bill.
 */
export function readBill(opened: Opened, asked: { lineNumber: string; month: YearMonth }): BillAnswer {
  if (opened.resultCode === '1001') return { kind: 'noSuchLine' }
  if (opened.resultCode === '1002') return { kind: 'lineNotActive' }
  if (opened.resultCode === '1003') return { kind: 'noBill' }
  const data = parseData(billAnswer, opened.data)
  if (data.billInfo.lineNumber !== asked.lineNumber)
    throw brokenField('data.billInfo.lineNumber: another line than asked')
  if (data.billInfo.billingMonth !== asked.month)
    throw brokenField('data.billInfo.billingMonth: another month than asked')
  return { kind: 'bill', bill: toBill(data.billInfo), customer: data.customerInfo }
}

function toBill(info: z.output<typeof billInfo>): KosBill {
  const lineItems = info.lineItems ?? null
  // Servers are met that write the discount as a negative amount.
  const discountAmount = Math.abs(info.discountAmount)
  if (lineItems) {
    if (lineItems.reduce((sum, item) => sum + item.amount, 0) !== info.totalFee) {
      throw brokenField('data.billInfo.lineItems: do not sum to totalFee')
    }
  } else if (info.monthlyFee + info.usageFee - discountAmount !== info.totalFee) {
    throw brokenField('data.billInfo.totalFee: is not monthlyFee + usageFee - discountAmount')
  }
  return {
    month: info.billingMonth,
    productCode: info.productCode,
    productName: info.productName,
    monthlyFee: info.monthlyFee,
    usageFee: info.usageFee,
    discountAmount,
    totalFee: info.totalFee,
    lineItems,
    usage: {
      dataMb: info.usage?.dataMb ?? info.dataUsage,
      voiceSeconds: info.usage?.voiceSeconds ?? info.voiceUsage,
      smsCount: info.usage?.smsCount ?? info.smsUsage,
    },
    state: info.billStatus,
    dueDate: info.dueDate,
    vat: info.vat ?? null,
    unpaidAmount: info.unpaidAmount ?? null,
    contract: info.contract ?? null,
    terminationFee: info.terminationFee ?? null,
    deviceInstalment: info.deviceInstalment ?? null,
    payment: info.payment
      ? {
          method: info.payment.method ?? null,
          status: info.payment.status ?? null,
          dueDate: info.payment.dueDate ?? null,
          paidAt: info.payment.paidAt ?? null,
        }
      : null,
  }
}
