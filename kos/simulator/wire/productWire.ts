import { type Timeline } from '../billing/timeline.js'
import { planOf, type Plan } from '../catalogue.js'

const unlimited = '무제한'
const allowance = (amount: number, unit: string): string => (amount < 0 ? unlimited : `${amount}${unit}`)

/** K3's productInfo. */
export function productInfoOf(lineNumber: string, { current }: Timeline): Record<string, unknown> {
  const plan = planOf(current.planCode)
  return {
    lineNumber,
    currentProductCode: plan.code,
    currentProductName: plan.name,
    monthlyFee: plan.monthlyFee,
    dataAllowance: allowance(plan.dataGb, 'GB'),
    voiceAllowance: allowance(plan.voiceMin, '분'),
    smsAllowance: allowance(plan.smsCount, '건'),
    productStatus: plan.status,
    contractDate: current.since,
  }
}

/** One entry of K4, in K4's own spelling. */
export const listedProductOf = (plan: Plan, additive: boolean): Record<string, unknown> => ({
  product_code: plan.code,
  product_name: plan.name,
  product_type: 'MOBILE_PLAN',
  monthly_fee: plan.monthlyFee,
  data_allowance: plan.dataGb,
  voice_allowance: plan.voiceMin,
  sms_allowance: plan.smsCount,
  network_type: plan.network,
  status: plan.status,
  description: plan.description,
  ...(additive && {
    operator_code: plan.operatorCode,
    throttle_kbps: plan.throttleKbps,
    overage: plan.dataOverage,
    contract_terms: plan.contractTermsMonths,
    promo: plan.promo,
    eligibility: plan.eligibility,
  }),
})
