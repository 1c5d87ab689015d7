import { z } from 'zod'
import { brokenField } from '../callFailure.js'
import { type LineProductAnswer } from '../kosOrder.js'
import { customerInfo, innerResult } from './customerInfo.js'
import { type Opened, parseData } from './envelope.js'
import { allowanceText, localTime, won } from './quantities.js'

const productInfo = z.object({
  lineNumber: z.string(),
  currentProductCode: z.string().min(1),
  currentProductName: z.string(),
  monthlyFee: won,
  dataAllowance: allowanceText,
  voiceAllowance: allowanceText,
  smsAllowance: allowanceText,
  productStatus: z.string().nullable(),
  contractDate: localTime.nullable(),
})

export const lineProductAnswer = z.object({
  ...innerResult,
  requestId: z.string().nullable(),
  procStatus: z.string().nullable(),
  productInfo,
  customerInfo,
})

/** Codes of K3 that are answers. */
export const lineProductRefusals = ['3001', '3002', '3003'] as const

/** K3's answer in our words. */
export function readLineProduct(opened: Opened, asked: { lineNumber: string }): LineProductAnswer {
  if (opened.resultCode === '3001') return { kind: 'noSuchLine' }
  if (opened.resultCode === '3002') return { kind: 'lineNotActive' }
  if (opened.resultCode === '3003') return { kind: 'noProduct' }
  const data = parseData(lineProductAnswer, opened.data)
  const info = data.productInfo
  if (info.lineNumber !== asked.lineNumber) throw brokenField('data.productInfo.lineNumber: another line than asked')
  return {
    kind: 'product',
    product: {
      productCode: info.currentProductCode,
      productName: info.currentProductName,
      monthlyFee: info.monthlyFee,
      dataGb: info.dataAllowance,
      voiceMinutes: info.voiceAllowance,
      smsCount: info.smsAllowance,
      status: info.productStatus,
      since: info.contractDate,
    },
    customer: data.customerInfo,
  }
}
