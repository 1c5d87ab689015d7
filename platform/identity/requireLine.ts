import { type LineIds } from '../privacy/lineIds.js'
import { type Identity, type Permission, requireOwnLine, requirePermission, type WithIdentity } from './identity.js'

/** A line that the caller may ask about. The number never leaves the service. */
export interface OwnLine {
  identity: Identity
  lineId: string
  lineNumber: string
}

/**
 * Who asks, may they, and is the line theirs: in this order, the same for an argument and for an `_entities`
 * representation.
 *
 * @throws DomainError UNAUTHENTICATED, FORBIDDEN, BAD_USER_INPUT for a malformed id, NOT_FOUND for another's line
 */
export function requireLine(
  context: WithIdentity & { lineIds: LineIds },
  lineId: string,
  ...anyOf: Permission[]
): OwnLine {
  requirePermission(context, ...anyOf)
  const lineNumber = context.lineIds.open(lineId)
  return { identity: requireOwnLine(context, lineId), lineId, lineNumber }
}
