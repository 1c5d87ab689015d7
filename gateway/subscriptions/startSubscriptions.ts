import { type FastifyInstance } from 'fastify'
import { GraphQLError, type GraphQLFormattedError } from 'graphql'
import { type IdentityVerifier } from '../../platform/identity/identityVerifier.js'
import { type Logger } from '../../platform/logging/logger.js'
import { type Tracer } from '../../platform/telemetry/tracer.js'
import { type Clock } from '../../platform/time/clock.js'
import { type GatewayConfig } from '../config.js'
import { type Documents } from '../documents/createDocuments.js'
import { toPublicError } from '../errors/publicError.js'
import { type Federation } from '../execution/federation.js'
import { type OperationLimits } from '../limits/operationLimits.js'
import { type GatewayMetrics } from '../metrics/gatewayMetrics.js'
import { type ClientSocketsOptions, serveClientSockets } from './clientSockets.js'
import { createEventStreams, type EventStreams, type EventStreamsOptions } from './eventStreams.js'
import { executeEvent } from './executeEvent.js'
import { createSubscriptionPreparer } from './prepareSubscription.js'
import { type GatewayContext } from '../request/gatewayContext.js'
import { createSessionWatch } from './sessionWatch.js'
import { createSharedSubscriptions } from './sharedSubscriptions.js'
import { createUpstreamSocket, type UpstreamSocket } from './upstreamSocket.js'

export interface SubscriptionsOptions
  extends
    Pick<EventStreamsOptions, 'readContext' | 'recordOf'>,
    Pick<ClientSocketsOptions, 'readForwarded' | 'limits' | 'admit'> {
  app: FastifyInstance
  federation: Federation
  verifier: IdentityVerifier
  config: GatewayConfig
  operationLimits: OperationLimits
  documents: Documents
  /** Called with each event before it is carried out for its subscriber. */
  onEvent: (subscriber: GatewayContext) => void
  clock: Clock
  tracer: Tracer
  log: Logger
  seen: Pick<GatewayMetrics, 'answered' | 'limited'>
}

export interface Subscriptions {
  streams: EventStreams
  /** Connections of clients that are open. */
  clients(): { sockets: number; streams: number }
  /** To be called when another supergraph is in force: what still fits it goes on, the rest ends with an error. */
  replan(): void
  /** Lets the clients go, in such a way that they connect again, and closes the connections to the subgraphs. */
  stop(): void
}

const sweepEveryMs = 1_000
const pingEveryMs = 12_000

/** Federated subscriptions: over WebSocket at once, and over server-sent events where `streams` is asked to serve. */
export function startSubscriptions(options: SubscriptionsOptions): Subscriptions {
  const { app, federation, config, verifier, clock, log } = options
  const upstreams = new Map<string, UpstreamSocket>()

  function upstream(subgraph: string): UpstreamSocket {
    const known = upstreams.get(subgraph)
    if (known) return known
    const url = federation.addressOf(subgraph)
    if (url === undefined) throw new Error(`nobody knows the address of the subgraph "${subgraph}"`)
    const opened = createUpstreamSocket({
      subgraph,
      url,
      timeoutMs: config.SUBGRAPH_TIMEOUT_MS,
      maxMessageBytes: config.MAX_SUBGRAPH_RESPONSE_BYTES,
      log,
    })
    upstreams.set(subgraph, opened)
    return opened
  }

  const preparer = createSubscriptionPreparer({ ...options, current: () => federation.current() })
  const watch = createSessionWatch({ verifier, clock })
  const subscriptions = createSharedSubscriptions({
    upstream,
    execute(prepared, event, context) {
      options.onEvent(context)
      return executeEvent(federation, prepared, event, context)
    },
    log,
    clock,
    seen: options.seen,
  })
  const sockets = serveClientSockets(app.server, {
    ...options,
    preparer,
    subscriptions,
    watch,
    allowedOrigins: config.ALLOWED_ORIGINS,
    maxMessageBytes: config.MAX_BODY_BYTES,
  })
  const streams = createEventStreams({ ...options, preparer, subscriptions, watch })
  const sweep = setInterval(() => {
    watch.sweep()
    sockets.sweep()
  }, sweepEveryMs)
  const ping = setInterval(() => {
    sockets.ping()
    streams.ping()
  }, pingEveryMs)

  return {
    streams,
    clients: () => ({ sockets: sockets.count(), streams: streams.count() }),
    replan() {
      subscriptions.replan(({ plan, variables, identity }) => {
        try {
          return preparer.prepare(preparer.read({ query: plan.text, variables }, { hideSchema: true }), identity)
        } catch (error) {
          if (error instanceof GraphQLError) return [toPublicError(error.toJSON(), undefined)]
          log.error({ err: error }, 'unexpected error')
          return [toPublicError({ message: 'unexpected' }, undefined)] satisfies GraphQLFormattedError[]
        }
      })
    },
    stop() {
      watch.stop()
      clearInterval(ping)
      sockets.close()
      streams.close()
      for (const opened of upstreams.values()) opened.close()
      // Clients that do not answer the close are cut off by the sweep, which the server waits for.
      app.server.once('close', () => clearInterval(sweep))
    },
  }
}
