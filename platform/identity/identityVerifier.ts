import { createRemoteJWKSet, customFetch, errors, jwtVerify } from 'jose'
import { z } from 'zod'
import { DomainError } from '../errors/domainError.js'
import { get } from '../http/get.js'
import { type Logger } from '../logging/logger.js'
import { type Clock } from '../time/clock.js'
import { createEndedSessions } from './endedSessions.js'
import { type Identity } from './identity.js'

/** Turns an access token into an identity, in every service on its own: none trusts another to have looked. */
export interface IdentityVerifier {
  /** Begins to follow the sessions that end. Resolves also when auth cannot be reached yet. */
  start(): Promise<void>
  /** @throws DomainError UNAUTHENTICATED; `details.reason` is TOKEN_MALFORMED, TOKEN_EXPIRED or SESSION_ENDED. */
  verify(token: string): Promise<Identity>
  /** Whose a token is that was verified before and is good still; undefined where that has to be looked into. */
  known(token: string): Identity | undefined
  /** Asks now which sessions have ended; `start` does so each second. */
  poll(): Promise<void>
  /** Called with each session that ends, soon after it does. Returns how to stop listening. */
  onSessionEnded(listener: (sessionId: string) => void): () => void
  stop(): Promise<void>
}

const claims = z.object({
  sub: z.string(),
  sid: z.string(),
  exp: z.number(),
  permissions: z.array(z.enum(['BILL_INQUIRY', 'PRODUCT_CHANGE', 'OPERATOR'])),
  lines: z.array(z.string()),
  eligibility: z.array(z.string()).default([]),
})

const messages = {
  TOKEN_MALFORMED: '인증 정보가 올바르지 않습니다. 다시 로그인해주세요.',
  TOKEN_EXPIRED: '로그인 시간이 만료되었습니다.',
  SESSION_ENDED: '로그아웃된 세션입니다. 다시 로그인해주세요.',
}

/** Longer than any token that we issue. */
const maxTokenLength = 8_192
/** A signature is checked once; later requests with the same token find the result here. */
const remembered = 20_000

export function createIdentityVerifier(options: {
  authUrl: string
  /** Where auth announces ended sessions; without it they are asked for, each second. */
  redisUrl?: string | undefined
  issuer: string
  audience: string
  clock: Clock
  log: Logger
  /** ms between two polls for ended sessions; 1,000 unless told. */
  pollEveryMs?: number
}): IdentityVerifier {
  const { authUrl, issuer, audience, clock } = options
  const keys = createRemoteJWKSet(new URL(`${authUrl}/.well-known/jwks.json`), {
    timeoutDuration: keysWithinMs,
    cooldownDuration: 1_000,
    cacheMaxAge: 10 * 60_000,
    [customFetch]: fetchKeys,
  })
  const ended = createEndedSessions(options)
  const verified = new Map<string, Identity>()

  async function read(token: string): Promise<Identity> {
    const known = verified.get(token)
    if (known) return known
    if (token.length > maxTokenLength) throw refused('TOKEN_MALFORMED')
    let payload: unknown
    try {
      payload = (await jwtVerify(token, keys, { issuer, audience, algorithms: ['EdDSA'], currentDate: clock() }))
        .payload
    } catch (cause) {
      throw explained(cause)
    }
    const parsed = claims.safeParse(payload)
    if (!parsed.success) throw refused('TOKEN_MALFORMED', parsed.error)
    const { sub, sid, exp, permissions, lines, eligibility } = parsed.data
    const expiresAt = new Date(exp * 1000)
    const identity: Identity = {
      customerId: sub,
      sessionId: sid,
      permissions,
      lineIds: lines,
      eligibility,
      expiresAt,
      token,
    }
    if (verified.size >= remembered) verified.delete(verified.keys().next().value as string)
    verified.set(token, identity)
    return identity
  }

  return {
    start: () => ended.start(),
    poll: () => ended.poll(),
    onSessionEnded: (listener) => ended.onEnded(listener),
    stop: () => ended.stop(),
    known(token) {
      const identity = verified.get(token)
      if (!identity || identity.expiresAt.getTime() <= clock().getTime()) return undefined
      return ended.has(identity.sessionId) ? undefined : identity
    },
    async verify(token) {
      const identity = await read(token)
      if (identity.expiresAt <= clock()) {
        verified.delete(token)
        throw refused('TOKEN_EXPIRED')
      }
      if (ended.has(identity.sessionId)) throw refused('SESSION_ENDED')
      return identity
    },
  }
}

const keysWithinMs = 2_000

async function fetchKeys(url: string): Promise<Response> {
  const { status, text } = await get(url, { timeoutMs: keysWithinMs })
  return new Response(text, { status })
}

function refused(reason: keyof typeof messages, cause?: unknown): DomainError {
  return new DomainError('UNAUTHENTICATED', messages[reason], { cause, details: { reason } })
}

/** A token that is no good is the caller's doing; keys that cannot be fetched are ours. */
function explained(cause: unknown): DomainError {
  if (cause instanceof errors.JWTExpired) return refused('TOKEN_EXPIRED', cause)
  if (cause instanceof errors.JWKSTimeout || !(cause instanceof errors.JOSEError)) return keysOutOfReach(cause)
  if (cause.code === 'ERR_JOSE_GENERIC') return keysOutOfReach(cause)
  return refused('TOKEN_MALFORMED', cause)
}

function keysOutOfReach(cause: unknown): DomainError {
  return new DomainError('SERVICE_UNAVAILABLE', '잠시 후 다시 시도해주세요.', {
    cause,
    details: { retryAfterSeconds: 1 },
  })
}
