import { type Logger } from '../../../platform/logging/logger.js'
import { type CustomerStore } from '../customer/customerStore.js'
import { type AccessTokens } from './accessToken.js'
import { openSession, type OpenSession } from './openSession.js'
import { isOpaqueToken } from './refreshToken.js'
import { type ClientKind, type SessionStore } from './sessionStore.js'

export interface RefreshParts {
  sessions: SessionStore
  customers: CustomerStore
  accessTokens: AccessTokens
}

/** Continues the session of a refresh token; null when it is over. Rights and lines are read anew. */
export async function refreshSession(
  { sessions, customers, accessTokens }: RefreshParts,
  { refreshToken, client, now, log }: { refreshToken: string; client: ClientKind; now: Date; log: Logger },
): Promise<OpenSession | null> {
  if (!isOpaqueToken(refreshToken)) return null
  const rotation = await sessions.rotate({ token: refreshToken, client, now })
  switch (rotation.kind) {
    case 'over':
      return null
    case 'reused':
      log.warn({ sessionId: rotation.sessionId }, 'a used refresh token came back: its session was ended')
      return null
    case 'continued': {
      const customer = await customers.find(rotation.session.customerId)
      return (
        customer &&
        openSession({ accessTokens, now }, { session: rotation.session, customer, refreshToken: rotation.refreshToken })
      )
    }
    default:
      return rotation satisfies never
  }
}
