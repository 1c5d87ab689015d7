import { planOf } from '../catalogue.js'
import { createDraw } from '../population/draw.js'
import { type LineFacts } from '../population/lineFacts.js'
import {
  addDays,
  addMonths,
  dateIn,
  dayOf,
  daysIn,
  monthNumber,
  monthOf,
  type LocalDate,
  type Month,
} from '../seoulTime.js'
import { chargesOf, type BillItem, type Charges } from './charges.js'
import { clawback, contractStateOf, holdsOn, monthlyDiscountOf, monthsUsed } from './contract.js'
import { type Instalment } from './instalment.js'
import { segmentsOf, type Segment, type Timeline } from './timeline.js'
import { type Usage } from './usage.js'

export type BillState = 'PENDING' | 'CONFIRMED' | 'PAID' | 'UNPAID'

/** A bill as the simulator knows it: what K1 says is written from this, and tests compare against it. KRW, dates YYYY-MM-DD. */
export interface Bill {
  lineNumber: string
  month: Month
  planCode: string
  planName: string
  segments: Segment[]
  items: BillItem[]
  monthlyFee: number
  usageFee: number
  discountAmount: number
  totalFee: number
  vat: number
  unpaidAmount: number
  usage: Usage
  contract: { type: string; months: number; startDate: LocalDate; endDate: LocalDate; monthlyDiscount: number } | null
  terminationFee: number
  instalment: Instalment | null
  state: BillState
  dueDate: LocalDate
  payment: { method: string; status: 'SCHEDULED' | 'PAID' | 'OVERDUE'; paidAt: string | null }
}

/** How many months have a bill: the current one and the twelve before it. */
export const billWindow = 13
const lateFeePercent = 2

/** Months with a bill, newest first. */
export function billMonths(line: LineFacts, today: LocalDate): Month[] {
  if (!line.provisioned) return []
  const joined = monthOf(line.joinDate)
  return Array.from({ length: billWindow }, (_, ago) => addMonths(monthOf(today), -ago)).filter(
    (month) => month >= joined,
  )
}

const dueDateOf = (line: LineFacts, month: Month): LocalDate => dateIn(addMonths(month, 1), line.dueDay)

/** What the calculation of one line's bills rests on. */
export interface BillBasis {
  seed: number
  line: LineFacts
  timeline: Timeline
  today: LocalDate
}

/** The day a bill speaks of: the last of its month, or today. */
const throughDate = (month: Month, today: LocalDate): LocalDate =>
  monthOf(today) === month ? today : dateIn(month, daysIn(month))

const overdueBy = (line: LineFacts, month: Month, date: LocalDate): boolean =>
  line.unpaidFrom !== null && month >= line.unpaidFrom && dueDateOf(line, month) < date

const chargesFor = ({ seed, line, timeline, today }: BillBasis, month: Month): Charges =>
  chargesOf(seed, line, timeline, month, dayOf(throughDate(month, today)))

/** A late fee on the month before, where it was overdue when this bill was made; counted without that month's own. */
function lateFeeOf(basis: BillBasis, month: Month): number {
  const before = addMonths(month, -1)
  if (before < monthOf(basis.line.joinDate)) return 0
  if (!overdueBy(basis.line, before, addDays(throughDate(month, basis.today), 1))) return 0
  return Math.floor((chargesFor(basis, before).sum * lateFeePercent) / 100)
}

/** Totals are cut to ten won, and the cut is a line of its own. */
function totalOf(
  basis: BillBasis,
  month: Month,
): { charges: Charges; lateFee: number; rounding: number; total: number } {
  const charges = chargesFor(basis, month)
  const lateFee = lateFeeOf(basis, month)
  const rounding = (charges.sum + lateFee) % 10
  return { charges, lateFee, rounding, total: charges.sum + lateFee - rounding }
}

function unpaidBefore(basis: BillBasis, month: Month): number {
  const { line, today } = basis
  if (line.unpaidFrom === null) return 0
  const seen = addDays(throughDate(month, today), 1)
  let sum = 0
  for (let ago = 1; ago < billWindow; ago += 1) {
    const earlier = addMonths(month, -ago)
    if (earlier < line.unpaidFrom) break
    if (overdueBy(line, earlier, seen)) sum += totalOf(basis, earlier).total
  }
  return sum
}

function stateOf({ line, today }: BillBasis, month: Month): BillState {
  if (month === monthOf(today)) return 'PENDING'
  if (today <= dueDateOf(line, month)) return 'CONFIRMED'
  return overdueBy(line, month, today) ? 'UNPAID' : 'PAID'
}

const paymentStatus = { PENDING: 'SCHEDULED', CONFIRMED: 'SCHEDULED', PAID: 'PAID', UNPAID: 'OVERDUE' } as const

/** The bill of a month, or null where there is none. Pure: the same basis gives the same bill. */
export function billOf(basis: BillBasis, month: Month): Bill | null {
  const { line, timeline, today } = basis
  if (!billMonths(line, today).includes(month)) return null
  const { charges, lateFee, rounding, total } = totalOf(basis, month)
  const items: BillItem[] = [...charges.items]
  if (lateFee > 0) items.push({ type: 'LATE_FEE', name: '연체가산금', amount: lateFee })
  if (rounding > 0) items.push({ type: 'ROUNDING', name: '원단위 절사', amount: -rounding })
  const sum = (...types: BillItem['type'][]) =>
    items.reduce((to, { type, amount }) => (types.includes(type) ? to + amount : to), 0)
  const monthlyFee = sum('RECURRING', 'PRORATION')
  const discountAmount = 0 - sum('CONTRACT_DISCOUNT', 'PROMO_DISCOUNT', 'ROUNDING')
  const taxable = total - sum('DEVICE_INSTALMENT', 'INSTALMENT_INTEREST', 'MICRO_PAYMENT', 'LATE_FEE')

  const segments = segmentsOf(timeline, month)
  const planCode = segments.at(-1)?.planCode ?? line.firstPlan
  const through = throughDate(month, today)
  const contract = contractStateOf(line, timeline)
  const held = contract && holdsOn(contract, through) ? contract : null
  const state = stateOf(basis, month)
  const dueDate = dueDateOf(line, month)
  const draw = createDraw(basis.seed, 4, line.index, monthNumber(month))
  return {
    lineNumber: line.lineNumber,
    month,
    planCode,
    planName: planOf(planCode).name,
    segments,
    items,
    monthlyFee,
    usageFee: total - monthlyFee + discountAmount,
    discountAmount,
    totalFee: total,
    vat: Math.max(0, Math.floor(taxable / 11)),
    unpaidAmount: unpaidBefore(basis, month),
    usage: charges.usage,
    contract: held && {
      type: '요금할인약정',
      months: held.months,
      startDate: held.startDate,
      endDate: held.endDate,
      monthlyDiscount: monthlyDiscountOf(planCode),
    },
    terminationFee: held
      ? clawback(held.months, monthlyDiscountOf(planCode), monthsUsed(held, addDays(through, 1)))
      : 0,
    instalment: charges.instalment,
    state,
    dueDate,
    payment: {
      method: line.paymentMethod,
      status: paymentStatus[state],
      paidAt:
        state === 'PAID'
          ? `${addDays(dueDate, -draw.int('early', 0, 3))}T09:${String(draw.int('minute', 10, 59))}:00`
          : null,
    },
  }
}
