import { type FastifyInstance } from 'fastify'
import { OperationTypeNode } from 'graphql'
import { type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import { isDraining } from '../../platform/http/draining.js'
import { traceFrom } from '../../platform/telemetry/trace.js'
import { isHost } from '../errors/httpErrors.js'
import { type GatewayMetrics } from '../metrics/gatewayMetrics.js'
import { apiHeaders, transportSecurity } from '../pages/securityHeaders.js'
import { type RateLimits } from '../rateLimits/createRateLimits.js'
import { type ReadForwarded } from '../request/forwarded.js'
import { hashCustomer, type RequestRecord } from '../request/requestRecord.js'
import { type RequestRecords } from '../request/requestRecords.js'
import { mayUseCookies } from '../session/originRule.js'
import { type Session } from '../session/session.js'
import { keepBodyAtTheDoor } from './bodyAtTheDoor.js'
import { type FoundAnswer, type ResponseCache } from './createResponseCache.js'

export interface FrontDoorOptions {
  responses: Pick<ResponseCache, 'findNow'>
  /** Who asks, where that is known without waiting: null where it has to be looked into. */
  sessionNow: (headers: IncomingHttpHeaders) => Session | null
  readForwarded: ReadForwarded
  allowedOrigins: readonly string[]
  limits: Pick<RateLimits, 'request'>
  metrics: Pick<GatewayMetrics, 'answered' | 'cache'>
  records: Pick<RequestRecords, 'note'>
}

/** Bytes. What is longer goes the usual way. */
const longestBody = 16 * 1024
const headers = Object.entries(apiHeaders).flat()

/**
 * Answers what the response cache has, before anything else of a server runs: routes, hooks, streams and promises cost
 * several times what such an answer does. Everything that a kept answer hangs on is asked here as well (the host, the
 * origin of cookies, the session, its rate), and whoever does not pass goes the usual way, where it is refused in the usual
 * words. So does whatever is not a plain request with a short JSON body that is there already.
 */
export function answerAtTheDoor(app: FastifyInstance, options: FrontDoorOptions): void {
  const { server } = app
  const [serve] = server.listeners('request') as ((request: IncomingMessage, response: ServerResponse) => void)[]
  if (!serve) throw new Error('nothing serves yet')
  server.removeAllListeners('request')
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const length = plainLength(request)
    if (length === null || isDraining(app)) return serve.call(server, request, response)
    const beganAt = performance.now()
    request.once('readable', () => {
      const body = request.read(length) as Buffer | null
      if (body?.length === length && answer(request, response, body, beganAt, options)) return
      if (body) {
        request.unshift(body)
        keepBodyAtTheDoor(request, body)
      }
      serve.call(server, request, response)
    })
  })
}

/** How many bytes of JSON a request brings; null for one that is not plain. */
function plainLength({ method, url, headers }: IncomingMessage): number | null {
  if (method !== 'POST' || url !== '/graphql' || headers['content-type'] !== 'application/json') return null
  if (headers['transfer-encoding'] !== undefined || headers['content-encoding'] !== undefined) return null
  const length = Number(headers['content-length'])
  return length > 0 && length <= longestBody ? length : null
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  body: Buffer,
  beganAt: number,
  { responses, sessionNow, readForwarded, allowedOrigins, limits, metrics, records }: FrontDoorOptions,
): boolean {
  const { address, host, https } = readForwarded(request.socket.remoteAddress, request.headers)
  if (!isHost(request.headers.host ?? '')) return false
  if (request.headers.cookie !== undefined && !mayUseCookies({ ...request.headers, host }, allowedOrigins)) return false
  const session = sessionNow(request.headers)
  const found = session && responses.findNow(body.toString(), request.headers, session)
  if (!found || limits.request(session, address) > 0) return false

  const { traceparent } = request.headers
  const record = recordOf(found, session, typeof traceparent === 'string' ? traceparent : undefined)
  const own = [
    ...headers,
    ...['content-type', found.contentType, 'content-length', String(found.body.length)],
    ...['x-trace-id', record.trace.traceId, 'age', String(found.ageSeconds)],
  ]
  if (https) own.push('strict-transport-security', transportSecurity)
  response.writeHead(200, own).end(found.body)
  request.resume()

  metrics.cache('hit')
  const ms = performance.now() - beganAt
  metrics.answered({ type: record.operationType, outcome: 'ok', seconds: ms / 1000, operation: record.operationName })
  records.note(record, { method: 'POST', status: 200, outcome: 'ok', ms })
  return true
}

function recordOf(
  { document, operationName }: FoundAnswer,
  session: Session,
  traceparent: string | undefined,
): RequestRecord {
  const record: RequestRecord = {
    ...{ trace: traceFrom(traceparent), codes: [], hasData: true, cache: 'hit' },
    operationType: OperationTypeNode.QUERY,
  }
  if (document !== undefined) record.document = document
  if (operationName !== undefined) record.operationName = operationName
  if (session.kind === 'identified') record.customer = hashCustomer(session.identity.customerId)
  return record
}
