import { type LineIds } from '../../../platform/privacy/lineIds.js'
import { maskName, maskNumber } from '../../../platform/privacy/mask.js'
import { type Permission } from '../../../platform/identity/identity.js'
import { type Customer, type Line } from '../generated/resolverTypes.js'

/** A line as its owner sees it: the number is in the id, sealed. */
export function lineAnswer(lineIds: LineIds, id: string): Line {
  return { id, maskedNumber: maskNumber(lineIds.open(id)) }
}

/** A customer as they see themselves: masked, and with the rights and lines that their token carries. */
export function customerAnswer(
  lineIds: LineIds,
  customer: { customerId: string; name: string; permissions: Permission[]; lineIds: string[] },
): Customer {
  return {
    id: customer.customerId,
    maskedName: maskName(customer.name),
    permissions: customer.permissions,
    lines: customer.lineIds.map((id) => lineAnswer(lineIds, id)),
  }
}
