import { type KosBill } from '../../../kos/client/kosOrder.js'
import {
  type BillChangeCause,
  type BillChangeKind,
  type BillComparison,
  type BillLineType,
} from '../generated/resolverTypes.js'
import { billLinesOf } from '../billInquiry/billLines.js'
import { causeSentence } from './causeSentence.js'

/** What the plan itself costs; which kind of reason a difference of it is depends on the two bills. */
const planFee = 'PLAN'
type Group = BillChangeKind | typeof planFee

const groups: Record<BillLineType, Group> = {
  RECURRING: planFee,
  PRORATION: planFee,
  ADD_ON: 'ADD_ON',
  VOICE_OVERAGE: 'USAGE',
  DATA_OVERAGE: 'USAGE',
  MESSAGE_OVERAGE: 'USAGE',
  OTHER_CHARGES: 'USAGE',
  ROAMING: 'ROAMING',
  DEVICE_INSTALMENT: 'DEVICE',
  INSTALMENT_INTEREST: 'DEVICE',
  CONTRACT_DISCOUNT: 'DISCOUNT_CHANGED',
  PROMO_DISCOUNT: 'DISCOUNT_CHANGED',
  ALL_DISCOUNTS: 'DISCOUNT_CHANGED',
  CLAWBACK: 'ONE_TIME',
  MICRO_PAYMENT: 'ONE_TIME',
  LATE_FEE: 'ONE_TIME',
  ROUNDING: 'OTHER',
}

/**
 * Why two bills differ. Both are compared item by item, or, where KOS itemises only one of them, by their three sums.
 * The causes sum to the difference exactly: what no group explains is OTHER.
 */
export function compareBills(current: KosBill, previous: KosBill): Omit<BillComparison, 'freshness'> {
  const difference = current.totalFee - previous.totalFee
  const bothItemised = current.lineItems !== null && previous.lineItems !== null
  const now = byGroup(bothItemised ? current : { ...current, lineItems: null })
  const before = byGroup(bothItemised ? previous : { ...previous, lineItems: null })

  const changes = new Map<BillChangeKind, number>()
  for (const group of new Set([...now.keys(), ...before.keys()])) {
    if (group === 'OTHER') continue
    changes.set(
      group === planFee ? planKind(current, previous) : group,
      (now.get(group) ?? 0) - (before.get(group) ?? 0),
    )
  }
  changes.set('OTHER', difference - [...changes.values()].reduce((sum, amount) => sum + amount, 0))

  const causes: BillChangeCause[] = [...changes]
    .filter(([, amount]) => amount !== 0)
    .sort(([, one], [, other]) => Math.abs(other) - Math.abs(one))
    .map(([kind, amount]) => ({ kind, amount, message: causeSentence(kind, amount, { current, previous }) }))
  return { previousTotal: previous.totalFee, difference, causes }
}

function byGroup(bill: KosBill): Map<Group, number> {
  const sums = new Map<Group, number>()
  for (const { type, amount } of billLinesOf(bill)) sums.set(groups[type], (sums.get(groups[type]) ?? 0) + amount)
  return sums
}

function planKind(current: KosBill, previous: KosBill): BillChangeKind {
  if (current.productCode !== previous.productCode) return 'PRODUCT_CHANGED'
  const byDays = [current, previous].some((bill) => bill.lineItems?.some(({ type }) => type === 'PRORATION'))
  return byDays ? 'PRORATION' : 'PLAN_FEE'
}
