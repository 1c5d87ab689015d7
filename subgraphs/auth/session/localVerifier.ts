import { errors } from 'jose'
import { z } from 'zod'
import { type IdentityVerifier } from '../../../platform/identity/identityVerifier.js'
import { createTokenReader, refused } from '../../../platform/identity/tokenReader.js'
import { type Clock } from '../../../platform/time/clock.js'
import { type SigningKeys } from '../keys/signingKeys.js'
import { type SessionStore } from './sessionStore.js'

/**
 * auth's own verifier: the keys are at hand, and each request asks the database whether the session has ended, so that
 * here a sign-out takes effect with the very next request, whichever copy it reached.
 */
export function createLocalVerifier(options: {
  keys: SigningKeys
  sessions: SessionStore
  clock: Clock
  issuer: string
  audience: string
}): IdentityVerifier {
  const { keys, sessions, clock, issuer, audience } = options
  const tokens = createTokenReader({
    async keys({ kid }) {
      const key = kid === undefined ? null : await keys.verifier(kid)
      if (!key) throw new errors.JWKSNoMatchingKey()
      return key
    },
    // The database knows no others, and would not be asked for them.
    id: z.uuid(),
    ...{ issuer, audience, clock },
  })

  return {
    async verify(token) {
      const identity = await tokens.read(token)
      if (await sessions.isEnded(identity.sessionId)) throw refused('SESSION_ENDED')
      return identity
    },
    // Its own records say more than a memory of them.
    known: () => undefined,
    start: () => Promise.resolve(),
    poll: () => Promise.resolve(),
    onSessionEnded: () => () => undefined,
    stop: () => Promise.resolve(),
  }
}
