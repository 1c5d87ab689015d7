import { type Freshness } from '../../../kos/client/freshness.js'
import { type KosOrder } from '../../../kos/client/kosOrder.js'
import { type YearMonth } from '../../../platform/time/yearMonth.js'

/** The months that have a bill, newest first; none for a line that is not active. @throws KosUnavailable */
export async function billMonthsOf(
  kos: KosOrder,
  lineNumber: string,
): Promise<{ months: YearMonth[]; freshness: Freshness }> {
  const { answer, freshness } = await kos.billMonths(lineNumber)
  return { months: answer.kind === 'months' ? answer.months : [], freshness }
}
