import { createHash } from 'node:crypto'
import { type IncomingHttpHeaders } from 'node:http'
import { type Identity } from '../../platform/identity/identity.js'
import { type IdentityVerifier } from '../../platform/identity/identityVerifier.js'
import { readOwnCookies } from './cookies.js'
import { readCredentials } from './credentials.js'
import { readSession, type Session } from './session.js'

/** Tells from the headers of a request who sends it. Never throws for what the caller sent. */
export type ReadSessionOf = (headers: Pick<IncomingHttpHeaders, 'authorization' | 'cookie'>) => Promise<Session>

/** Sessions that auth has begun: by the Authorization header, else by our cookie. */
export const sessionsOfAuth =
  (verifier: Pick<IdentityVerifier, 'verify'>): ReadSessionOf =>
  ({ authorization, cookie }) =>
    readSession(readCredentials(authorization, readOwnCookies(cookie)), verifier)

/** The same without waiting: null where it has to be looked into. */
export type SessionNow = (headers: Pick<IncomingHttpHeaders, 'authorization' | 'cookie'>) => Session | null

/** For sessions that were looked into before. */
export const sessionNowOf =
  (verifier: Pick<IdentityVerifier, 'known'>): SessionNow =>
  ({ authorization, cookie }) => {
    const credentials = readCredentials(authorization, readOwnCookies(cookie))
    if (credentials.kind === 'none') return { kind: 'anonymous' }
    const identity = credentials.kind === 'token' ? verifier.known(credentials.token) : undefined
    return identity ? { kind: 'identified', identity } : null
  }

/** No sessions at all: whoever asks is whoever has sent the same token, which is handed on unread. */
export const openSessions = ({ authorization }: Pick<IncomingHttpHeaders, 'authorization'>): Session => ({
  kind: 'identified',
  identity: openIdentity(/^Bearer +(.+)$/i.exec(authorization ?? '')?.[1] ?? ''),
})

/** @param token empty for who has none. */
export function openIdentity(token: string): Identity {
  const name = createHash('sha256').update(token).digest('hex')
  return {
    ...{ customerId: name, sessionId: name, permissions: [], lineIds: [], eligibility: [], token },
    expiresAt: new Date(8.64e15),
  }
}
