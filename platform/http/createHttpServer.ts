import cookie from '@fastify/cookie'
import { fastify, type FastifyInstance } from 'fastify'
import { followTraces, traceRequests } from '../telemetry/followTraces.js'
import { idleTracer, type Tracer } from '../telemetry/tracer.js'
import { closeConnectionsWhileDraining, drainFor, endDraining, isDraining } from './draining.js'
import { type RunningRole } from './runningRole.js'

/** How long `stop` waits for requests in flight before it cuts them. */
const finishWithinMs = 10_000

export interface HttpServerOptions {
  /** Bytes. */
  bodyLimit: number
  /** Absent: requests have no spans. */
  tracer?: Tracer
  /**
   * Whether `currentTrace()` tells the trace of the request at hand; so it does unless told otherwise. Following a request
   * through its promises costs a busy role about a tenth of its time.
   */
  followsTraces?: boolean
}

/** A Fastify instance with the bounds that every role wants. */
export async function createHttpServer({
  bodyLimit,
  tracer = idleTracer,
  followsTraces = true,
}: HttpServerOptions): Promise<FastifyInstance> {
  const app = fastify({
    logger: false,
    bodyLimit,
    // A client that does not finish its request within this time is cut off.
    requestTimeout: 15_000,
    keepAliveTimeout: 72_000,
    forceCloseConnections: 'idle',
    // What arrives on a connection that is open is carried out: whoever sent it cannot know that we stop.
    return503OnClosing: false,
    exposeHeadRoutes: false,
  })
  traceRequests(app, tracer)
  if (followsTraces) followTraces(app, tracer)
  closeConnectionsWhileDraining(app)
  await app.register(cookie)
  return app
}

/** Adds `/healthz` (the process lives) and `/readyz` (200 once `ready` says so, and until the role is about to stop). */
export function addHealthRoutes(
  app: FastifyInstance,
  role: string,
  ready: () => Promise<{ ready: boolean; [detail: string]: unknown }>,
): void {
  app.get('/healthz', () => ({ status: 'ok', role }))
  app.get('/readyz', async (_request, reply) => {
    if (isDraining(app)) return reply.code(503).send({ role, ready: false, stopping: true })
    const state = await ready().catch(() => ({ ready: false }))
    return reply.code(state.ready ? 200 : 503).send({ role, ...state })
  })
}

/** Connections that may wait to be accepted; Node's 511 lose some of a thousand phones that come back at once. */
const backlog = 4_096

/**
 * Listens and gives back the handle by which the role is stopped.
 *
 * @throws the system's error when the port is taken; the launcher makes a sentence of it.
 */
export async function listen(
  app: FastifyInstance,
  config: { HOST: string; PORT: number; DRAIN_MS: number },
  onStop: () => Promise<void>,
): Promise<RunningRole> {
  await app.listen({ host: config.HOST, port: config.PORT, backlog })
  const address = app.server.address()
  if (address === null || typeof address === 'string') throw new Error('the server listens on no port')
  let stopping: Promise<void> | undefined
  let draining: Promise<void> | undefined
  return {
    url: `http://${config.HOST === '0.0.0.0' ? '127.0.0.1' : config.HOST}:${address.port}`,
    port: address.port,
    drain: () => (draining ??= drainFor(app, config.DRAIN_MS)),
    stop() {
      endDraining(app)
      stopping ??= closeWithin(app, finishWithinMs).then(onStop)
      return stopping
    },
  }
}

async function closeWithin(app: FastifyInstance, ms: number): Promise<void> {
  const cut = setTimeout(() => app.server.closeAllConnections(), ms)
  try {
    await app.close()
  } finally {
    clearTimeout(cut)
  }
}
