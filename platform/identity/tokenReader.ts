import { errors, jwtVerify, type JWTVerifyGetKey } from 'jose'
import { z } from 'zod'
import { DomainError } from '../errors/domainError.js'
import { type Clock } from '../time/clock.js'
import { type Identity } from './identity.js'

/** Reads access tokens: whose one is, as far as its signature and its time say. Whether the session has ended is another question. */
export interface TokenReader {
  /** @throws DomainError UNAUTHENTICATED; `details.reason` is TOKEN_MALFORMED or TOKEN_EXPIRED. What `keys` throws goes on, unless it is jose's. */
  read(token: string): Promise<Identity>
  /** Whose a token is that was read before and has not expired. */
  known(token: string): Identity | undefined
}

export interface TokenReaderOptions {
  keys: JWTVerifyGetKey
  issuer: string
  audience: string
  clock: Clock
  /** What the ids of customers and sessions are. */
  id: z.ZodType<string>
}

const claims = {
  exp: z.number(),
  permissions: z.array(z.enum(['BILL_INQUIRY', 'PRODUCT_CHANGE', 'OPERATOR'])),
  lines: z.array(z.string()),
  eligibility: z.array(z.string()).default([]),
}

const messages = {
  TOKEN_MALFORMED: '인증 정보가 올바르지 않습니다. 다시 로그인해주세요.',
  TOKEN_EXPIRED: '로그인 시간이 만료되었습니다.',
  SESSION_ENDED: '로그아웃된 세션입니다. 다시 로그인해주세요.',
}

/** Longer than any token that we issue. */
const maxTokenLength = 8_192
/** A signature is checked once; later requests with the same token find the result here. */
const remembered = 20_000

export function createTokenReader({ keys, issuer, audience, clock, id }: TokenReaderOptions): TokenReader {
  const payloadSchema = z.object({ sub: id, sid: id, ...claims })
  const identities = new Map<string, Identity>()

  async function readAnew(token: string): Promise<Identity> {
    if (token.length > maxTokenLength) throw refused('TOKEN_MALFORMED')
    let payload: unknown
    try {
      payload = (await jwtVerify(token, keys, { issuer, audience, algorithms: ['EdDSA'], currentDate: clock() }))
        .payload
    } catch (cause) {
      throw explained(cause)
    }
    const parsed = payloadSchema.safeParse(payload)
    if (!parsed.success) throw refused('TOKEN_MALFORMED', parsed.error)
    const { sub, sid, exp, permissions, lines, eligibility } = parsed.data
    return {
      ...{ customerId: sub, sessionId: sid, permissions, lineIds: lines, eligibility },
      ...{ expiresAt: new Date(exp * 1000), token },
    }
  }

  const isOver = ({ expiresAt }: Identity): boolean => expiresAt.getTime() <= clock().getTime()

  return {
    async read(token) {
      let identity = identities.get(token)
      if (identity === undefined) {
        identity = await readAnew(token)
        if (identities.size >= remembered) identities.delete(identities.keys().next().value as string)
        identities.set(token, identity)
      }
      if (!isOver(identity)) return identity
      identities.delete(token)
      throw refused('TOKEN_EXPIRED')
    },
    known(token) {
      const identity = identities.get(token)
      return identity === undefined || isOver(identity) ? undefined : identity
    },
  }
}

/** A refusal of a token in the words that the caller reads. */
export function refused(reason: keyof typeof messages, cause?: unknown): DomainError {
  return new DomainError('UNAUTHENTICATED', messages[reason], { cause, details: { reason } })
}

/** A token that is no good is the caller's doing; keys that cannot be had are not. */
function explained(cause: unknown): unknown {
  if (cause instanceof errors.JWTExpired) return refused('TOKEN_EXPIRED', cause)
  if (!(cause instanceof errors.JOSEError)) return cause
  // Of a set of keys that could not be fetched.
  if (cause instanceof errors.JWKSTimeout || cause.code === 'ERR_JOSE_GENERIC') return cause
  return refused('TOKEN_MALFORMED', cause)
}
