import { z } from 'zod'
import { brokenField } from '../callFailure.js'
import { type BillMonthsAnswer } from '../kosOrder.js'
import { innerResult } from './customerInfo.js'
import { type Opened, parseData } from './envelope.js'
import { dashedMonth } from './quantities.js'

export const billMonthsAnswer = z.object({
  ...innerResult,
  lineNumber: z.string(),
  availableMonths: z.array(dashedMonth).max(1200),
})

/** Codes of K2 that are answers. */
export const billMonthsRefusals = ['1001', '1002'] as const

/** K2's answer in our words; newest first, each month once, whatever order the server keeps. */
export function readBillMonths(opened: Opened, asked: { lineNumber: string }): BillMonthsAnswer {
  if (opened.resultCode === '1001') return { kind: 'noSuchLine' }
  if (opened.resultCode === '1002') return { kind: 'lineNotActive' }
  const data = parseData(billMonthsAnswer, opened.data)
  if (data.lineNumber !== asked.lineNumber) throw brokenField('data.lineNumber: another line than asked')
  return { kind: 'months', months: [...new Set(data.availableMonths)].sort().reverse() }
}
