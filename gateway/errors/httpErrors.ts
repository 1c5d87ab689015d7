import { type FastifyInstance } from 'fastify'
import { type Logger } from '../../platform/logging/logger.js'
import { remembering } from '../../platform/memory/remembering.js'
import { type RequestRecords } from '../request/requestRecords.js'
import { errorBody } from './errorBody.js'
import { internalMessage } from './publicError.js'
import { rawAnswer } from './rawAnswer.js'

/** Sentences for what a client can get wrong before there is an operation to look at. */
const sentences: Record<string, string> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'The request body is too large.',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'Send the operation as JSON, with "content-type: application/json".',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'The request body is empty.',
  FST_ERR_CTP_INVALID_JSON_BODY: 'The request body is not valid JSON.',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'The request body is not as long as its content-length says.',
}

/** Whether a Host header can be one. Nearly everybody asks for the same. */
export const isHost = remembering(100, (host) => host !== '' && URL.canParse(`http://${host}`))

/** Gives every refusal that happens outside GraphQL the shape of a GraphQL answer. */
export function answerErrorsAsGraphql(app: FastifyInstance, records: RequestRecords, log: Logger): void {
  // What follows puts the address of the request together, which a malformed host makes impossible.
  app.addHook('onRequest', (request, reply, done) => {
    if (isHost(request.headers.host ?? '')) return done()
    records.of(request).codes.push('BAD_USER_INPUT')
    void reply.code(400).send(errorBody('The host header is missing or malformed.', 'BAD_USER_INPUT'))
  })
  app.setErrorHandler((error: Error & { code?: string; statusCode?: number }, request, reply) => {
    const { trace, codes } = records.of(request)
    const status = error.statusCode ?? 500
    if (status >= 400 && status < 500) {
      codes.push('BAD_USER_INPUT')
      const message =
        sentences[error.code ?? ''] ??
        (error instanceof SyntaxError ? sentences['FST_ERR_CTP_INVALID_JSON_BODY'] : undefined)
      return reply.code(status).send(errorBody(message ?? 'The request is malformed.', 'BAD_USER_INPUT'))
    }
    codes.push('INTERNAL_SERVER_ERROR')
    log.error({ err: error, traceId: trace.traceId }, 'unexpected error')
    return reply.code(500).send(errorBody(internalMessage, 'INTERNAL_SERVER_ERROR', { reference: trace.traceId }))
  })
  app.setNotFoundHandler((request, reply) => {
    records.of(request).codes.push('NOT_FOUND')
    return reply.code(404).send(errorBody('There is nothing here. The API is at POST /graphql.', 'NOT_FOUND'))
  })
  answerUnreadableRequests(app)
}

/** What never became a request (headers too large, not HTTP at all) is answered on the bare socket. */
function answerUnreadableRequests(app: FastifyInstance): void {
  app.server.removeAllListeners('clientError')
  app.server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
    const [status, message] =
      error.code === 'HPE_HEADER_OVERFLOW'
        ? ['431 Request Header Fields Too Large', 'The request headers are too large.']
        : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
          ? ['408 Request Timeout', 'The request did not arrive in time.']
          : ['400 Bad Request', 'The request is malformed.']
    socket.end(rawAnswer(status, message, 'BAD_USER_INPUT'))
  })
}
