import { errors, jwtVerify } from 'jose'
import { z } from 'zod'
import { DomainError } from '../../../platform/errors/domainError.js'
import { type IdentityVerifier } from '../../../platform/identity/identityVerifier.js'
import { type Clock } from '../../../platform/time/clock.js'
import { type SigningKeys } from '../keys/signingKeys.js'
import { type SessionStore } from './sessionStore.js'

const claims = z.object({
  sub: z.uuid(),
  sid: z.uuid(),
  exp: z.number(),
  permissions: z.array(z.enum(['BILL_INQUIRY', 'PRODUCT_CHANGE', 'OPERATOR'])),
  lines: z.array(z.string()),
  eligibility: z.array(z.string()),
})

const messages = {
  TOKEN_MALFORMED: '인증 정보가 올바르지 않습니다. 다시 로그인해주세요.',
  TOKEN_EXPIRED: '로그인 시간이 만료되었습니다.',
  SESSION_ENDED: '로그아웃된 세션입니다. 다시 로그인해주세요.',
}

const maxTokenLength = 8_192

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

  async function read(token: string) {
    if (token.length > maxTokenLength) throw refused('TOKEN_MALFORMED')
    try {
      const { payload } = await jwtVerify(
        token,
        async ({ kid }) => {
          const key = kid === undefined ? null : await keys.verifier(kid)
          if (!key) throw new errors.JWKSNoMatchingKey()
          return key
        },
        { issuer, audience, algorithms: ['EdDSA'], currentDate: clock() },
      )
      return claims.parse(payload)
    } catch (cause) {
      if (cause instanceof errors.JWTExpired) throw refused('TOKEN_EXPIRED', cause)
      if (cause instanceof errors.JOSEError || cause instanceof z.ZodError) throw refused('TOKEN_MALFORMED', cause)
      throw cause
    }
  }

  return {
    async verify(token) {
      const { sub, sid, exp, permissions, lines, eligibility } = await read(token)
      if (await sessions.isEnded(sid)) throw refused('SESSION_ENDED')
      return {
        customerId: sub,
        sessionId: sid,
        permissions,
        lineIds: lines,
        eligibility,
        expiresAt: new Date(exp * 1000),
        token,
      }
    },
    // Its own records say more than a memory of them.
    known: () => undefined,
    start: () => Promise.resolve(),
    poll: () => Promise.resolve(),
    onSessionEnded: () => () => undefined,
    stop: () => Promise.resolve(),
  }
}

function refused(reason: keyof typeof messages, cause?: unknown): DomainError {
  return new DomainError('UNAUTHENTICATED', messages[reason], { cause, details: { reason } })
}
