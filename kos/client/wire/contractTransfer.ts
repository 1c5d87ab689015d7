import { z } from 'zod'
import { brokenField } from '../callFailure.js'
import { type ContractMoved, type KosOrderOutcome } from '../kosOrder.js'
import { innerResult } from './customerInfo.js'
import { type Opened, parseData } from './envelope.js'
import { commonRefusals, orderState, readOrderAnswer } from './orderAnswer.js'

export const contractTransferAnswer = z.object({
  ...innerResult,
  requestId: z.string().nullable(),
  transferInfo: z.object({
    lineNumber: z.string(),
    toProductCode: z.string(),
    transferStatus: z.string().nullable(),
    kosOrderNumber: z.string().nullable(),
  }),
})

/** Codes of K6 that are answers; 4099 is one about this order, although it leaves it in doubt. */
export const contractTransferRefusals = ['4001', '4002', '4099', ...commonRefusals] as const

/** K6's answer in our words. @throws CallFailure when it is about another line or product than the order. */
export function readContractTransfer(
  opened: Opened,
  ordered: { lineNumber: string; to: string },
): KosOrderOutcome<ContractMoved> {
  return readOrderAnswer(opened, '4099', (data) => {
    const info = parseData(contractTransferAnswer, data).transferInfo
    if (info.lineNumber !== ordered.lineNumber) throw brokenField('data.transferInfo.lineNumber: another line')
    if (info.toProductCode !== ordered.to) throw brokenField('data.transferInfo.toProductCode: another product')
    return { kosOrderNumber: info.kosOrderNumber, state: orderState(info.transferStatus) }
  })
}
