import { type FastifyError, type FastifyInstance, type FastifyRequest } from 'fastify'
import { type Logger } from '../logging/logger.js'
import { type InternalSignature, internalSignatureHeader } from './internalSignature.js'

/** No call between our services comes near it. */
const bodyLimit = 16 * 1024

/**
 * Routes for our own services alone: what is not signed is answered with 401 before a route sees it. Their
 * `request.body` is the text that was signed. What a route throws is answered with 503 and logged by its code: messages
 * of a database quote rows.
 */
export function addInternalRoutes(
  app: FastifyInstance,
  { signature, log, routes }: { signature: InternalSignature; log: Logger; routes: (scope: FastifyInstance) => void },
): void {
  void app.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'string', bodyLimit }, (_request, body, parsed) => parsed(null, body))
    scope.addHook('preHandler', async (request, reply) => {
      if (!isOurs(request, signature)) return reply.code(401).send({ error: 'unauthorized' })
    })
    scope.setErrorHandler((error: FastifyError, _request, reply) => {
      const status = error.statusCode ?? 503
      if (status >= 500) log.error({ code: error.code }, 'an internal call failed')
      return reply.code(status).send({ error: status >= 500 ? 'unavailable' : 'bad request' })
    })
    routes(scope)
    done()
  })
}

function isOurs(request: FastifyRequest, signature: InternalSignature): boolean {
  const header = request.headers[internalSignatureHeader]
  const body = typeof request.body === 'string' ? request.body : ''
  return signature.verify(
    { method: request.method, path: request.url, body },
    Array.isArray(header) ? undefined : header,
  )
}
