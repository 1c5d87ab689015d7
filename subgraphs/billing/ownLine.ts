import { type WithIdentity } from '../../platform/identity/identity.js'
import { requireLine as requireLineFor } from '../../platform/identity/requireLine.js'
import { type LineIds } from '../../platform/privacy/lineIds.js'

/** A line whose bills the caller may see. */
export interface OwnLine {
  lineId: string
  lineNumber: string
  customerId: string
}

/** The line of that id, for whoever may ask for bills. @throws DomainError as `requireLine` of the platform */
export function requireLine(context: WithIdentity & { lineIds: LineIds }, lineId: string): OwnLine {
  const { identity, lineNumber } = requireLineFor(context, lineId, 'BILL_INQUIRY')
  return { lineId, lineNumber, customerId: identity.customerId }
}
