import { DomainError } from '../../platform/errors/domainError.js'
import { type Identity } from '../../platform/identity/identity.js'
import { type IdentityVerifier } from '../../platform/identity/identityVerifier.js'
import { type Credentials } from './credentials.js'

/** Who sends a request, as far as its credentials tell. */
export type Session =
  | { kind: 'anonymous' }
  | { kind: 'identified'; identity: Identity }
  /** Credentials were sent and are no good, or could not be looked at. `token` is null when they were unreadable. */
  | { kind: 'refused'; error: DomainError; token: string | null }

/** Null when nobody is signed in, or may be taken to be. */
export function identityOf(session: Session): Identity | null {
  return session.kind === 'identified' ? session.identity : null
}

/** Verifies once; never throws for what the caller sent. */
export async function readSession(
  credentials: Credentials,
  verifier: Pick<IdentityVerifier, 'verify'>,
): Promise<Session> {
  if (credentials.kind === 'none') return { kind: 'anonymous' }
  if (credentials.kind === 'malformed') return { kind: 'refused', error: malformed(), token: null }
  try {
    return { kind: 'identified', identity: await verifier.verify(credentials.token) }
  } catch (error) {
    if (error instanceof DomainError) return { kind: 'refused', error, token: credentials.token }
    throw error
  }
}

function malformed(): DomainError {
  return new DomainError('UNAUTHENTICATED', '인증 정보가 올바르지 않습니다. 다시 로그인해주세요.', {
    details: { reason: 'TOKEN_MALFORMED' },
  })
}
