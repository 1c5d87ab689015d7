import { clawbackTables } from './clawbackTables.js'

/**
 * Won to pay back for leaving a contract after `monthsUsed` months of discount, floored to the won. Zero once the term
 * is served; null for a term that has no table.
 *
 * @param monthlyDiscount won a month, positive
 */
export function clawback(term: number, monthsUsed: number, monthlyDiscount: number): number | null {
  const spans = clawbackTables[term]
  if (!spans) return null
  if (monthsUsed >= term) return 0
  let percentMonths = 0
  let spanStart = 0
  for (const { untilMonth, percent } of spans) {
    percentMonths += Math.max(0, Math.min(monthsUsed, untilMonth) - spanStart) * percent
    spanStart = untilMonth
  }
  return Math.floor((monthlyDiscount * percentMonths) / 100)
}

/** Whole months between two dates 'YYYY-MM-DD': how many months' discount was received. Never negative. */
export function wholeMonthsBetween(start: string, end: string): number {
  const [startYear, startMonth, startDay] = parts(start)
  const [endYear, endMonth, endDay] = parts(end)
  const months = (endYear - startYear) * 12 + (endMonth - startMonth) - (endDay < startDay ? 1 : 0)
  return Math.max(0, months)
}

function parts(date: string): [number, number, number] {
  return [Number(date.slice(0, 4)), Number(date.slice(5, 7)), Number(date.slice(8, 10))]
}
