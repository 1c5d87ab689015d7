import { planOf } from '../catalogue.js'
import { type LineFacts } from '../population/lineFacts.js'
import {
  addDays,
  addMonthsToDate,
  dateIn,
  daysIn,
  monthOf,
  wholeMonths,
  type LocalDate,
  type Month,
} from '../seoulTime.js'
import { planOn, type Segment, type Timeline } from './timeline.js'

/** The discount of a contract is this share of the plan's fee. */
const discountPercent = 25

/**
 * What has to be paid back on leaving, in percent of the discount received in each span of months. Data per term,
 * because operators differ; a negative span gives back what an earlier one took.
 */
export const clawbackTable: Record<number, { toMonth: number; percent: number }[]> = {
  12: [
    { toMonth: 6, percent: 100 },
    { toMonth: 9, percent: 50 },
    { toMonth: 12, percent: 0 },
  ],
  24: [
    { toMonth: 6, percent: 100 },
    { toMonth: 12, percent: 60 },
    { toMonth: 16, percent: 35 },
    { toMonth: 20, percent: -15 },
    { toMonth: 24, percent: -40 },
  ],
}

/** KRW to pay on leaving after `monthsUsed` whole months; nothing once the term is served. */
export function clawback(term: number, monthlyDiscount: number, monthsUsed: number): number {
  if (monthsUsed >= term) return 0
  let sum = 0
  let fromMonth = 0
  for (const { toMonth, percent } of clawbackTable[term] ?? []) {
    sum += Math.max(0, Math.min(monthsUsed, toMonth) - fromMonth) * monthlyDiscount * percent
    fromMonth = toMonth
  }
  return Math.max(0, Math.floor(sum / 100))
}

/** KRW a month that a contract takes off a plan's fee. */
export const monthlyDiscountOf = (planCode: string): number =>
  Math.floor((planOf(planCode).monthlyFee * discountPercent) / 100)

/** A line's contract with its fate: `brokenOn` is the first day on a plan that it was not moved to. */
export interface ContractState {
  months: number
  startDate: LocalDate
  /** The last day. */
  endDate: LocalDate
  brokenOn: LocalDate | null
  /** The plan that the discount was on when it broke, else null. */
  brokenFrom: string | null
  covers(planCode: string): boolean
}

/**
 * A change to a plan that the contract was not moved to breaks it, unless the line is back on a covered plan, or the
 * contract was moved (K6), by the end of that month: a bill is only made then.
 */
export function contractStateOf(line: LineFacts, timeline: Timeline): ContractState | null {
  if (!line.contract) return null
  const { months, startDate } = line.contract
  const endDate = addDays(addMonthsToDate(startDate, months), -1)
  const covered = new Set([line.firstPlan, ...timeline.transferredTo])
  const broken = timeline.changes.find(({ on, to }) => {
    const month = monthOf(on)
    return (
      on >= startDate &&
      on <= endDate &&
      !covered.has(to) &&
      !covered.has(planOn(timeline, dateIn(month, daysIn(month))))
    )
  })
  return {
    months,
    startDate,
    endDate,
    brokenOn: broken?.on ?? null,
    brokenFrom: broken ? planOn(timeline, addDays(broken.on, -1)) : null,
    covers: (planCode) => covered.has(planCode),
  }
}

/** Whether the contract holds on a date. */
export const holdsOn = (contract: ContractState, date: LocalDate): boolean =>
  contract.startDate <= date && date <= contract.endDate && (contract.brokenOn === null || date < contract.brokenOn)

/** Whole months of the discount received by the end of the day before `date`. */
export const monthsUsed = (contract: ContractState, date: LocalDate): number =>
  Math.max(0, Math.min(contract.months, wholeMonths(contract.startDate, date)))

/** The discount on one segment of a month, by days where the contract or the segment does not fill it. */
export function discountOf(contract: ContractState, month: Month, segment: Segment): number {
  if (!contract.covers(segment.planCode)) return 0
  let days = 0
  for (let day = segment.fromDay; day <= segment.toDay; day += 1) if (holdsOn(contract, dateIn(month, day))) days += 1
  return Math.floor((planOf(segment.planCode).monthlyFee * discountPercent * days) / (100 * daysIn(month)))
}

/** What breaking the contract costs in this month's bill, 0 where it did not break in it. */
export function clawbackIn(contract: ContractState, month: Month): number {
  if (contract.brokenOn === null || contract.brokenFrom === null || monthOf(contract.brokenOn) !== month) return 0
  return clawback(contract.months, monthlyDiscountOf(contract.brokenFrom), monthsUsed(contract, contract.brokenOn))
}

/** Whether the discount may still be moved: it holds, or broke less than a month ago. */
export const transferable = (contract: ContractState, today: LocalDate): boolean =>
  contract.startDate <= today &&
  today <= contract.endDate &&
  (contract.brokenOn === null || wholeMonths(contract.brokenOn, today) < 1)
