import { randomUUID } from 'node:crypto'
import { createKosOrder, type KosClient } from '../kos/client/createKosOrder.js'
import { createBillingTarget } from '../kos/client/health/billingTarget.js'
import { watchKos } from '../kos/client/health/watchKos.js'
import { addHealthRoutes, createHttpServer, listen } from '../platform/http/createHttpServer.js'
import { type RunningRole } from '../platform/http/runningRole.js'
import { createLogger, type Logger } from '../platform/logging/logger.js'
import { addMetricsRoute, createMetrics } from '../platform/telemetry/metrics.js'
import { openTracer } from '../platform/telemetry/tracer.js'
import { type Clock, systemClock } from '../platform/time/clock.js'
import { createBillingPort } from './billing/tellBilling.js'
import { type SagaConfig } from './config.js'
import { databaseAnswers, openProductDatabase } from './database.js'
import { createProductChangeWorker } from './productChange/createProductChangeWorker.js'

export { type SagaConfig, sagaConfigSchema } from './config.js'

/** What a test may put in the place of the real part. */
export interface SagaOverrides {
  clock?: Clock
  log?: Logger
  kos?: KosClient
}

/** It is asked how it is and what it counts, and nothing else. */
const bodyLimit = 1024

/** Starts the saga role: carries product changes out. Any number of copies may run on one database. */
export async function startSaga(config: SagaConfig, overrides: SagaOverrides = {}): Promise<RunningRole> {
  const { clock = systemClock } = overrides
  const log = overrides.log ?? createLogger({ role: 'saga', level: config.LOG_LEVEL })
  const tracer = await openTracer('saga', config, log)
  const database = openProductDatabase(config.DATABASE_URL)
  const { BILLING_URL: billingUrl, BLIND_INDEX_KEY: blindIndexKey } = config
  const billing = createBillingPort({ billingUrl, blindIndexKey, log })
  const metrics = createMetrics('saga')
  const target = createBillingTarget({ billingUrl, blindIndexKey })
  const watch = watchKos({ role: 'SAGA', metrics, target, clock, log })
  const kos =
    overrides.kos ??
    createKosOrder({
      kosUrl: config.KOS_URL,
      serviceName: 'MVNO-PRODUCT-SERVICE',
      readTimeoutMs: config.KOS_READ_TIMEOUT_MS,
      writeTimeoutMs: config.KOS_WRITE_TIMEOUT_MS,
      clock,
      log,
      observer: watch.observer,
    })
  watch.begin(kos)
  const worker = createProductChangeWorker({
    ...{ config, database, kos, billing, clock, tracer, log },
    newId: randomUUID,
    random: Math.random,
  })
  const stop = async () => {
    // The worker first: what it has begun still needs all the others.
    await worker.stop()
    await watch.stop()
    await Promise.all([kos.close(), billing.close(), database.$disconnect()])
    await tracer.stop()
  }
  try {
    const app = await createHttpServer({ bodyLimit, tracer })
    addHealthRoutes(app, 'saga', async () => ({ ready: await databaseAnswers(database) }))
    addMetricsRoute(app, metrics)
    await worker.start()
    return await listen(app, config, stop)
  } catch (error) {
    await stop()
    throw error
  }
}
