import { type LineIds } from '../../../platform/privacy/lineIds.js'
import { maskName, maskNumber } from '../../../platform/privacy/mask.js'
import { type Permission } from '../../../platform/identity/identity.js'

/** A line as it is shown. */
export interface LineAnswer {
  id: string
  maskedNumber: string
  /** Where it is known already. */
  owner?: CustomerAnswer
}

/** A customer as they are shown. */
export interface CustomerAnswer {
  id: string
  maskedName: string
  permissions: Permission[]
  lines: LineAnswer[]
}

/** A line, masked: the number is in the id, sealed. */
export function lineAnswer(lineIds: LineIds, id: string): LineAnswer {
  return { id, maskedNumber: maskNumber(lineIds.open(id)) }
}

/** A customer, masked, with rights and lines: those that their token carries, when they see themselves. */
export function customerAnswer(
  lineIds: LineIds,
  customer: { customerId: string; name: string; permissions: Permission[]; lineIds: string[] },
): CustomerAnswer {
  const owner: CustomerAnswer = {
    id: customer.customerId,
    maskedName: maskName(customer.name),
    permissions: customer.permissions,
    lines: [],
  }
  owner.lines = customer.lineIds.map((id) => ({ ...lineAnswer(lineIds, id), owner }))
  return owner
}
