import { type Allowance } from '../../../kos/client/kosOrder.js'
import { tariffRates } from './tariffRates.js'

/** What the tariff needs of a product. `KosProduct` has all of it. */
export interface TariffPlan {
  monthlyFee: number
  dataGb: Allowance
  voiceMinutes: Allowance
  smsCount: Allowance
  overage: 'METERED' | 'THROTTLED' | 'BLOCKED' | 'NONE' | null
}

/** One month's use. Null: KOS did not say. */
export interface MonthUsage {
  dataMb: number | null
  voiceSeconds: number | null
  smsCount: number | null
}

/**
 * What one month's usage costs on a plan, in won with VAT: the list fee without promotion or contract discount, plus
 * voice, messages and metered data over the allowance, each charge floored to the won. Null when the answer cannot be
 * known: KOS sent no overage policy, no allowance, or no usage where the usage decides.
 *
 * Simplification: a daily data bonus ("11 GB + 2 GB each day") and the separate video-call allowance are not on KOS's
 * wire, so only the monthly allowances count.
 */
export function monthCost(plan: TariffPlan, usage: MonthUsage): number | null {
  if (plan.overage === null) return null
  const voice = overageCharge(usage.voiceSeconds, plan.voiceMinutes, 60, tariffRates.voiceMilliwonPerSecond)
  const sms = overageCharge(usage.smsCount, plan.smsCount, 1, tariffRates.smsMilliwon)
  const data =
    plan.overage === 'METERED'
      ? overageCharge(usage.dataMb, plan.dataGb, tariffRates.mbPerGb, tariffRates.dataMilliwonPerMb)
      : 0
  if (voice === null || sms === null || data === null) return null
  return plan.monthlyFee + voice + sms + Math.min(data, tariffRates.dataCapWon)
}

/** Usage is kept to thousandths of its unit ("12.3GB" is 12,595.2 MB), so that no rounding error reaches the floor. */
function overageCharge(used: number | null, allowance: Allowance, unitsPerAllowance: number, milliwon: number) {
  if (allowance === 'unlimited') return 0
  if (used === null || allowance === null) return null
  const overThousandths = Math.max(0, Math.round((used - allowance * unitsPerAllowance) * 1_000))
  return Math.floor((overThousandths * milliwon) / 1_000_000)
}
