import { createRemoteJWKSet, customFetch } from 'jose'
import { z } from 'zod'
import { DomainError } from '../errors/domainError.js'
import { get } from '../http/get.js'
import { type Logger } from '../logging/logger.js'
import { type Clock } from '../time/clock.js'
import { createEndedSessions } from './endedSessions.js'
import { type Identity } from './identity.js'
import { createTokenReader, refused } from './tokenReader.js'

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
  const tokens = createTokenReader({ keys, issuer, audience, clock, id: z.string() })

  return {
    start: () => ended.start(),
    poll: () => ended.poll(),
    onSessionEnded: (listener) => ended.onEnded(listener),
    stop: () => ended.stop(),
    known(token) {
      const identity = tokens.known(token)
      return identity === undefined || ended.has(identity.sessionId) ? undefined : identity
    },
    async verify(token) {
      const identity = await tokens.read(token).catch((cause: unknown) => {
        throw cause instanceof DomainError ? cause : keysOutOfReach(cause)
      })
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

function keysOutOfReach(cause: unknown): DomainError {
  return new DomainError('SERVICE_UNAVAILABLE', '잠시 후 다시 시도해주세요.', {
    cause,
    details: { retryAfterSeconds: 1 },
  })
}
