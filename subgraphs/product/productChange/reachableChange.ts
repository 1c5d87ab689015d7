import { DomainError } from '../../../platform/errors/domainError.js'
import {
  type Identity,
  type Permission,
  requirePermission,
  type WithIdentity,
} from '../../../platform/identity/identity.js'
import { type LineIds } from '../../../platform/privacy/lineIds.js'
import { type ChangeView } from '../../../saga/productChange/domain/projection.js'
import { type ChangeReadStore } from '../../../saga/productChange/readSide/changeReadStore.js'

export type ChangeReader = WithIdentity & { lineIds: LineIds; changes: Pick<ChangeReadStore, 'find'> }

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Who may look at a change, beside its owner. */
export const isOperator = ({ identity }: WithIdentity): boolean => identity?.permissions.includes('OPERATOR') === true

/**
 * A change that the caller may look at: the owner of its line, or an operator. Null for another's exactly as for one
 * that does not exist.
 *
 * @throws DomainError UNAUTHENTICATED, FORBIDDEN
 */
export async function readableChange(context: ChangeReader, id: string): Promise<ChangeView | null> {
  const identity = requirePermission(context, 'BILL_INQUIRY', 'PRODUCT_CHANGE', 'OPERATOR')
  const change = await findChange(context, id)
  return change && (isOperator(context) || owns(identity, change, context.lineIds)) ? change : null
}

/** The same, for where there must be one. @throws DomainError UNAUTHENTICATED, FORBIDDEN, NOT_FOUND */
export async function requireReadableChange(context: ChangeReader, id: string): Promise<ChangeView> {
  return (await readableChange(context, id)) ?? notFound()
}

/** The caller's own change, which they may command. @throws DomainError UNAUTHENTICATED, FORBIDDEN, NOT_FOUND */
export async function requireOwnChange(context: ChangeReader, id: string): Promise<ChangeView> {
  const identity = requirePermission(context, 'PRODUCT_CHANGE')
  const change = await findChange(context, id)
  return change && owns(identity, change, context.lineIds) ? change : notFound()
}

/** Any change, for who has the permission. @throws DomainError UNAUTHENTICATED, FORBIDDEN, NOT_FOUND */
export async function requireAnyChange(context: ChangeReader, id: string, needs: Permission): Promise<ChangeView> {
  requirePermission(context, needs)
  return (await findChange(context, id)) ?? notFound()
}

const findChange = async ({ changes }: ChangeReader, id: string) => (uuid.test(id) ? changes.find(id) : null)

/** A line that was sealed before the keys were renewed is the same line. */
function owns({ lineIds: own }: Identity, { lineId }: ChangeView, lineIds: LineIds): boolean {
  return own.includes(lineId) || own.includes(lineIds.seal(lineIds.open(lineId)))
}

function notFound(): never {
  throw new DomainError('NOT_FOUND', '요금제 변경 내역을 찾을 수 없습니다.')
}
