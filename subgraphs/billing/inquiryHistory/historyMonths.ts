import { addMonths, isYearMonth, seoulInstant, type YearMonth, yearMonthOf } from '../../../platform/time/yearMonth.js'

/** The two tables of the history. Each has a partition for every month of Seoul, and a DEFAULT one as a safety net. */
export const historyTables = ['bill_inquiry', 'bill_processing'] as const
export type HistoryTable = (typeof historyTables)[number]

/** How many months have their partitions before they begin: billing may stand still for so long, and no row is misplaced. */
const monthsAhead = 2

/** The months that need partitions at that instant: the one that it is in Seoul, and those to come. */
export function monthsWanted(now: Date): YearMonth[] {
  const current = yearMonthOf(now)
  return Array.from({ length: monthsAhead + 1 }, (_, count) => addMonths(current, count))
}

/** The name of a month's partition, such as `bill_inquiry_2026_11`. */
export function partitionOf(table: HistoryTable, month: YearMonth): string {
  return `${table}_${month.replace('-', '_')}`
}

/** The partition that takes what no month does. */
export const defaultPartitionOf = (table: HistoryTable): string => `${table}_default`

/** The month of a partition; null for the DEFAULT one, and for a name that is not ours. */
export function monthOfPartition(name: string): YearMonth | null {
  const [, table, year, month] = /^(bill_inquiry|bill_processing)_(\d{4})_(\d{2})$/.exec(name) ?? []
  return table !== undefined && isYearMonth(`${year}-${month}`) ? (`${year}-${month}` as YearMonth) : null
}

/** The first instant of a month in Seoul, as ISO 8601. */
export function beginningOf(month: YearMonth): string {
  return seoulInstant(`${month}-01`).toISOString()
}
