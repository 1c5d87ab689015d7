import { fastifyApolloHandler } from '@as-integrations/fastify'
import { type FastifyReply, type FastifyRequest } from 'fastify'
import { type GraphQLSchema } from 'graphql'
import { type Logger, createLogger } from '../platform/logging/logger.js'
import { addHealthRoutes, createHttpServer, listen } from '../platform/http/createHttpServer.js'
import { isDraining } from '../platform/http/draining.js'
import { type RunningRole } from '../platform/http/runningRole.js'
import { createIdentityVerifier, type IdentityVerifier } from '../platform/identity/identityVerifier.js'
import { createMetrics, type Metrics } from '../platform/telemetry/metrics.js'
import { idleTracer, openTracer } from '../platform/telemetry/tracer.js'
import { type Clock, systemClock } from '../platform/time/clock.js'
import { type GatewayConfig } from './config.js'
import { createDocuments } from './documents/createDocuments.js'
import { registeredDocuments } from './documents/registeredDocuments.js'
import { type BrokenDocument } from './documents/trustedDocument.js'
import { answerErrorsAsGraphql } from './errors/httpErrors.js'
import { createApollo } from './execution/createApollo.js'
import { createKnownAnswers } from './execution/knownAnswers.js'
import { createKnownOperations } from './execution/knownOperations.js'
import { createFederation } from './execution/federation.js'
import { warmOperations } from './execution/warmOperations.js'
import { createReadiness } from './health/readiness.js'
import { answerAtTheDoor } from './frontDoor/frontDoor.js'
import { createKnownCalls } from './frontDoor/knownCalls.js'
import { limitsOf } from './limits/limits.js'
import { createOperationLimits } from './limits/operationLimits.js'
import { refuseLongDocuments } from './limits/refuseLongDocuments.js'
import { createGatewayMetrics } from './metrics/gatewayMetrics.js'
import { serveMetrics } from './metrics/serveMetrics.js'
import { addCustomerPages } from './pages/customerPages.js'
import { addGraphiql } from './pages/graphiqlPage.js'
import { addSecurityHeaders } from './pages/securityHeaders.js'
import { createRateLimits } from './rateLimits/createRateLimits.js'
import { createAdmission, limitRequests } from './rateLimits/limitRequests.js'
import { createForwardedReader } from './request/forwarded.js'
import { createRequestContexts } from './request/requestContexts.js'
import { keepRequestRecords } from './request/requestRecords.js'
import { createLineNews, type LineNews } from './responseCache/lineNews.js'
import { createResponseCache } from './responseCache/createResponseCache.js'
import { noResponseCache } from './responseCache/noResponseCache.js'
import { startSubscriptions } from './subscriptions/startSubscriptions.js'
import { type ReadSessionOf, type SessionNow, sessionNowOf, sessionsOfAuth } from './session/readSessionOf.js'
import { type Session } from './session/session.js'
import { createSessionWarmUp } from './session/warmUp.js'
import { createSupergraphReloads } from './supergraph/reloadSupergraph.js'
import { reloadWhenTold } from './supergraph/reloadWhenTold.js'
import { createSupergraphMetrics } from './supergraph/supergraphMetrics.js'
import { readSupergraph } from './supergraph/readSupergraph.js'

export { gatewayConfigSchema, type GatewayConfig } from './config.js'

export interface GatewayOverrides {
  clock?: Clock
  /** In [0, 1), for pauses before a second try. */
  random?: () => number
  log?: Logger
  /** Started and stopped by the gateway all the same. */
  verifier?: IdentityVerifier
  /** Another supergraph than the committed one. */
  supergraphSdl?: string
  /** Who asks; for an open gateway, which has other subgraphs than ours, where its supergraph says. */
  openSessions?: (...of: Parameters<SessionNow>) => Session
  /** Registered operations that a schema could not answer. */
  brokenOperations?: (schema: GraphQLSchema) => BrokenDocument[]
  /** Where the built GraphiQL lies. */
  graphiqlFolder?: string
  /** Where the built pages of `web/` lie. */
  pagesFolder?: string
  /** Started and stopped by the gateway all the same. */
  lineNews?: LineNews
  /** Where it counts; one of its own unless told. */
  metrics?: Metrics
  /** Whether somebody else reads the supergraph, and tells it which one is in force. */
  isWorker?: boolean
  /** ms of a monotonic clock, for the age of what is kept. */
  now?: () => number
}

export interface RunningGateway extends RunningRole {
  /** Where `GET /metrics` is; null where it is not served. */
  metricsPort: number | null
  /**
   * Puts another supergraph in force without a restart; SIGHUP does so with the file that the present one came from.
   * One that does not build or breaks a trusted document is refused and logged, and the old one stays.
   */
  replaceSupergraph(supergraphSdl: string): boolean
}

/**
 * Starts the public door: POST /graphql over the composed subgraphs, subscriptions at the same address over WebSocket
 * and server-sent events, GraphiQL at GET /graphql, the pages of customers and operators at every other address, /healthz and /readyz; /metrics on a port of its own.
 */
export async function startGateway(config: GatewayConfig, overrides: GatewayOverrides = {}): Promise<RunningGateway> {
  const { clock = systemClock, log = createLogger({ role: 'gateway', level: config.LOG_LEVEL }) } = overrides
  const roles = [
    { name: 'auth', url: config.AUTH_URL },
    { name: 'billing', url: config.BILLING_URL },
    { name: 'product', url: config.PRODUCT_URL },
  ]
  const { AUTH_URL: authUrl, REDIS_URL: redisUrl, TOKEN_ISSUER: issuer, TOKEN_AUDIENCE: audience } = config
  const verifier = overrides.verifier ?? createIdentityVerifier({ authUrl, redisUrl, issuer, audience, clock, log })
  const { openSessions } = overrides
  const readSessionOf: ReadSessionOf = openSessions
    ? (headers) => Promise.resolve(openSessions(headers))
    : sessionsOfAuth(verifier)
  const subgraphs = openSessions ? null : roles.map(({ name, url }) => ({ name, url: `${url}/graphql` }))
  const tracer = await openTracer('gateway', config, log)
  const app = await createHttpServer({ bodyLimit: config.MAX_BODY_BYTES, tracer, followsTraces: false })
  app.removeContentTypeParser('text/plain')
  const metrics = overrides.metrics ?? createMetrics('gateway')
  const seen = createGatewayMetrics(metrics)
  const records = keepRequestRecords(app, log, seen)
  const readForwarded = createForwardedReader({ hops: config.TRUSTED_PROXY_HOPS, proxies: config.TRUSTED_PROXIES })
  addSecurityHeaders(app, readForwarded)
  const limits = createRateLimits(config, { clock, log, refused: (scope) => seen.rateLimited(scope) })
  const admit = createAdmission({ limits, readSessionOf, readForwarded, allowedOrigins: config.ALLOWED_ORIGINS, log })
  limitRequests(app, records, admit)
  answerErrorsAsGraphql(app, records, log)

  const supergraphSdl = overrides.supergraphSdl ?? (await readSupergraph(config.SUPERGRAPH_FILE))
  const calls = createKnownCalls()
  const responses =
    config.RESPONSE_CACHE === 'off'
      ? noResponseCache
      : createResponseCache({
          maxBytes: config.RESPONSE_CACHE_BYTES,
          calls,
          news: overrides.lineNews ?? createLineNews({ productUrl: config.PRODUCT_URL, redisUrl, log }),
          current: () => federation.current(),
          onForget: () => federation.part(),
          recordOf: (request) => records.of(request),
          metrics: seen,
          ...(overrides.now && { now: overrides.now }),
        })
  const federation = createFederation({
    supergraphSdl,
    subgraphs,
    config,
    random: overrides.random ?? Math.random,
    observer: seen,
    operations: responses,
  })
  const operationLimits = createOperationLimits(openSessions ? null : limitsOf(config), () => federation.current())
  const documents = createDocuments({
    trusted: await registeredDocuments(config.TRUSTED_DOCUMENTS_FILE, operationLimits.maxTokens),
    schema: federation.current().schema,
    config,
    clock,
    log,
  })
  seen.nameOperations((name) => config.METRICS_OPERATIONS.has(name) || documents.hasOperation(name))
  const known = createKnownOperations()
  const warm = (schema: GraphQLSchema) => warmOperations(documents.all(), schema, { federation, known })
  warm(federation.current().schema)
  const apollo = createApollo({ gateway: federation.gateway, documents, operationLimits, known, limits, log })
  await apollo.start()
  await verifier.start()
  await responses.start()

  const warmUp = createSessionWarmUp([config.BILLING_URL, config.PRODUCT_URL], log)
  const contextOf = createRequestContexts({
    verifier,
    readSessionOf,
    records,
    warmUp,
    log,
    allowedOrigins: config.ALLOWED_ORIGINS,
    readForwarded,
    documents,
  })
  const answerKnown = createKnownAnswers({ known, calls, federation, contextOf, limits: operationLimits })
  const handler = fastifyApolloHandler(apollo, { context: contextOf })
  const subscriptions = startSubscriptions({
    app,
    federation,
    verifier,
    config,
    operationLimits,
    documents,
    clock,
    tracer,
    log,
    readForwarded,
    limits,
    admit,
    seen,
    readContext: contextOf,
    recordOf: (request) => records.of(request),
    onEvent: ({ session }) => responses.forget(session),
  })
  seen.watchClients(() => subscriptions.clients())
  app.addHook('preClose', (done) => {
    subscriptions.stop()
    done()
  })
  const answer = async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    const body = await subscriptions.streams.serve(request, reply, () =>
      responses.answerFromCache(request, reply, {
        context: () => contextOf(request, reply),
        carryOut: async () =>
          (await answerKnown(request, reply)) ?? handler.call(app, request as never, reply as never),
      }),
    )
    documents.answered(request, records.of(request))
    return body
  }
  const preHandler = [
    refuseLongDocuments(operationLimits, records),
    (request: FastifyRequest) => documents.spellOut(request),
  ]
  app.post('/graphql', { preHandler }, answer)
  await addGraphiql(app, { folder: overrides.graphiqlFolder, otherwise: answer })
  const readiness = createReadiness(openSessions ? [] : roles)
  addHealthRoutes(app, 'gateway', async () => ({ ...(await readiness()) }))
  // An open gateway has other subgraphs, of which our pages know nothing.
  if (!openSessions) await addCustomerPages(app, { folder: overrides.pagesFolder })

  const reloads = createSupergraphReloads({
    supergraphSdl,
    read: () => readSupergraph(config.SUPERGRAPH_FILE),
    build: (sdl, check) =>
      federation.replaceSupergraph(sdl, (schema) => {
        check(schema)
        warm(schema)
      }),
    brokenOperations: overrides.brokenOperations ?? documents.brokenBy,
    onReplaced: () => subscriptions.replan(),
    observer: createSupergraphMetrics(metrics),
    log,
    clock,
  })
  const stopReloading = overrides.isWorker ? () => undefined : reloadWhenTold(config, reloads)
  if (tracer === idleTracer) {
    answerAtTheDoor(app, {
      ...{ responses, calls, federation, readForwarded, limits, records, verifier, warmUp, log, metrics: seen },
      sessionNow: openSessions ?? sessionNowOf(verifier),
      allowedOrigins: config.ALLOWED_ORIGINS,
      isDraining: () => isDraining(app),
    })
  }
  const metricsListener = await serveMetrics(metrics, { host: config.METRICS_HOST, port: config.METRICS_PORT })
  const role = await listen(app, config, async () => {
    stopReloading()
    await apollo.stop()
    await warmUp.stop()
    documents.stop()
    await verifier.stop()
    await responses.stop()
    limits.stop()
    await federation.close()
    await metricsListener.stop()
    await tracer.stop()
  })
  return {
    ...role,
    metricsPort: metricsListener.port,
    replaceSupergraph: (sdl) => ['replaced', 'unchanged'].includes(reloads.replace(sdl)),
  }
}
