import { type FastifyInstance, type FastifyRequest } from 'fastify'
import { type Logger } from '../../platform/logging/logger.js'
import { currentTrace } from '../../platform/telemetry/currentTrace.js'
import { traceFrom } from '../../platform/telemetry/trace.js'
import { type GatewayMetrics } from '../metrics/gatewayMetrics.js'
import { outcomeOf, type RequestRecord } from './requestRecord.js'

export interface RequestRecords {
  of(request: FastifyRequest): RequestRecord
}

/**
 * Keeps a record of each request, gives the client its trace id (`x-trace-id`), and when an answer to a GraphQL request
 * has gone out, writes one line and has it counted.
 */
export function keepRequestRecords(
  app: FastifyInstance,
  log: Logger,
  { answered }: Pick<GatewayMetrics, 'answered'>,
): RequestRecords {
  const records = new WeakMap<FastifyRequest, RequestRecord>()
  const of = (request: FastifyRequest): RequestRecord => {
    const known = records.get(request)
    if (known) return known
    const record: RequestRecord = { trace: currentTrace() ?? traceFrom(undefined), codes: [], hasData: false }
    records.set(request, record)
    return record
  }
  app.addHook('onRequest', async (request, reply) => {
    void reply.header('x-trace-id', of(request).trace.traceId).header('x-content-type-options', 'nosniff')
  })
  app.addHook('onResponse', async (request, reply) => {
    if (request.routeOptions.url !== '/graphql') return
    const { trace, operationName, operationType, codes, hasData, customer } = of(request)
    const outcome = outcomeOf({ codes, hasData }, reply.statusCode)
    answered({ type: operationType, outcome, seconds: reply.elapsedTime / 1000 })
    log.info(
      {
        traceId: trace.traceId,
        method: request.method,
        status: reply.statusCode,
        operation: operationName,
        type: operationType,
        outcome,
        ...(codes.length > 0 && { codes: [...new Set(codes)] }),
        customer,
        ms: Math.round(reply.elapsedTime * 10) / 10,
      },
      'request',
    )
  })
  return { of }
}
