import { type FastifyReply, type FastifyRequest } from 'fastify'
import { type GraphQLSchema, OperationTypeNode } from 'graphql'
import { LRUCache } from 'lru-cache'
import { type IncomingHttpHeaders } from 'node:http'
import { performance } from 'node:perf_hooks'
import { type OperationObserver } from '../execution/federation.js'
import { plainJson } from '../execution/knownAnswers.js'
import { bodyAtTheDoor } from '../frontDoor/bodyAtTheDoor.js'
import { type KnownCalls } from '../frontDoor/knownCalls.js'
import { type GatewayMetrics } from '../metrics/gatewayMetrics.js'
import { type GatewayContext } from '../request/gatewayContext.js'
import { type CacheOutcome, type RequestRecord } from '../request/requestRecord.js'
import { type Session } from '../session/session.js'
import { type Asked, readAsked } from './asked.js'
import { createAnswerKeys, type KeyedOperation } from './answerKeys.js'
import { type CacheHints, readCacheHints } from './cacheHints.js'
import { type AnswerWatch, createAnswerWatch } from './answerWatch.js'
import { createKeptAnswers, type KeptAnswer, type KeptAnswers } from './keptAnswers.js'
import { type LineNews } from './lineNews.js'
import { operationPolicy } from './operationPolicy.js'

export interface ResponseCache extends OperationObserver {
  /** Answers a request from here where that is possible; else carries it out, and keeps what may be kept of it. */
  answerFromCache(request: FastifyRequest, reply: FastifyReply, next: CarryOut): Promise<unknown>
  /** The same for a query that is carried out by no route: what it asks is known, and that nothing was found for it. */
  keep(asked: Asked, asking: Pick<Asking, 'headers' | 'context'>, carryOut: () => Promise<string>): Promise<string>
  /** What is kept for who asks this, without waiting. */
  findNow(asked: Asked, headers: IncomingHttpHeaders, session: Session): FoundAnswer | null
  /** Something of this customer's has happened: nothing that was fetched before is given any more. */
  forget(session: Session): void
  size: KeptAnswers['size']
  start(): Promise<void>
  stop(): Promise<void>
}

/** A kept answer, and what it answers. */
export interface FoundAnswer extends Pick<KeptAnswer, 'body' | 'contentType'> {
  ageSeconds: number
  operation: KnownOperation
}

/** Who asks how, and what the answer's head is in the end. */
interface Asking {
  headers: IncomingHttpHeaders
  context: GatewayContext
  /** Null where the answer is of that caller alone, or no success. */
  contentType: () => string | null
}

interface CarryOut {
  /** The request's context, made once however often it is asked for. @throws what `carryOut` throws for it */
  context: () => Promise<GatewayContext>
  /** @returns the body, where it is text */
  carryOut: () => Promise<unknown>
}

export interface ResponseCacheOptions {
  /** For all answers together. */
  maxBytes: number
  news: LineNews
  /** Is told of bodies of which the answer is here. */
  calls: Pick<KnownCalls, 'remember'>
  /** The supergraph in force; another object after each replacement. */
  current: () => { schema: GraphQLSchema; sdl: string }
  /** Called before anything is let go: nobody may join a fetch that began before. */
  onForget: () => void
  recordOf: (request: FastifyRequest) => RequestRecord
  metrics: Pick<GatewayMetrics, 'cache'>
  /** ms of a monotonic clock. */
  now?: () => number
}

/** What is known of a document's operation under the supergraph in force. It is known once it has been carried out. */
export interface KnownOperation extends KeyedOperation {
  /** The hash of its document, for the log. */
  document: string | undefined
  /** For the log too. */
  name: string | undefined
}

type Named = Map<string | null, KnownOperation>

/** Documents that are known, and the bytes of a request beyond which nothing is looked up. */
const knownDocuments = 1_000
const longestBody = 16 * 1024
/** Operations of one document: more is an attempt at filling the memory. */
const operationsOfOne = 50

/**
 * Keeps answers of queries whose every field allows it, and gives them without entering Apollo. What stands in front of it
 * (the session, limits of rates) has been seen to; what Apollo would have checked (the document, its limits, its rules) was
 * checked when the same document was carried out for the same kind of caller, since nothing else has a key.
 */
export function createResponseCache(options: ResponseCacheOptions): ResponseCache {
  const { news, calls, current, recordOf, metrics, now = () => performance.now() } = options
  const kept = createKeptAnswers(options.maxBytes)
  const documents = new LRUCache<string, Named>({ max: knownDocuments })
  let inForce: ReturnType<typeof current> | null = null
  let hints: CacheHints | null = null
  let operations = 0
  const keyOf = createAnswerKeys()
  news.onChanged((lineIds) => {
    options.onForget()
    if (lineIds === null) kept.forgetAll()
    else kept.forgetLines(lineIds)
  })

  /** Under another supergraph another answer may be right. */
  function followSupergraph(): void {
    const newest = current()
    if (newest === inForce) return
    inForce = newest
    hints = readCacheHints(newest.sdl)
    documents.clear()
    kept.forgetAll()
  }

  function know({ query, operationName }: Asked, known: Omit<KnownOperation, 'id'>): void {
    const ofDocument: Named = documents.get(query) ?? new Map<string | null, KnownOperation>()
    if (ofDocument.size < operationsOfOne) ofDocument.set(operationName, { id: ++operations, ...known })
    documents.set(query, ofDocument)
  }

  async function take<T>(asked: Asked, asking: Asking, carryOut: () => Promise<T>): Promise<T> {
    const { context } = asking
    const { session } = context
    const taking = kept.begin(session.kind === 'identified' ? session.identity : null)
    const watch = createAnswerWatch(() => (taking.spoiled = true))
    const supergraph = inForce
    context.answerWatch = watch
    let keeping: Parameters<KeptAnswers['end']>[1] = null
    try {
      const body = await carryOut()
      if (supergraph && hints && supergraph === current() && context.session === session) {
        const { answered } = watch
        if (answered && !documents.get(asked.query)?.has(asked.operationName))
          know(asked, {
            document: context.record.document,
            name: context.record.operationName,
            policy: operationPolicy(answered, supergraph.schema, hints),
          })
        keeping = worthKeeping(asked, body, watch, asking)
      }
      return body
    } finally {
      kept.end(taking, keeping)
    }
  }

  function worthKeeping(
    asked: Asked,
    body: unknown,
    { answered, mostSeconds }: AnswerWatch,
    { headers, context, contentType: typeOf }: Asking,
  ): Parameters<KeptAnswers['end']>[1] {
    if (typeof body !== 'string' || !answered?.whole) return null
    const known = documents.get(asked.query)?.get(asked.operationName)
    const key = known ? keyOf(known, asked, headers, context.session) : null
    const seconds = Math.min(known?.policy?.maxAge ?? 0, mostSeconds)
    if (key === null || seconds < 1) return null
    const contentType = typeOf()
    if (contentType === null) return null
    const keptAt = now()
    return { key, answer: { body: Buffer.from(body), contentType, keptAt, until: keptAt + seconds * 1_000 } }
  }

  function find(
    known: KnownOperation,
    asked: Asked,
    headers: IncomingHttpHeaders,
    session: Session,
  ): FoundAnswer | null {
    const key = keyOf(known, asked, headers, session)
    const found = key === null || !news.upToDate() ? undefined : kept.find(key)
    const at = now()
    if (!found || at >= found.until) return null
    const { body, contentType, keptAt } = found
    const ageSeconds = Math.floor((at - keptAt) / 1_000)
    return { body, contentType, ageSeconds, operation: known }
  }

  /** Has the next request with the same body read at once. */
  function remember({ raw, headers }: FastifyRequest, asked: Asked): void {
    const body = bodyAtTheDoor(raw)
    if (body !== undefined) calls.remember(headers, body, { asked, query: null })
  }

  function note(record: RequestRecord, outcome: CacheOutcome): void {
    record.cache = outcome
    metrics.cache(outcome)
  }

  const missOrBypass = (): CacheOutcome => (news.upToDate() ? 'miss' : 'bypass')

  function forget(session: Session): void {
    if (session.kind !== 'identified') return
    options.onForget()
    kept.forgetCustomer(session.identity.customerId)
  }

  return {
    async answerFromCache(request, reply, { context: contextOf, carryOut }) {
      followSupergraph()
      const asked = isShort(request) ? readAsked(request.body) : null
      const known = asked && documents.get(asked.query)?.get(asked.operationName)
      if (!asked || known?.policy === null) {
        note(recordOf(request), 'bypass')
        return carryOut()
      }
      const context = await contextOf().catch(() => null)
      if (context === null || context.session.kind === 'refused') {
        note(recordOf(request), 'bypass')
        return carryOut()
      }
      const found = known && find(known, asked, request.headers, context.session)
      if (found) {
        note(recordOf(request), 'hit')
        remember(request, asked)
        const { record } = context
        record.document = found.operation.document
        record.operationName = found.operation.name
        record.operationType = OperationTypeNode.QUERY
        record.hasData = true
        return reply.header('content-type', found.contentType).header('age', found.ageSeconds).send(found.body)
      }
      note(recordOf(request), missOrBypass())
      return take(asked, { headers: request.headers, context, contentType: () => typeOfSuccess(reply) }, carryOut)
    },
    keep(asked, { headers, context }, carryOut) {
      followSupergraph()
      const neverKept = documents.get(asked.query)?.get(asked.operationName)?.policy === null
      note(context.record, neverKept ? 'bypass' : missOrBypass())
      return neverKept ? carryOut() : take(asked, { headers, context, contentType: () => plainJson }, carryOut)
    },
    findNow(asked, headers, session) {
      followSupergraph()
      const known = documents.get(asked.query)?.get(asked.operationName)
      return known ? find(known, asked, headers, session) : null
    },
    ended(known, result, context) {
      // What is on its way was perhaps fetched before it, and is not kept either.
      if (known.operation.operation === OperationTypeNode.MUTATION) forget(context.session)
      context.answerWatch?.saw(known, result)
    },
    forget,
    size: () => kept.size(),
    start: () => news.start(),
    stop: () => news.stop(),
  }
}

/** The type of an answer that could be given to the same caller again. */
function typeOfSuccess(reply: FastifyReply): string | null {
  if (reply.statusCode !== 200 || reply.getHeader('set-cookie') !== undefined) return null
  const contentType = reply.getHeader('content-type')
  return typeof contentType === 'string' ? contentType : null
}

const isShort = ({ method, headers }: FastifyRequest): boolean =>
  method === 'POST' && Number(headers['content-length'] ?? Infinity) <= longestBody
