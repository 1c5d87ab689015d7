import { randomUUID } from 'node:crypto'
import { createKosOrder } from '../../../kos/client/createKosOrder.js'
import { createLogger } from '../../../platform/logging/logger.js'
import { type Clock } from '../../../platform/time/clock.js'
import { sagaConfigSchema } from '../../../saga/config.js'
import { openProductDatabase } from '../../../saga/database.js'
import { createProductChangeWorker } from '../../../saga/productChange/createProductChangeWorker.js'
import { testKeys } from '../../../testing/keys.js'
import { idleTracer } from '../../../platform/telemetry/tracer.js'

/** A saga worker as it really runs, beside a product role; billing always listens. */
export async function startTestWorker(place: { databaseUrl: string; kosUrl: string; clock: Clock }) {
  const { databaseUrl, kosUrl, clock } = place
  const log = createLogger({ role: 'saga', level: 'silent' })
  const config = sagaConfigSchema.parse({
    ...testKeys,
    PORT: '0',
    DATABASE_URL: databaseUrl,
    KOS_URL: kosUrl,
    BILLING_URL: 'http://127.0.0.1:9',
    SAGA_SWEEP_MS: '200',
    KOS_MAX_PROCESSING_MS: '500',
  })
  const database = openProductDatabase(databaseUrl)
  const kos = createKosOrder({
    kosUrl,
    serviceName: 'MVNO-PRODUCT-SERVICE',
    readTimeoutMs: config.KOS_READ_TIMEOUT_MS,
    writeTimeoutMs: config.KOS_WRITE_TIMEOUT_MS,
    clock,
    log,
  })
  const billing = { tellLineVersion: () => Promise.resolve(true), close: () => Promise.resolve() }
  const parts = {
    config,
    database,
    kos,
    billing,
    clock,
    log,
    newId: randomUUID,
    random: Math.random,
    tracer: idleTracer,
  }
  const worker = createProductChangeWorker(parts)
  await worker.start()
  return {
    async stop() {
      await worker.stop()
      await Promise.all([kos.close(), database.$disconnect()])
    },
  }
}
