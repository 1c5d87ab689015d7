import { setMaxListeners } from 'node:events'
import { fastify, type FastifyInstance } from 'fastify'
import { pino, type Logger } from 'pino'
import { z } from 'zod'
import { addAdminRoutes } from './admin/adminRoutes.js'
import { createSettingsStore } from './admin/settingsStore.js'
import { addCalls } from './calls/callStore.js'
import { createCallCounter } from './calls/callCounter.js'
import { type SimulatorConfig } from './config.js'
import { openDatabase, type Database } from './database.js'
import { createFaultSwitches } from './faults/faultSwitches.js'
import { type Operation } from './faults/faults.js'
import { addKosRoutes, type KosContext } from './kosRoutes.js'
import { createDelayedOrders } from './orders/delayedOrders.js'
import { touchedLines } from './orders/ledgerStore.js'
import { createPopulation } from './population/population.js'
import { populationKeyOf } from './population/populationStore.js'
import { dateOf } from './seoulTime.js'
import { envelope, refuse, traceIdOf, type ResultCode } from './wire/envelope.js'
import { MalformedRequest } from './wire/requests.js'

export { simulatorConfigSchema, type SimulatorConfig } from './config.js'

/** A simulator that serves. */
export interface RunningSimulator {
  url: string
  port: number
  /** Ends waits and held answers at once, lets the rest finish, then closes the database. Safe to call twice. */
  stop(): Promise<void>
}

/** How long `stop` waits for answers in flight before it cuts them. */
const drainMs = 2_000
const bodyLimitBytes = 64 * 1024

/** Starts the simulator on its migrated database; what it was when it last stopped, it is again. */
export async function startSimulator(
  config: SimulatorConfig,
  overrides: { clock?: () => Date; log?: Logger } = {},
): Promise<RunningSimulator> {
  const clock = overrides.clock ?? (() => new Date())
  const log = overrides.log ?? pino({ level: config.LOG_LEVEL, base: { role: 'simulator' } })
  const database = openDatabase(config.DATABASE_URL)
  const failed = (error: unknown) => log.error({ err: error }, 'a write in the background failed')
  const stopping = new AbortController()
  // Every call that waits listens to it: a thousand are no leak.
  setMaxListeners(0, stopping.signal)
  try {
    const population = createPopulation(await populationKeyOf(database, config.SIMULATOR_SEED, dateOf(clock())))
    const context: KosContext = {
      database,
      population,
      clock,
      stopping: stopping.signal,
      settings: await createSettingsStore(database),
      switches: await createFaultSwitches(database, population.key.seed),
      calls: createCallCounter((counts) => addCalls(database, counts), failed),
      touched: await touchedLines(database),
      delayed: await createDelayedOrders({ database, population, clock, failed }),
    }
    const app = createApp(context, log)
    const stop = async () => {
      stopping.abort()
      await closeWithin(app, drainMs)
      await context.delayed.stop()
      await context.calls.stop()
      await database.$disconnect()
    }
    await app.listen({ host: config.HOST, port: config.PORT }).catch(async (error: unknown) => {
      await stop()
      throw error
    })
    return running(app, config, stop)
  } catch (error) {
    await database.$disconnect()
    throw error
  }
}

function createApp(context: KosContext, log: Logger): FastifyInstance {
  const { clock, database } = context
  const app = fastify({
    logger: false,
    bodyLimit: bodyLimitBytes,
    requestTimeout: 15_000,
    forceCloseConnections: 'idle',
    exposeHeadRoutes: false,
  })
  // A body is JSON or unreadable.
  app.removeContentTypeParser('text/plain')
  app.get('/healthz', () => ({ status: 'ok' }))
  app.get('/readyz', async (_request, reply) => reply.code((await answers(database)) ? 200 : 503).send({}))
  addKosRoutes(app, context)
  addAdminRoutes(app, context)
  app.setNotFoundHandler((request, reply) =>
    reply.code(404).send(envelope(refuse('9006'), clock(), traceIdOf(request.headers))),
  )
  app.setErrorHandler((error, request, reply) => {
    if (error instanceof z.ZodError) return reply.code(400).send({ message: z.prettifyError(error) })
    const { operation } = request.routeOptions.config as { operation?: Operation }
    const refusal = refusalOf(error)
    if (refusal === '9999') log.error({ err: error, operation }, 'the request failed')
    // A body that could not be read never reached the operation, where calls are counted.
    else if (operation && !(error instanceof MalformedRequest)) context.calls.count(operation, refusal)
    return reply
      .code(refusal === '9999' ? 200 : 400)
      .send(envelope(refuse(refusal), clock(), traceIdOf(request.headers)))
  })
  return app
}

const answers = (database: Database): Promise<boolean> =>
  database.$queryRaw`SELECT 1`.then(
    () => true,
    () => false,
  )

/** What KOS says of an error: of a body that Fastify could not read, 9003; of one that is too long, 9001. */
function refusalOf(error: unknown): Exclude<ResultCode, '0000'> {
  if (error instanceof MalformedRequest) return error.resultCode
  const status = typeof error === 'object' && error !== null && 'statusCode' in error ? error.statusCode : undefined
  if (typeof status !== 'number' || status >= 500) return '9999'
  return status === 413 ? '9001' : '9003'
}

function running(app: FastifyInstance, config: SimulatorConfig, stop: () => Promise<void>): RunningSimulator {
  const address = app.server.address()
  if (address === null || typeof address === 'string') throw new Error('the server listens on no port')
  const host = config.HOST === '0.0.0.0' ? '127.0.0.1' : config.HOST
  let stopped: Promise<void> | undefined
  return {
    url: `http://${host}:${address.port}`,
    port: address.port,
    stop: () => (stopped ??= stop()),
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
