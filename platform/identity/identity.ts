import { DomainError } from '../errors/domainError.js'
import { lineNotFound } from '../privacy/lineIds.js'

export type Permission = 'BILL_INQUIRY' | 'PRODUCT_CHANGE' | 'OPERATOR'

/** Who is asking, as the access token says. */
export interface Identity {
  customerId: string
  sessionId: string
  permissions: Permission[]
  /** Ids of the customer's own lines: the only ones they reach. */
  lineIds: string[]
  /** What the customer's age entitles them to, attested at sign-in: 'AGE_65_PLUS', 'AGE_18_MINUS'. */
  eligibility: string[]
  expiresAt: Date
  /** The token itself, to be sent on to another of our services. */
  token: string
}

/** The part of a request's context that these rules look at. */
export interface WithIdentity {
  identity: Identity | null
  /** Set when credentials were sent and were no good. */
  invalidToken: DomainError | null
}

export function notSignedIn(): DomainError {
  return new DomainError('UNAUTHENTICATED', '로그인이 필요합니다.')
}

export function notPermitted(): DomainError {
  return new DomainError('FORBIDDEN', '서비스 이용 권한이 없습니다.')
}

/** @throws DomainError UNAUTHENTICATED */
export function requireIdentity(context: WithIdentity): Identity {
  if (context.identity) return context.identity
  throw context.invalidToken ?? notSignedIn()
}

/** @throws DomainError UNAUTHENTICATED, or FORBIDDEN when the customer has none of the permissions (UFR-AUTH-020). */
export function requirePermission(context: WithIdentity, ...anyOf: Permission[]): Identity {
  const identity = requireIdentity(context)
  if (anyOf.some((permission) => identity.permissions.includes(permission))) return identity
  throw notPermitted()
}

/** @throws DomainError UNAUTHENTICATED; NOT_FOUND for another's line, exactly as for one that does not exist. */
export function requireOwnLine(context: WithIdentity, lineId: string): Identity {
  const identity = requireIdentity(context)
  if (identity.lineIds.includes(lineId)) return identity
  throw lineNotFound()
}
