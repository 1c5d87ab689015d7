import { type FastifyReply, type FastifyRequest } from 'fastify'
import { DomainError } from '../errors/domainError.js'
import { issuedTokenHeader } from '../http/issuedTokenHeader.js'
import { type Identity, type WithIdentity } from '../identity/identity.js'
import { type IdentityVerifier } from '../identity/identityVerifier.js'
import { type Logger } from '../logging/logger.js'
import { currentTrace } from '../telemetry/currentTrace.js'
import { traceFrom, type Trace } from '../telemetry/trace.js'
import { type Clock } from '../time/clock.js'

export interface CookieOptions {
  /** Seconds; absent makes a cookie that ends with the browser's session, 0 removes it. */
  maxAge?: number
}

/** What every resolver of every subgraph may know about its request. */
export interface SubgraphContext extends WithIdentity {
  identity: Identity | null
  invalidToken: DomainError | null
  trace: Trace
  log: Logger
  cookies: Record<string, string | undefined>
  /** The caller's address as the gateway reports it, else the peer's. */
  clientAddress: string
  /** Always HttpOnly, Secure, SameSite=Strict, Path=/. */
  setCookie(name: string, value: string, options?: CookieOptions): void
  /** Tells the gateway, and nobody behind it, in whose session the rest of its operation runs. */
  tellIssuedToken(accessToken: string): void
  /** The answer may be given again for so many seconds at most: what `@cacheControl` in the schema cannot know. 0: never. */
  keepAtMost: (seconds: number) => void
  /** The least that `keepAtMost` was told; Infinity when nobody has said anything. */
  keptAtMost(): number
  now: Date
}

const bearer = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i

/** Builds the context of one request; a bad token does not end it, for signing in must work with one in hand. */
export async function readSubgraphContext(
  request: FastifyRequest,
  reply: FastifyReply,
  { verifier, log, clock }: { verifier: IdentityVerifier; log: Logger; clock: Clock },
): Promise<SubgraphContext> {
  const trace = currentTrace() ?? traceFrom(single(request.headers['traceparent']))
  const { identity, invalidToken } = await identify(request.headers.authorization, verifier)
  let mostSeconds = Infinity
  return {
    identity,
    invalidToken,
    trace,
    log,
    cookies: request.cookies,
    clientAddress: single(request.headers['x-client-address']) ?? request.ip,
    setCookie(name, value, { maxAge } = {}) {
      void reply.setCookie(name, value, {
        httpOnly: true,
        secure: true,
        sameSite: 'strict',
        path: '/',
        ...(maxAge !== undefined && { maxAge }),
      })
    },
    tellIssuedToken: (accessToken) => void reply.header(issuedTokenHeader, accessToken),
    keepAtMost: (seconds) => void (mostSeconds = Math.min(mostSeconds, seconds)),
    keptAtMost: () => mostSeconds,
    now: clock(),
  }
}

/** Who sends an `Authorization` header. A bad one is told to whoever needs an identity. */
export async function identify(authorization: string | undefined, verifier: IdentityVerifier): Promise<WithIdentity> {
  if (authorization === undefined) return { identity: null, invalidToken: null }
  const token = bearer.exec(authorization)?.[1]
  if (token === undefined) {
    const details = { reason: 'TOKEN_MALFORMED' }
    return {
      identity: null,
      invalidToken: new DomainError('UNAUTHENTICATED', '인증 정보가 올바르지 않습니다. 다시 로그인해주세요.', {
        details,
      }),
    }
  }
  try {
    return { identity: await verifier.verify(token), invalidToken: null }
  } catch (error) {
    if (error instanceof DomainError && error.code === 'UNAUTHENTICATED') return { identity: null, invalidToken: error }
    throw error
  }
}

function single(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header
}
