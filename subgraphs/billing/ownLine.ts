import { requireOwnLine, requirePermission, type WithIdentity } from '../../platform/identity/identity.js'
import { type LineIds } from '../../platform/privacy/lineIds.js'

/** A line that the caller may ask about. The number never leaves the service. */
export interface OwnLine {
  lineId: string
  lineNumber: string
  customerId: string
}

/**
 * Who asks, may they, and is the line theirs: in this order, the same for an argument and for an `_entities`
 * representation.
 *
 * @throws DomainError UNAUTHENTICATED, FORBIDDEN, BAD_USER_INPUT for a malformed id, NOT_FOUND for another's line
 */
export function requireLine(context: WithIdentity & { lineIds: LineIds }, lineId: string): OwnLine {
  requirePermission(context, 'BILL_INQUIRY')
  const lineNumber = context.lineIds.open(lineId)
  const { customerId } = requireOwnLine(context, lineId)
  return { lineId, lineNumber, customerId }
}
