import { addOns, planOf } from '../catalogue.js'
import { createDraw } from '../population/draw.js'
import { type LineFacts } from '../population/lineFacts.js'
import { daysIn, monthNumber, monthOf, type Month } from '../seoulTime.js'
import { clawbackIn, contractStateOf, discountOf } from './contract.js'
import { instalmentOf, type Instalment } from './instalment.js'
import { byDays } from './tariff.js'
import { daysOf, segmentsOf, type Segment, type Timeline } from './timeline.js'
import { usageOf, type Usage } from './usage.js'

export type BillItemType =
  | 'RECURRING'
  | 'ADD_ON'
  | 'VOICE_OVERAGE'
  | 'DATA_OVERAGE'
  | 'MESSAGE_OVERAGE'
  | 'ROAMING'
  | 'DEVICE_INSTALMENT'
  | 'INSTALMENT_INTEREST'
  | 'CONTRACT_DISCOUNT'
  | 'PROMO_DISCOUNT'
  | 'PRORATION'
  | 'CLAWBACK'
  | 'MICRO_PAYMENT'
  | 'LATE_FEE'
  | 'ROUNDING'

export interface BillItem {
  type: BillItemType
  name: string
  /** KRW, discounts negative. */
  amount: number
}

/** A month's charges without what depends on other months' bills (late fee) and without rounding. */
export interface Charges {
  items: BillItem[]
  sum: number
  usage: Usage
  instalment: Instalment | null
}

/** The fee of a month: in full for one plan all month, else one line for each plan by its days. */
function feeItems(month: Month, segments: readonly Segment[]): BillItem[] {
  const days = daysIn(month)
  return segments.map((segment) => {
    const plan = planOf(segment.planCode)
    if (daysOf(segment) === days) return { type: 'RECURRING', name: `${plan.name} 월정액`, amount: plan.monthlyFee }
    return {
      type: 'PRORATION',
      name: `${plan.name} 일할 (${segment.fromDay}~${segment.toDay}일)`,
      amount: byDays(plan.monthlyFee, daysOf(segment), days),
    }
  })
}

/** For new customers in the first months, on the plan they came in on; lost with the first change. */
function promoOf(timeline: Timeline, month: Month, segments: readonly Segment[]): number {
  const [entry] = timeline.changes
  const [segment] = segments
  if (!entry || !segment || segment.planCode !== entry.to) return 0
  if (timeline.changes.some(({ on }, index) => index > 0 && monthOf(on) < month)) return 0
  const { promo, monthlyFee } = planOf(entry.to)
  if (!promo || monthNumber(month) - monthNumber(monthOf(timeline.joinDate)) >= promo.months) return 0
  return byDays(monthlyFee - promo.fee, daysOf(segment), daysIn(month))
}

/** Everything a month is charged for, up to `throughDay` where it is by use. */
export function chargesOf(
  seed: number,
  line: LineFacts,
  timeline: Timeline,
  month: Month,
  throughDay: number,
): Charges {
  const segments = segmentsOf(timeline, month)
  const draw = createDraw(seed, 5, line.index, monthNumber(month))
  const items = feeItems(month, segments)
  const push = (type: BillItemType, name: string, amount: number) => {
    if (amount !== 0) items.push({ type, name, amount })
  }

  for (const code of line.addOns) push('ADD_ON', addOns.get(code)?.name ?? code, addOns.get(code)?.fee ?? 0)
  const usage = usageOf(seed, line, month, segments, throughDay)
  const dataCharge = addOns.get('ADD-DATA-1G')
  if (usage.extraDataGb > 0 && dataCharge) push('ADD_ON', dataCharge.name, dataCharge.fee * usage.extraDataGb)
  push('VOICE_OVERAGE', '음성 초과 사용료', usage.charges.voice)
  push('DATA_OVERAGE', '데이터 초과 사용료', usage.charges.data)
  push('MESSAGE_OVERAGE', '문자 초과 사용료', usage.charges.sms)
  const roaming = addOns.get('ADD-ROAM-4G30')
  if (roaming && draw.chance('roaming', 0.02) && draw.int('roaming.day', 1, 28) <= throughDay)
    push('ROAMING', roaming.name, roaming.fee)
  if (line.buysOnBill && draw.chance('bought', 0.5) && draw.int('bought.day', 1, 28) <= throughDay) {
    push('MICRO_PAYMENT', '소액결제', draw.int('bought.amount', 11, 550) * 100)
  }

  const contract = contractStateOf(line, timeline)
  if (contract) {
    const discount = segments.reduce((sum, segment) => sum + discountOf(contract, month, segment), 0)
    push('CONTRACT_DISCOUNT', `${contract.months}개월 약정할인`, -discount)
  }
  push('PROMO_DISCOUNT', '신규가입 프로모션 할인', -promoOf(timeline, month, segments))
  if (contract) push('CLAWBACK', '약정할인 반환금', clawbackIn(contract, month))
  const instalment = instalmentOf(line.device, month)
  if (instalment) {
    push('DEVICE_INSTALMENT', `${instalment.deviceName} 할부금`, instalment.principal)
    push('INSTALMENT_INTEREST', '단말기 할부이자', instalment.interest)
  }
  return { items, sum: items.reduce((sum, { amount }) => sum + amount, 0), usage, instalment }
}
