import { z } from 'zod'
import { brokenField } from '../callFailure.js'
import { type KosOrderOutcome, type ProductChanged } from '../kosOrder.js'
import { innerResult } from './customerInfo.js'
import { type Opened, parseData } from './envelope.js'
import { commonRefusals, orderState, readOrderAnswer } from './orderAnswer.js'
import { date } from './quantities.js'

export const productChangeAnswer = z.object({
  ...innerResult,
  requestId: z.string().nullable(),
  changeInfo: z.object({
    lineNumber: z.string(),
    newProductCode: z.string(),
    effectiveDate: date.nullable(),
    changeStatus: z.string().nullable(),
    kosOrderNumber: z.string().nullable(),
  }),
})

/** Codes of K5 that are answers; 2099 is one about this order, although it leaves it in doubt. */
export const productChangeRefusals = ['2001', '2002', '2003', '2004', '2005', '2099', ...commonRefusals] as const

/** K5's answer in our words. @throws CallFailure when it is about another line or product than the order. */
export function readProductChange(
  opened: Opened,
  ordered: { lineNumber: string; to: string },
): KosOrderOutcome<ProductChanged> {
  return readOrderAnswer(opened, '2099', (data) => {
    const info = parseData(productChangeAnswer, data).changeInfo
    if (info.lineNumber !== ordered.lineNumber) throw brokenField('data.changeInfo.lineNumber: another line')
    if (info.newProductCode !== ordered.to) throw brokenField('data.changeInfo.newProductCode: another product')
    return {
      kosOrderNumber: info.kosOrderNumber,
      state: orderState(info.changeStatus),
      effectiveOn: info.effectiveDate,
      newProductCode: info.newProductCode,
    }
  })
}
