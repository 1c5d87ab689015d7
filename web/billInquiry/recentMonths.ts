export interface MonthTotal {
  month: string
  /** Won. */
  total: number
}

/**
 * The months of a chart, oldest first. The bill on the screen was asked for later than the others, so its total stands for
 * its month: the chart never says something else than the bill above it.
 *
 * @param bills newest first
 */
export const recentMonths = (bills: readonly MonthTotal[], shown: MonthTotal): MonthTotal[] =>
  bills.map(({ month, total }) => ({ month, total: month === shown.month ? shown.total : total })).toReversed()
