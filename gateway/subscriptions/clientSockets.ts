import { type ExecutionResult, GraphQLError, type GraphQLFormattedError, Kind } from 'graphql'
import { type ConnectionInitMessage, handleProtocols, makeServer } from 'graphql-ws'
import { type IncomingMessage, type Server } from 'node:http'
import { type RawData, type WebSocket, WebSocketServer } from 'ws'
import { type IdentityVerifier } from '../../platform/identity/identityVerifier.js'
import { type Logger } from '../../platform/logging/logger.js'
import { serveWithoutUpgrade } from '../../platform/http/withoutUpgrade.js'
import { traceparentOf } from '../../platform/telemetry/trace.js'
import { type Tracer } from '../../platform/telemetry/tracer.js'
import { type Documents } from '../documents/createDocuments.js'
import { senderOf } from '../documents/documentPolicy.js'
import { publicCode, toPublicError } from '../errors/publicError.js'
import { rawAnswer } from '../errors/rawAnswer.js'
import { refusal } from '../errors/refusal.js'
import { type GatewayMetrics } from '../metrics/gatewayMetrics.js'
import { type RateLimits } from '../rateLimits/createRateLimits.js'
import { type Admission, type Admit } from '../rateLimits/limitRequests.js'
import { tooManyMessage, tooManyRequests } from '../rateLimits/tooManyRequests.js'
import { type ReadForwarded } from '../request/forwarded.js'
import { limitOf } from '../limits/overLimit.js'
import { hashCustomer, outcomeOf } from '../request/requestRecord.js'
import { readRequestId } from '../request/requestId.js'
import { readOwnCookies } from '../session/cookies.js'
import { readCredentials } from '../session/credentials.js'
import { isOwnOrigin } from '../session/originRule.js'
import { readSession } from '../session/session.js'
import { ClientSocket, closeCodes } from './clientSocket.js'
import { type SubscriptionPreparer } from './prepareSubscription.js'
import { type SessionWatch } from './sessionWatch.js'
import { type SharedSubscriptions } from './sharedSubscriptions.js'
import { type ReadyEvent, SubscriptionFailed } from './subscriber.js'

export interface ClientSocketsOptions {
  documents: Pick<Documents, 'resolve' | 'carriedOut'>
  preparer: SubscriptionPreparer
  subscriptions: SharedSubscriptions
  watch: SessionWatch
  verifier: Pick<IdentityVerifier, 'verify'>
  tracer: Tracer
  log: Logger
  seen: Pick<GatewayMetrics, 'answered' | 'limited'>
  allowedOrigins: readonly string[]
  readForwarded: ReadForwarded
  limits: Pick<RateLimits, 'request'>
  /** Counts a handshake, before it is answered. */
  admit: Admit
  /** Bytes; a client that sends a larger message is closed with 1009. */
  maxMessageBytes: number
}

export interface ClientSockets {
  /** How many are open. */
  count(): number
  /** To be called each second. */
  sweep(): void
  /** To be called now and then: who has not answered by the next time is cut off. */
  ping(): void
  /** Takes no more clients, and tells those that are there to connect again. */
  close(): void
}

const maxSubscriptions = 50

/** Serves subscriptions over WebSocket (graphql-transport-ws) at `/graphql` of an HTTP server. */
export function serveClientSockets(server: Server, options: ClientSocketsOptions): ClientSockets {
  const { documents, preparer, subscriptions, watch, verifier, tracer, log, seen } = options
  const clients = new Set<ClientSocket>()
  let stopping = false
  const accept = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: options.maxMessageBytes,
    handleProtocols,
  })

  const protocol = makeServer<ConnectionInitMessage['payload'], ClientSocket>({
    async onConnect({ extra: client, connectionParams }) {
      const closing = await signIn(client, connectionParams)
      if (closing) client.close(...closing)
      return closing === null
    },
    async onSubscribe({ extra: client, subscriptions: running }, _id, payload) {
      try {
        if (Object.keys(running).length > maxSubscriptions) {
          throw refusal(`A socket takes ${maxSubscriptions} subscriptions.`, 'RATE_LIMITED', 429)
        }
        const { identity } = client
        if (identity === null) throw new Error('a client subscribes without having signed in')
        const retryAfterSeconds = countMessage(client)
        if (retryAfterSeconds > 0) throw tooManyRequests(retryAfterSeconds)
        // Beside an id or a hash, the protocol wants a query all the same: an empty one.
        const document = await documents.resolve(payload, client.sender)
        if (client.isOver) return [refusal('The socket is closed.', 'BAD_USER_INPUT', 400)]
        const sentDocument = { ...payload, query: document?.text }
        const read = preparer.read(sentDocument, { hideSchema: document?.maySeeSchema !== true })
        const prepared = preparer.prepare(read, identity)
        if (document) documents.carriedOut(document)
        const sent = payload.extensions?.['traceparent']
        const trace = typeof sent === 'string' ? tracer.traceFrom(sent) : client.trace.child()
        const { clientAddress, requestId = trace.traceId } = client
        const { supergraph, operation } = prepared.plan
        return {
          schema: supergraph.schema,
          // The library reads from it only that this is a subscription.
          document: { kind: Kind.DOCUMENT, definitions: [operation] },
          contextValue: subscriptions.subscribe(
            prepared,
            { identity, trace, clientAddress, requestId },
            'websocket',
            () => client.close(closeCodes.tooSlow, 'slow consumer'),
          ),
        }
      } catch (error) {
        const refused = error instanceof GraphQLError ? error : unexpected(error, client)
        noteRefusal(refused, client)
        return [refused]
      }
    },
    // Each is answered, and nobody has to sign in to send one.
    onPing({ extra: client }) {
      if (countMessage(client) > 0) client.close(closeCodes.tryAgainLater, 'RATE_LIMITED')
    },
    // Shared results pass through the library as they are, and become its results when they are written.
    subscribe: ({ contextValue }) => contextValue as AsyncGenerator<ExecutionResult>,
    onNext: (_context, _id, _payload, _args, event) => (event as unknown as ReadyEvent).result,
    onError: ({ extra: client }, _id, _payload, errors) =>
      errors.flatMap((error): GraphQLFormattedError[] => {
        const cause = error.originalError
        if (cause instanceof SubscriptionFailed) return [...cause.errors]
        return [toPublicError(error instanceof GraphQLError ? error.toJSON() : error, client.trace.traceId)]
      }),
  })

  /** 0, or the seconds for which the client has to be quiet. */
  function countMessage({ identity, clientAddress }: ClientSocket): number {
    return options.limits.request(identity ? { kind: 'identified', identity } : { kind: 'anonymous' }, clientAddress)
  }

  /** Who the client is; else how its socket is to be closed. */
  async function signIn(
    client: ClientSocket,
    params: ConnectionInitMessage['payload'],
  ): Promise<[number, string] | null> {
    const sent = params?.['authorization'] ?? params?.['Authorization']
    const credentials =
      sent === undefined || sent === null
        ? (client.credentials ?? { kind: 'none' })
        : readCredentials(typeof sent === 'string' ? sent : '', [])
    client.credentials = null
    const session = await readSession(credentials, verifier)
    switch (session.kind) {
      case 'anonymous':
        return [closeCodes.unauthenticated, 'UNAUTHENTICATED']
      case 'refused': {
        const { code, details } = session.error
        if (code === 'SERVICE_UNAVAILABLE') return [closeCodes.tryAgainLater, code]
        return [closeCodes.unauthenticated, typeof details['reason'] === 'string' ? details['reason'] : code]
      }
      case 'identified':
        if (client.isOver) return [closeCodes.unauthenticated, 'UNAUTHENTICATED']
        client.identity = session.identity
        client.unwatch = watch.watch(session.identity, (why) => client.close(closeCodes.sessionOver, why))
        return null
    }
  }

  function unexpected(error: unknown, { trace }: ClientSocket): GraphQLError {
    log.error({ err: error, traceId: trace.traceId }, 'unexpected error')
    return new GraphQLError('unexpected', { extensions: { reference: trace.traceId } })
  }

  /** One line for an operation that was not begun, and a count; those that were begun leave theirs when they end. */
  function noteRefusal({ extensions }: GraphQLError, { trace, identity }: ClientSocket): void {
    const codes = [publicCode(extensions['code']) ?? 'INTERNAL_SERVER_ERROR']
    const outcome = outcomeOf({ codes, hasData: false }, 400, true)
    const customer = identity ? hashCustomer(identity.customerId) : undefined
    seen.answered({ type: 'subscription', outcome, seconds: 0 })
    const limit = limitOf(extensions)
    if (limit) seen.limited(limit)
    log.info({ traceId: trace.traceId, transport: 'websocket', outcome, codes, customer }, 'request')
  }

  function admit(socket: WebSocket, client: ClientSocket): void {
    clients.add(client)
    const opened = protocol.opened(
      {
        protocol: socket.protocol,
        send: (text) => client.send(text),
        close: (code = closeCodes.internal, reason = '') => client.close(code, reason),
        onMessage: (handle) =>
          socket.on('message', (data: RawData) => {
            if (!client.isWithinBounds()) return
            handle((data as Buffer).toString()).catch((error: unknown) => {
              // The library throws for a message that no client sends to a server.
              log.warn({ err: error, traceId: client.trace.traceId }, 'a client sent what the protocol does not know')
              client.close(4400, 'Invalid message received')
            })
          }),
      },
      client,
    )
    client.onClosed = (code, reason) => void opened(code, reason)
    // Its close follows; without a listener the process would end.
    socket.on('error', () => undefined)
    socket.once('close', (code, reason) => {
      clients.delete(client)
      client.released(code, reason.toString())
    })
  }

  server.on('upgrade', (request, connection, head) => {
    if (request.headers.upgrade?.toLowerCase() !== 'websocket')
      return serveWithoutUpgrade(server, request, connection, head)
    connection.on('error', () => connection.destroy())
    const refuse = (answer: string): void => void connection.end(answer, () => connection.destroy())
    const serve = ({ retryAfterSeconds }: Admission): void => {
      if (retryAfterSeconds > 0)
        return refuse(rawAnswer('429 Too Many Requests', tooManyMessage, 'RATE_LIMITED', { retryAfterSeconds }))
      if (stopping)
        return refuse(rawAnswer('503 Service Unavailable', 'The service is restarting.', 'SERVICE_UNAVAILABLE'))
      const { address, host } = options.readForwarded(peer, request.headers)
      const refusedFor = handshakeRefusal(request, host, options.allowedOrigins)
      if (refusedFor !== null) return refuse(refusedFor)
      const client = handshakeReader(request, address, tracer)
      accept.handleUpgrade(request, connection, head, (socket) => admit(socket, client(socket)))
    }
    const peer = request.socket.remoteAddress
    options.admit(peer, request.headers).then(serve, (error: unknown) => {
      log.error({ err: error }, 'unexpected error')
      connection.destroy()
    })
  })

  return {
    count: () => clients.size,
    sweep: () => clients.forEach((client) => client.sweep()),
    ping: () => clients.forEach((client) => client.ping()),
    close() {
      stopping = true
      for (const client of clients) client.close(closeCodes.restart, 'service restart')
    },
  }
}

/** What of a handshake is needed later, so that the request itself can be let go. */
function handshakeReader(
  { headers }: IncomingMessage,
  address: string,
  tracer: Tracer,
): (socket: WebSocket) => ClientSocket {
  const { authorization, cookie } = headers
  const trace = tracer.traceFrom(traceparentOf(headers))
  const id = readRequestId(headers['x-request-id'])
  const credentials = readCredentials(authorization, readOwnCookies(cookie))
  const sender = senderOf(cookie)
  return (opened) => new ClientSocket(opened, trace, address, id, credentials, sender)
}

/** The answer to a handshake that is refused, or null. */
function handshakeRefusal(
  { url, headers }: IncomingMessage,
  host: string | undefined,
  allowedOrigins: readonly string[],
): string | null {
  if (url?.split('?')[0] !== '/graphql') {
    return rawAnswer('404 Not Found', 'There is nothing here. Subscriptions are at /graphql.', 'NOT_FOUND')
  }
  if (!isOwnOrigin({ ...headers, host }, allowedOrigins)) {
    return rawAnswer('403 Forbidden', 'Subscriptions are for pages of this host.', 'FORBIDDEN')
  }
  return null
}
