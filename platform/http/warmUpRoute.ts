import { type FastifyInstance } from 'fastify'
import { DomainError } from '../errors/domainError.js'
import { type Identity } from '../identity/identity.js'
import { type IdentityVerifier } from '../identity/identityVerifier.js'
import { currentTrace } from '../telemetry/currentTrace.js'
import { type Trace, traceFrom } from '../telemetry/trace.js'

/** Where the gateway tells a subgraph that a session has begun. */
export const warmUpPath = '/internal/warm-up'

const bearer = /^Bearer (\S+)$/i

/**
 * `POST /internal/warm-up` with the session's own access token: 202, and `begin` may fetch what its customer will ask for.
 * 401 for a token that is no good. The token is the proof: nothing is fetched that it could not ask for by GraphQL.
 */
export function addWarmUpRoute(
  app: FastifyInstance,
  { verifier, begin }: { verifier: IdentityVerifier; begin: (identity: Identity, trace: Trace) => void },
): void {
  app.post(warmUpPath, async (request, reply) => {
    const token = bearer.exec(request.headers.authorization ?? '')?.[1] ?? ''
    try {
      begin(await verifier.verify(token), currentTrace() ?? traceFrom(undefined))
      return await reply.code(202).send({})
    } catch (error) {
      if (error instanceof DomainError) return reply.code(error.code === 'UNAUTHENTICATED' ? 401 : 503).send({})
      throw error
    }
  })
}
