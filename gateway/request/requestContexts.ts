import { type FastifyReply, type FastifyRequest } from 'fastify'
import { type GatewayContext } from './gatewayContext.js'
import { type Documents } from '../documents/createDocuments.js'
import { readContext, type ReadContextOptions } from './readContext.js'

/**
 * Reads what a request says of itself, once however many ask.
 *
 * @throws GraphQLError FORBIDDEN when another site's page sends our cookies; UNKNOWN_OPERATION and what else `Documents`
 * says when its document is none that it may bring.
 */
export type RequestContexts = (request: FastifyRequest, reply: FastifyReply) => Promise<GatewayContext>

export function createRequestContexts({
  documents,
  ...options
}: ReadContextOptions & { documents: Pick<Documents, 'admit'> }): RequestContexts {
  const contexts = new WeakMap<FastifyRequest, Promise<GatewayContext>>()
  return (request, reply) => {
    const known = contexts.get(request)
    if (known) return known
    const context = readContext(request, reply, options).then((read) => documents.admit(request, read))
    contexts.set(request, context)
    return context
  }
}
