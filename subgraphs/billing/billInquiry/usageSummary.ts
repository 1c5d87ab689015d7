import { type Freshness } from '../../../kos/client/freshness.js'
import { type Allowance, type KosBill, type KosProduct } from '../../../kos/client/kosOrder.js'
import { type UsageSummary } from '../generated/resolverTypes.js'

/**
 * Usage against the plan's allowance. A bucket of which either is unknown is left out. In the month of a change of plan
 * the allowance is a mixture by days that KOS does not tell, so that the list's figure would be a lie.
 */
export function usageSummaries(bill: KosBill, plan: KosProduct, freshness: Freshness): UsageSummary[] {
  if (bill.lineItems?.some(({ type }) => type === 'PRORATION')) return []
  const { dataMb, voiceSeconds, smsCount } = bill.usage
  return [
    ...summary('DATA', 'MB', dataMb, times(plan.dataGb, 1024)),
    ...summary('VOICE', 'SECOND', voiceSeconds, times(plan.voiceMinutes, 60)),
    ...summary('MESSAGE', 'COUNT', smsCount, plan.smsCount),
  ].map((known) => ({ ...known, freshness }))
}

function summary(
  bucket: UsageSummary['bucket'],
  unit: UsageSummary['unit'],
  used: number | null,
  allowance: Allowance,
): Omit<UsageSummary, 'freshness'>[] {
  if (used === null || allowance === null) return []
  return [{ bucket, unit, used, allowance: allowance === 'unlimited' ? null : allowance }]
}

const times = (allowance: Allowance, factor: number): Allowance =>
  typeof allowance === 'number' ? allowance * factor : allowance
