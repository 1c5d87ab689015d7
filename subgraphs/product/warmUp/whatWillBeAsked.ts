import { type WarmUpTask } from '../../../kos/client/cache/warmUp.js'
import { type Identity } from '../../../platform/identity/identity.js'
import { type LineIds } from '../../../platform/privacy/lineIds.js'

/** What a customer who has just signed in looks at first: the plan of each line. */
export function whatWillBeAsked({ permissions, lineIds: ids }: Identity, lineIds: LineIds): WarmUpTask[] {
  if (!permissions.includes('BILL_INQUIRY') && !permissions.includes('PRODUCT_CHANGE')) return []
  const lines = ids.map((id): WarmUpTask => {
    const lineNumber = lineIds.open(id)
    return { operation: 'K3', fetch: (kos) => kos.lineProduct(lineNumber) }
  })
  return [...lines, { operation: 'K4', fetch: (kos) => kos.productList() }]
}
