import { readFileSync } from 'node:fs'
import { z } from 'zod'

const planSchema = z.object({
  code: z.string(),
  name: z.string(),
  network: z.string(),
  monthlyFee: z.number(),
  dataGb: z.number(),
  throttleKbps: z.number().nullable(),
  voiceMin: z.number(),
  smsCount: z.number(),
  dataOverage: z.enum(['METERED', 'THROTTLED', 'BLOCKED', 'NONE']),
  operatorCode: z.string(),
  status: z.enum(['ACTIVE', 'DISCONTINUED']),
  eligibility: z.string().nullable(),
  promo: z.object({ fee: z.number(), months: z.number() }).nullable(),
  contractTermsMonths: z.array(z.number()),
  description: z.string(),
})

/** The file is data that people edit: a slip in it must stop the start, not make a wrong bill. */
const catalogue = z
  .object({
    dataCapKrw: z.number(),
    rates: z.object({ voiceKrwPerSec: z.number(), smsKrw: z.number(), dataKrwPerMb: z.number() }),
    plans: z.array(planSchema),
    compatPlans: z.array(planSchema),
    addOns: z.array(
      z.object({
        code: z.string(),
        name: z.string(),
        fee: z.number(),
        effect: z.object({ throttleKbps: z.number().optional() }),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(new URL('./catalogue.json', import.meta.url), 'utf8')))

/** One rate plan as KOS knows it. Fees in KRW with VAT; -1 is unlimited. */
export type Plan = z.output<typeof planSchema>

/** What happens past the data allowance: charged by the MB, slowed down, stopped, or nothing (unlimited). */
export type Overage = Plan['dataOverage']

/** All plans, discontinued ones too, in the order of the list. */
export const plans: readonly Plan[] = [...catalogue.plans, ...catalogue.compatPlans]

const byCode = new Map(plans.map((plan) => [plan.code, plan]))

/** The plan of a code, or undefined when KOS has no such product. */
export const findPlan = (code: string): Plan | undefined => byCode.get(code)

/** The plan of a code that is known to exist: one from the population or from the ledger. */
export function planOf(code: string): Plan {
  const plan = byCode.get(code)
  if (!plan) throw new Error(`no product ${code} in the catalogue`)
  return plan
}

/** Add-ons by code: fee in KRW a month, or once. */
export const addOns = new Map(catalogue.addOns.map((addOn) => [addOn.code, addOn]))

/** KRW per unit over the allowance, and the most that metered data costs in a month. */
export const rates = { ...catalogue.rates, dataCapKrw: catalogue.dataCapKrw }
