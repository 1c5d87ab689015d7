import { type z } from 'zod'
import { type components } from '../generated/kosWire.js'
import { type billAnswer } from './billInquiry.js'
import { type billMonthsAnswer } from './billMonths.js'
import { type contractTransferAnswer } from './contractTransfer.js'
import { type lineProductAnswer } from './lineProduct.js'
import { type orderStatusAnswer } from './orderStatus.js'
import { type productChangeAnswer } from './productChange.js'
import { type productListAnswer } from './productList.js'

type Wire = components['schemas']
/** The code inside of `data` is a plain text in the contract, and `0000` in every answer that has data. */
type Succeeded<T> = Omit<T, 'resultCode' | 'result_code'> &
  (T extends { result_code: string } ? { result_code: '0000' } : { resultCode: '0000' })
type Reads<Schema extends z.ZodType, T> = Succeeded<T> extends z.input<Schema> ? true : never

/**
 * Whatever the contract (`kos/openapi.yaml`) allows, the client can read: this does not compile when a field is renamed,
 * dropped or retyped on one side only.
 */
export const readsTheContract: {
  K1: Reads<typeof billAnswer, Wire['BillInquiryData']>
  K2: Reads<typeof billMonthsAnswer, Wire['AvailableMonthsData']>
  K3: Reads<typeof lineProductAnswer, Wire['ProductInquiryData']>
  K4: Reads<typeof productListAnswer, Wire['ProductListData']>
  K5: Reads<typeof productChangeAnswer, Wire['ProductChangeData']>
  K6: Reads<typeof contractTransferAnswer, Wire['ContractTransferData']>
  K7: Wire['OrderStatusData'] extends z.input<typeof orderStatusAnswer> ? true : never
} = { K1: true, K2: true, K3: true, K4: true, K5: true, K6: true, K7: true }
