import { type IncomingMessage } from 'node:http'
import { type Duplex } from 'node:stream'
import { type FastifyInstance } from 'fastify'
import { type GraphQLError, type GraphQLSchema } from 'graphql'
import { handleProtocols, makeServer, type SubscribePayload } from 'graphql-ws'
import { type WebSocket, WebSocketServer } from 'ws'
import { type IdentityVerifier } from '../identity/identityVerifier.js'
import { type Logger } from '../logging/logger.js'
import { inTrace } from '../telemetry/currentTrace.js'
import { type Tracer } from '../telemetry/tracer.js'
import { type Clock } from '../time/clock.js'
import { formatError } from './formatError.js'
import { createLiveIdentities } from './liveIdentities.js'
import { type SubgraphContext } from './subgraphContext.js'
import { openSubscription, type OpenSubscription, type SocketExtra, traceOf } from './openSubscription.js'
import { createDocumentReader } from './subscriptionDocuments.js'

export interface SubscriptionServerOptions {
  app: FastifyInstance
  schema: GraphQLSchema
  verifier: IdentityVerifier
  tracer: Tracer
  log: Logger
  clock: Clock
  /** Bytes of one message from a client. */
  maxPayload: number
  /** Made anew for each event: what one event has looked up is not the next one's answer. */
  context: (context: SubgraphContext) => object
  /** The `traceparent` of what led to an event, where that is known. */
  causeOf?: ((event: unknown) => string | null) | undefined
}

/** A socket that has not answered a ping by the next one is dead, ms. */
const pingEveryMs = 12_000
/** How long a socket may take to close when the role stops, ms. */
const closeWithinMs = 1_000
const serviceRestart = 1012
const internalError = 1011

/**
 * GraphQL over WebSocket (graphql-transport-ws) at /graphql, for subscriptions alone. One socket carries any number of
 * them, each with an identity of its own. Ends with the server: sockets are told to come back.
 */
export function serveSubscriptions(options: SubscriptionServerOptions): void {
  const { app, log, verifier, tracer, clock, maxPayload } = options
  const identities = createLiveIdentities({ verifier, clock })
  const readDocument = createDocumentReader(options.schema)
  const prepared = new WeakMap<object, OpenSubscription['events']>()
  const format = (errors: readonly GraphQLError[], payload: SubscribePayload) =>
    inTrace(traceOf(payload, tracer), () => errors.map((error) => formatError(error.toJSON(), error, log)))

  const server = makeServer<Record<string, unknown>, SocketExtra>({
    async onSubscribe(ctx, _id, payload) {
      const subscription = await openSubscription({ ...options, readDocument, identities, socket: ctx, payload })
      if ('errors' in subscription) return subscription.errors
      prepared.set(subscription.args, subscription.events)
      return subscription.args
    },
    subscribe(args) {
      const events = prepared.get(args)
      if (!events) throw new Error('a subscription was not prepared')
      return events
    },
    onNext: (_ctx, _id, payload, _args, { data = null, errors }) =>
      errors ? { data, errors: format(errors, payload) } : { data },
    onError: (_ctx, _id, payload, errors) => format(errors, payload),
  })

  const sockets = new WebSocketServer({ noServer: true, maxPayload, perMessageDeflate: false, handleProtocols })
  let stopping = false
  const answered = new WeakSet<WebSocket>()
  const pings = setInterval(() => {
    for (const socket of sockets.clients) {
      if (!answered.has(socket)) socket.terminate()
      else {
        answered.delete(socket)
        socket.ping()
      }
    }
  }, pingEveryMs)

  sockets.on('connection', (socket: WebSocket, request: IncomingMessage) => {
    answered.add(socket)
    socket.on('pong', () => answered.add(socket))
    socket.on('error', (error) => log.warn({ reason: error.message }, 'a socket failed'))
    const closed = server.opened(
      {
        protocol: socket.protocol,
        send: (text) => send(socket, text),
        close: (code, reason) => socket.close(code, reason),
        onMessage: (take) =>
          socket.on('message', (data: Buffer) => {
            take(data.toString()).catch((error: unknown) => {
              log.error({ err: error }, 'a message over a socket could not be handled')
              socket.close(internalError)
            })
          }),
      },
      { authorization: request.headers.authorization, clientAddress: request.socket.remoteAddress ?? '' },
    )
    socket.once('close', (code, reason) => {
      closed(code, reason.toString()).catch((error: unknown) =>
        log.error({ err: error }, 'a socket was not left cleanly'),
      )
    })
  })

  app.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const path = request.url?.split('?', 1)[0]
    if (path !== '/graphql' || stopping) {
      socket.end(`HTTP/1.1 ${stopping ? '503 Service Unavailable' : '404 Not Found'}\r\nConnection: close\r\n\r\n`)
      return
    }
    sockets.handleUpgrade(request, socket, head, (opened) => sockets.emit('connection', opened, request))
  })

  // Before the server closes: it would wait for the sockets.
  app.addHook('preClose', async () => {
    stopping = true
    clearInterval(pings)
    await closeAll(sockets)
    identities.stop()
  })
}

/** Resolves when the message has left: what follows waits for it and does not pile up. */
function send(socket: WebSocket, text: string): Promise<void> {
  return new Promise((resolve) => {
    if (socket.readyState !== socket.OPEN) return resolve()
    socket.send(text, () => resolve())
  })
}

async function closeAll(sockets: WebSocketServer): Promise<void> {
  const open = [...sockets.clients]
  const closed = open.map((socket) => new Promise<void>((resolve) => socket.once('close', () => resolve())))
  for (const socket of open) socket.close(serviceRestart, 'restarting')
  const cut = setTimeout(() => open.forEach((socket) => socket.terminate()), closeWithinMs)
  await Promise.all(closed)
  clearTimeout(cut)
}
