import { z } from 'zod'
import { brokenField } from '../callFailure.js'
import { type KosProduct } from '../kosOrder.js'
import { type Opened, parseData } from './envelope.js'
import { allowanceNumber, won } from './quantities.js'

const product = z.object({
  product_code: z.string().min(1),
  product_name: z.string(),
  product_type: z.string().nullable(),
  monthly_fee: won,
  data_allowance: allowanceNumber,
  voice_allowance: allowanceNumber,
  sms_allowance: allowanceNumber,
  network_type: z.string(),
  status: z.string(),
  description: z.string().nullable(),
  operator_code: z.string().nullish(),
  throttle_kbps: z.number().nonnegative().nullish(),
  overage: z.enum(['METERED', 'THROTTLED', 'BLOCKED', 'NONE']).nullish(),
  contract_terms: z.array(z.number().int().nonnegative()).nullish(),
  promo: z.object({ fee: won, months: z.number().int().positive() }).nullish(),
  eligibility: z.string().nullish(),
})

export const productListAnswer = z.object({
  result_code: z.literal('0000'),
  result_message: z.string().nullable(),
  product_count: z.number().int().nonnegative(),
  products: z.array(product).max(10_000),
})

/** K4's answer in our words: discontinued products stay in it, marked as not on sale. */
export function readProductList(opened: Opened): KosProduct[] {
  const data = parseData(productListAnswer, opened.data)
  if (data.product_count !== data.products.length)
    throw brokenField('data.product_count: is not the number of products')
  return data.products.map((each) => ({
    code: each.product_code,
    name: each.product_name,
    type: each.product_type,
    monthlyFee: each.monthly_fee,
    dataGb: each.data_allowance,
    voiceMinutes: each.voice_allowance,
    smsCount: each.sms_allowance,
    network: each.network_type,
    onSale: each.status === 'ACTIVE',
    description: each.description,
    operatorCode: each.operator_code ?? null,
    throttleKbps: each.throttle_kbps ?? null,
    overage: each.overage ?? null,
    contractTerms: each.contract_terms ?? null,
    promo: each.promo ?? null,
    eligibility: each.eligibility ?? null,
  }))
}
