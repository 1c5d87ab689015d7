import { type Identity } from '../../../platform/identity/identity.js'
import { isOpaqueToken } from './refreshToken.js'
import { type SessionStore } from './sessionStore.js'

export interface SignOut {
  /** Null when no good access token was sent. */
  identity: Pick<Identity, 'sessionId' | 'customerId'> | null
  /** The browser's cookie: it names the session also when the access token has expired. */
  refreshToken: string | undefined
  everywhere: boolean
  now: Date
}

/** Ends the caller's session, or all of the customer's. Returns how many ended; 0 when nothing names a live session. */
export async function signOut(
  sessions: SessionStore,
  { identity, refreshToken, everywhere, now }: SignOut,
): Promise<number> {
  const named = identity
    ? { id: identity.sessionId, customerId: identity.customerId }
    : refreshToken !== undefined && isOpaqueToken(refreshToken)
      ? await sessions.findByRefreshToken(refreshToken, now)
      : null
  if (!named) return 0
  const ended = await sessions.end({ sessionId: named.id, customerId: named.customerId, everywhere, now })
  return ended.length
}
