import { type FastifyReply, type FastifyRequest } from 'fastify'
import { type GatewayContext } from './gatewayContext.js'
import { readContext, type ReadContextOptions } from './readContext.js'

/**
 * Reads what a request says of itself, once however many ask.
 *
 * @throws GraphQLError FORBIDDEN when another site's page sends our cookies.
 */
export type RequestContexts = (request: FastifyRequest, reply: FastifyReply) => Promise<GatewayContext>

export function createRequestContexts(options: ReadContextOptions): RequestContexts {
  const contexts = new WeakMap<FastifyRequest, Promise<GatewayContext>>()
  return (request, reply) => {
    const known = contexts.get(request)
    if (known) return known
    const context = readContext(request, reply, options)
    contexts.set(request, context)
    return context
  }
}
