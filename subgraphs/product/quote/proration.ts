import { daysIn, toYearMonth } from '../../../platform/time/yearMonth.js'

/** A plan as the bill names it; the fee is won a month with VAT. */
export interface PlanFee {
  name: string
  monthlyFee: number
}

/** One line of the month of the change. PRORATION: part of a month. RECURRING: the whole month. */
export interface ChangeMonthLine {
  type: 'RECURRING' | 'PRORATION'
  name: string
  amount: number
}

/**
 * The plan fees of the month in which the change takes effect: the old plan up to the day before, the new one from the
 * day, each by the days of that month and floored to the won (the catalogue's rule; 30 days, change on the 15th,
 * 33,000 to 19,800: 15,400 + 10,560). A change on the 1st leaves no day of the old plan, and so no line.
 *
 * @param effectiveOn 'YYYY-MM-DD', Asia/Seoul
 */
export function prorateMonthOfChange(from: PlanFee, to: PlanFee, effectiveOn: string): ChangeMonthLine[] {
  const days = daysIn(toYearMonth(effectiveOn.slice(0, 7)))
  const firstNewDay = Number(effectiveOn.slice(8, 10))
  if (firstNewDay === 1) return [wholeMonth(to)]
  return [part(from, 1, firstNewDay - 1, days), part(to, firstNewDay, days, days)]
}

/** A month that the change does not touch: the plan's whole fee. */
export function wholeMonth(plan: PlanFee): ChangeMonthLine {
  return { type: 'RECURRING', name: plan.name, amount: plan.monthlyFee }
}

function part(plan: PlanFee, firstDay: number, lastDay: number, daysInMonth: number): ChangeMonthLine {
  const days = lastDay - firstDay + 1
  return {
    type: 'PRORATION',
    name: `${plan.name} (${firstDay}일~${lastDay}일, ${days}일분)`,
    amount: Math.floor((plan.monthlyFee * days) / daysInMonth),
  }
}
