import { type TFunction } from 'i18next'
import { formatDataAmount } from '../format/dataAmount.js'
import { type AllowanceKind, type PlanFactsFragment } from '../generated/operations.js'

export type Plan = PlanFactsFragment
type T = TFunction<'productChange'>

/** What a plan gives, in words. What KOS does not send is said to be unknown, never made up. */
export function planWords(plan: Plan, t: T) {
  const allowance = (kind: AllowanceKind, amount: number | null, words: (amount: number) => string): string => {
    if (plan.unlimited.includes(kind)) return t('plan.unlimited')
    return amount === null ? t('plan.unknown') : words(amount)
  }
  return {
    data: allowance('DATA', plan.dataGb, (gigabytes) => formatDataAmount(gigabytes * 1_024)),
    voice: allowance('VOICE', plan.voiceMinutes, (minutes) => t('plan.minutes', { count: minutes })),
    messages: allowance('SMS', plan.smsCount, (messages) => t('plan.messages', { count: messages })),
    afterwards: afterwardsOf(plan, t),
    contract: contractOf(plan, t),
    /** Who may have it; null when everyone may, as far as KOS says. */
    onlyFor: plan.eligibility === null ? null : groupOf(plan.eligibility, t),
  }
}

/** What happens once the data are used up. */
function afterwardsOf({ overage, throttleKbps }: Plan, t: T): string {
  switch (overage) {
    case 'THROTTLED':
      return throttleKbps === null ? t('plan.slower') : t('plan.throttled', { speed: speedOf(throttleKbps) })
    case 'METERED':
      return t('plan.metered')
    case 'BLOCKED':
      return t('plan.blocked')
    case 'NONE':
      return t('plan.noLimit')
    case null:
      return t('plan.unknown')
  }
}

const speedOf = (kbps: number): string => (kbps < 1_000 ? `${kbps}kbps` : `${Math.round(kbps / 100) / 10}Mbps`)

function contractOf({ contractTerms }: Plan, t: T): string {
  if (contractTerms === null) return t('plan.unknown')
  const terms = contractTerms.filter((months) => months > 0)
  return terms.length === 0 ? t('plan.noContract') : t('plan.contract', { terms: terms.join(', ') })
}

function groupOf(eligibility: string, t: T): string {
  if (eligibility === 'AGE_65_PLUS') return t('plan.age65')
  if (eligibility === 'AGE_18_MINUS') return t('plan.age18')
  return t('plan.someGroup')
}

/** Above the plans' name. */
export const networkName = (network: Plan['network'], t: T): string =>
  ({ FIVE_G: '5G', LTE: 'LTE', THREE_G: '3G', OTHER: t('plan.otherNetwork') })[network]
