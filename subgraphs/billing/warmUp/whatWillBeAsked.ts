import { type WarmUpTask } from '../../../kos/client/cache/warmUp.js'
import { type Identity } from '../../../platform/identity/identity.js'
import { type LineIds } from '../../../platform/privacy/lineIds.js'

/** What a customer who has just signed in looks at first: the months and the current bill of each line. */
export function whatWillBeAsked({ permissions, lineIds: ids }: Identity, lineIds: LineIds): WarmUpTask[] {
  if (!permissions.includes('BILL_INQUIRY')) return []
  return ids.flatMap((id): WarmUpTask[] => {
    const lineNumber = lineIds.open(id)
    return [
      { operation: 'K1', fetch: (kos) => kos.bill(lineNumber, null) },
      { operation: 'K2', fetch: (kos) => kos.billMonths(lineNumber) },
    ]
  })
}
