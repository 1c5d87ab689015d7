import { type KosOrder } from '../../../kos/client/kosOrder.js'
import { type YearMonth } from '../../../platform/time/yearMonth.js'

/** The months that have a bill, newest first; none for a line that is not active. @throws KosUnavailable */
export async function billMonthsOf(kos: KosOrder, lineNumber: string): Promise<YearMonth[]> {
  const { answer } = await kos.billMonths(lineNumber)
  return answer.kind === 'months' ? answer.months : []
}
