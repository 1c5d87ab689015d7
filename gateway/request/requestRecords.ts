import { type FastifyInstance, type FastifyRequest } from 'fastify'
import { type ServerResponse } from 'node:http'
import { type Logger } from '../../platform/logging/logger.js'
import { changing, prepareLine } from '../../platform/logging/preparedLine.js'
import { traceFrom, traceparentOf } from '../../platform/telemetry/trace.js'
import { type GatewayMetrics } from '../metrics/gatewayMetrics.js'
import { beginRecord, type Outcome, outcomeOf, type RequestRecord } from './requestRecord.js'
import { describeSpan } from './requestSpan.js'

export interface RequestRecords {
  of(request: FastifyRequest): RequestRecord
  /** Has a request at /graphql counted from now on, and noted when it is over. */
  follow(record: RequestRecord, request: FollowedRequest, response: ServerResponse): void
  /** The line of requests that are alike but for their trace, their customer (one that has none is not alike) and how long they took. */
  prepareLine(of: AlikeRequests): (traceId: string, customer: string, ms: number) => void
}

type AlikeField = 'operationName' | 'operationType' | 'document' | 'cache'

export interface AlikeRequests extends Pick<RequestRecord, AlikeField>, Omit<RequestEnding, 'ms'> {
  hasCustomer: boolean
}

/** What of a request is needed when it is over. */
export type FollowedRequest = Pick<FastifyRequest, 'method'> & Partial<Pick<FastifyRequest, 'span'>>

interface RequestEnding {
  method: string
  status: number
  outcome: Outcome
  ms: number
}

/**
 * Keeps a record of each request, gives the client its trace id (`x-trace-id`), and when a request at /graphql is over,
 * writes one line and has it counted: also when its client has gone before it had the answer.
 */
export function keepRequestRecords(
  app: FastifyInstance,
  log: Logger,
  { began, ended, answered, limited }: Pick<GatewayMetrics, 'began' | 'ended' | 'answered' | 'limited'>,
): RequestRecords {
  const records = new WeakMap<FastifyRequest, RequestRecord>()
  const of = (request: FastifyRequest): RequestRecord => {
    const known = records.get(request)
    if (known) return known
    const record = beginRecord(request.span?.trace ?? traceFrom(traceparentOf(request.headers)))
    records.set(request, record)
    return record
  }
  app.addHook('onRequest', (request, reply, done) => {
    const record = of(request)
    void reply.header('x-trace-id', record.trace.traceId)
    if (request.routeOptions.url === '/graphql') follow(record, request, reply.raw)
    done()
  })

  function follow(record: RequestRecord, request: FollowedRequest, raw: ServerResponse): void {
    const beganAt = performance.now()
    began()
    // Of a client that has gone there is no `finish`, and Fastify tells nothing; this comes in any case, and once.
    raw.once('close', () => finish(record, request, raw, performance.now() - beganAt))
  }

  function finish(record: RequestRecord, { method, span }: FollowedRequest, raw: ServerResponse, ms: number): void {
    const { operationName, operationType } = record
    const outcome = outcomeOf(record, raw.statusCode, raw.writableFinished)
    ended()
    if (span) describeSpan(span, record, outcome)
    if (record.limit) limited(record.limit)
    answered({ type: operationType, outcome, seconds: ms / 1000, operation: operationName })
    note(record, { method, status: raw.statusCode, outcome, ms })
  }

  function note(record: RequestRecord, ending: RequestEnding): void {
    const { trace, codes, customer, subgraphs } = record
    const own = { traceId: trace.traceId, customer, ms: tenths(ending.ms) }
    const more = {
      codes: codes.length > 0 ? [...new Set(codes)] : undefined,
      subgraphs: subgraphs && rounded(subgraphs),
    }
    log.info(lineOf(record, ending, own, more), message)
  }

  function prepare(of: AlikeRequests): ReturnType<RequestRecords['prepareLine']> {
    const customer = of.hasCustomer ? changing : undefined
    const write = prepareLine(log, lineOf(of, of, { traceId: changing, customer, ms: changing }), message)
    return (traceId, customer, ms) => write({ traceId, customer, ms: tenths(ms) })
  }

  return { of, follow, prepareLine: prepare }
}

const message = 'request'

/** What one line of requests that are alike has for itself. */
interface OwnFields {
  traceId: string | typeof changing
  customer: string | typeof changing | undefined
  ms: number | typeof changing
}

interface MoreFields {
  codes?: string[] | undefined
  subgraphs?: RequestRecord['subgraphs'] | undefined
}

/** The fields of a line, in the order in which they are written. What is undefined is left out. */
function lineOf<const Own extends OwnFields>(
  { operationName, operationType, document, cache }: Pick<RequestRecord, AlikeField>,
  { method, status, outcome }: Omit<RequestEnding, 'ms'>,
  own: Own,
  { codes, subgraphs }: MoreFields = {},
) {
  const operation = { operation: operationName, type: operationType, document }
  const { traceId, customer, ms }: Pick<Own, keyof OwnFields> = own
  return { traceId, method, status, ...operation, outcome, codes, customer, cache, ms, subgraphs }
}

const tenths = (ms: number): number => Math.round(ms * 10) / 10

const rounded = (subgraphs: NonNullable<RequestRecord['subgraphs']>): RequestRecord['subgraphs'] =>
  Object.fromEntries(Object.entries(subgraphs).map(([name, { fetches, ms }]) => [name, { fetches, ms: tenths(ms) }]))
