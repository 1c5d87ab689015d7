import { type FastifyReply, type FastifyRequest } from 'fastify'
import { GraphQLError, type GraphQLFormattedError, OperationTypeNode } from 'graphql'
import { type ServerResponse } from 'node:http'
import { once } from 'node:events'
import { type Identity } from '../../platform/identity/identity.js'
import { type Documents } from '../documents/createDocuments.js'
import { toPublicError } from '../errors/publicError.js'
import { refusal, refusalOf } from '../errors/refusal.js'
import { type GatewayContext } from '../request/gatewayContext.js'
import { limitOf } from '../limits/overLimit.js'
import { type RequestRecord } from '../request/requestRecord.js'
import {
  type PreparedSubscription,
  type SubscriptionPreparer,
  type SubscriptionRequest,
} from './prepareSubscription.js'
import { type SessionOver, type SessionWatch } from './sessionWatch.js'
import { type SharedSubscriptions } from './sharedSubscriptions.js'
import { type Subscriber, SubscriptionFailed } from './subscriber.js'

export interface EventStreamsOptions {
  documents: Pick<Documents, 'of'>
  preparer: SubscriptionPreparer
  subscriptions: SharedSubscriptions
  watch: SessionWatch
  /** @throws GraphQLError FORBIDDEN when another site's page sends our cookies. */
  readContext: (request: FastifyRequest, reply: FastifyReply) => Promise<GatewayContext>
  recordOf: (request: FastifyRequest) => RequestRecord
}

export interface EventStreams {
  /** How many are open. */
  count(): number
  /** Answers a request for an event stream; every other one goes to `otherwise`. */
  serve(request: FastifyRequest, reply: FastifyReply, otherwise: () => Promise<unknown>): Promise<unknown>
  /** Shows proxies in between that the streams live. To be called now and then. */
  ping(): void
  /** Ends every stream in such a way that its client connects again. */
  close(): void
}

const sessionOverMessages: Record<SessionOver, string> = {
  TOKEN_EXPIRED: '로그인 시간이 만료되었습니다.',
  SESSION_ENDED: '로그아웃된 세션입니다. 다시 로그인해주세요.',
}

/** Subscriptions as server-sent events: GraphQL over SSE, one connection for each (distinct connections mode). */
export function createEventStreams({
  documents,
  preparer,
  subscriptions,
  watch,
  readContext,
  recordOf,
}: EventStreamsOptions): EventStreams {
  const open = new Set<ServerResponse>()
  let stopping = false

  async function begin(request: FastifyRequest, reply: FastifyReply, sent: SubscriptionRequest): Promise<unknown> {
    if (stopping) throw refusal('The service is restarting.', 'SERVICE_UNAVAILABLE', 503)
    if (request.method === 'GET') refuseForeignPages(request)
    const context = await readContext(request, reply)
    const { document } = context
    const read = preparer.read(sent, { hideSchema: document?.maySeeSchema !== true })
    const { record, session, trace, requestId, clientAddress } = context
    record.operationType = OperationTypeNode.SUBSCRIPTION
    record.document ??= read.document
    const name = read.plan.operation.name?.value
    if (name !== undefined) record.operationName = name.slice(0, 100)
    switch (session.kind) {
      case 'anonymous':
        throw refusal('로그인이 필요합니다.', 'UNAUTHENTICATED', 401)
      case 'refused':
        throw refusalOf(session.error)
      case 'identified': {
        const { identity } = session
        const prepared = preparer.prepare(read, identity)
        record.hasData = true
        stream(reply, prepared, { trace, requestId, clientAddress, identity }, record)
        return reply
      }
    }
  }

  function stream(
    reply: FastifyReply,
    prepared: PreparedSubscription,
    caller: { identity: Identity } & Pick<GatewayContext, 'trace' | 'requestId' | 'clientAddress'>,
    { codes }: Pick<RequestRecord, 'codes'>,
  ): void {
    const { raw } = reply.hijack()
    for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) raw.setHeader(name, value)
    raw.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    })
    // Something to read at once: whoever waits for the first bytes knows then that it is subscribed.
    raw.write(':\n\n')
    open.add(raw)
    const subscriber = subscriptions.subscribe(prepared, caller, 'event-stream', () => raw.destroy())
    const unwatch = watch.watch(caller.identity, (reason) => {
      const extensions = { code: 'UNAUTHENTICATED', reason }
      subscriber.end({ kind: 'failed', errors: [{ message: sessionOverMessages[reason], extensions }] })
    })
    raw.once('close', () => {
      open.delete(raw)
      unwatch()
      subscriber.end({ kind: 'left' })
    })
    void write(raw, subscriber, codes)
  }

  return {
    count: () => open.size,
    async serve(request, reply, otherwise) {
      if (request.headers.accept?.includes('text/event-stream') !== true) return otherwise()
      try {
        const document = await documents.of(request)
        const sent = { ...readRequest(request), query: document?.text }
        const kind = preparer.kindOf(sent)
        if (kind === OperationTypeNode.SUBSCRIPTION) return await begin(request, reply, sent)
      } catch (error) {
        if (!(error instanceof GraphQLError)) throw error
        const record = recordOf(request)
        const http = error.extensions['http'] as { status: number } | undefined
        const shown = toPublicError(error.toJSON(), record.trace.traceId)
        const limit = limitOf(error.extensions)
        if (limit) record.limit = limit
        record.codes.push(String(shown.extensions?.['code']))
        return reply.code(http?.status ?? 400).send({ errors: [shown] })
      }
      // Anything else has one answer and is given as JSON, which the client must not be asked to accept in vain.
      request.headers.accept = 'application/json'
      return otherwise()
    },
    ping() {
      for (const raw of open) if (!raw.writableNeedDrain) raw.write(':\n\n')
    },
    close() {
      stopping = true
      for (const raw of open) raw.end()
    },
  }
}

/** Writes what comes, as fast as the client reads; what waits meanwhile waits in the subscriber, where it is bounded. */
async function write(raw: ServerResponse, subscriber: Subscriber, codes: string[]): Promise<void> {
  try {
    for await (const { text } of subscriber) await send(raw, `event: next\ndata: ${text}\n\n`)
  } catch (error) {
    if (!(error instanceof SubscriptionFailed)) return void raw.destroy()
    codes.push(...error.errors.map(({ extensions }) => String(extensions?.['code'])))
    await send(
      raw,
      `event: next\ndata: ${JSON.stringify({ errors: error.errors satisfies readonly GraphQLFormattedError[] })}\n\n`,
    )
  }
  if (!raw.writableEnded && !raw.destroyed) raw.end('event: complete\ndata:\n\n')
}

async function send(raw: ServerResponse, frame: string): Promise<void> {
  if (raw.destroyed || raw.writableEnded || raw.write(frame)) return
  // Whichever comes first; the one that does not is let go with the response.
  const over = new AbortController()
  await Promise.race([
    once(raw, 'drain', { signal: over.signal }).catch(() => undefined),
    once(raw, 'close', { signal: over.signal }).catch(() => undefined),
  ])
  over.abort()
}

function readRequest({ method, query, body }: FastifyRequest): SubscriptionRequest {
  if (method !== 'GET') return isRecord(body) ? body : {}
  if (!isRecord(query)) return {}
  const { variables } = query
  if (typeof variables !== 'string' || variables === '') return { ...query, variables: undefined }
  try {
    return { ...query, variables: JSON.parse(variables) as unknown }
  } catch {
    throw refusal('"variables" is not valid JSON.', 'BAD_USER_INPUT', 400)
  }
}

/**
 * An address can be put on any page, and the browser sends cookies along with it. With cookies, a GET is served only when
 * the browser says that a page of ours sent it, or when it carries a header that no foreign page can set unasked.
 *
 * @throws GraphQLError FORBIDDEN
 */
function refuseForeignPages({ headers }: FastifyRequest): void {
  if (headers.cookie === undefined || headers['sec-fetch-site'] === 'same-origin') return
  if (headers['apollo-require-preflight'] !== undefined) return
  throw refusal('Cookies are accepted only from pages of this host.', 'FORBIDDEN', 403)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
