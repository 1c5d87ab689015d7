import { accessExpiry } from './sessionLifetime.js'
import { type AccessTokens, type Claims } from './accessToken.js'
import { type LiveSession } from './sessionStore.js'
import { type Customer } from '../customer/customerStore.js'

/** A session with the tokens that are handed out for it now. */
export interface OpenSession {
  session: LiveSession
  customer: Customer
  claims: Claims
  accessToken: string
  refreshToken: string
  expiresAt: Date
}

/** Issues the access token of a session that has just begun or been continued, with the customer's rights as of now. */
export async function openSession(
  { accessTokens, now }: { accessTokens: AccessTokens; now: Date },
  { session, customer, refreshToken }: Pick<OpenSession, 'session' | 'customer' | 'refreshToken'>,
): Promise<OpenSession> {
  const claims = accessTokens.claimsOf(customer, now)
  const expiresAt = accessExpiry(session, now)
  const accessToken = await accessTokens.issue({ ...claims, sessionId: session.id, issuedAt: now, expiresAt })
  return { session, customer, claims, accessToken, refreshToken, expiresAt }
}
