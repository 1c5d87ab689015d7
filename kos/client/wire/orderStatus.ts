import { z } from 'zod'
import { brokenField } from '../callFailure.js'
import { type OrderStatusAnswer } from '../kosOrder.js'
import { type Opened, parseData } from './envelope.js'
import { meansUnsupported } from './orderAnswer.js'
import { localTime } from './quantities.js'

export const orderStatusAnswer = z.object({
  requestId: z.string(),
  status: z.enum(['APPLIED', 'REJECTED', 'UNKNOWN']),
  kosOrderNumber: z.string().nullable(),
  appliedAt: localTime.nullable(),
})

/** The one refusal of K7: KOS does not have it. */
export const orderStatusRefusals = ['9005', '9006'] as const

/** K7's answer in our words. */
export function readOrderStatus(opened: Opened, asked: { requestId: string }): OrderStatusAnswer {
  if (meansUnsupported(opened.resultCode)) return { kind: 'unsupported' }
  const data = parseData(orderStatusAnswer, opened.data)
  if (data.requestId !== asked.requestId) throw brokenField('data.requestId: another order than asked')
  switch (data.status) {
    case 'APPLIED':
      return { kind: 'applied', kosOrderNumber: data.kosOrderNumber, appliedAt: data.appliedAt }
    case 'REJECTED':
      return { kind: 'rejected' }
    case 'UNKNOWN':
      return { kind: 'unknown' }
    default:
      return data.status satisfies never
  }
}
