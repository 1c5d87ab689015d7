import { type KosClient } from '../../kos/client/createKosOrder.js'
import { type Logger } from '../../platform/logging/logger.js'
import { createLineIds } from '../../platform/privacy/lineIds.js'
import { type Tracer } from '../../platform/telemetry/tracer.js'
import { type Clock } from '../../platform/time/clock.js'
import { type BillingPort } from '../billing/tellBilling.js'
import { type SagaConfig } from '../config.js'
import { type ProductDatabase } from '../database.js'
import { announcing } from './changeFeed/announcing.js'
import { openChangeAnnouncer } from './changeFeed/changeTransport.js'
import { definitions } from './definitions.js'
import { defaultPolicy, type SagaPolicy } from './domain/policy.js'
import { createChangeEventStore } from './eventStore/changeEventStore.js'
import { createSagaStore } from './eventStore/sagaStore.js'
import { createChangeReadStore } from './readSide/changeReadStore.js'
import { type AdvanceParts, advanceChange } from './worker/advanceChange.js'
import { createChangeRunner } from './worker/changeRunner.js'
import { startJobQueue } from './worker/jobQueue.js'
import { createOrderGate } from './worker/orderGate.js'

export interface WorkerParts {
  config: SagaConfig
  database: ProductDatabase
  kos: KosClient
  billing: BillingPort
  clock: Clock
  tracer: Tracer
  log: Logger
  newId: () => string
  random: () => number
  /** What differs from `defaultPolicy`. */
  policy?: Partial<SagaPolicy>
}

/** One copy of the saga: carries out changes, whichever copy began them. */
export interface ProductChangeWorker {
  start(): Promise<void>
  /** Ends after the actions under way; what is unfinished belongs to the other copies at once. */
  stop(): Promise<void>
}

/** Wires the real parts. Jobs wake it; the sweep finds what no job woke, such as the changes of a copy that was killed. */
export function createProductChangeWorker(parts: WorkerParts): ProductChangeWorker {
  const { config, database, kos, billing, clock, tracer, log, random } = parts
  const known = Object.keys(definitions).map(Number)
  const announcer = openChangeAnnouncer({ redisUrl: config.REDIS_URL, log })
  const advance: AdvanceParts = {
    events: announcing(createChangeEventStore(database), announcer),
    sagas: createSagaStore(database, { leaseMs: config.SAGA_LEASE_MS, definitions: known }),
    changes: createChangeReadStore(database),
    ...{ kos, billing, clock, random, tracer, log },
    lineIds: createLineIds(config.LINE_ID_KEYS),
    policy: { ...defaultPolicy, maxProcessingMs: config.KOS_MAX_PROCESSING_MS, ...parts.policy },
    gate: createOrderGate(kos),
    leaseMs: config.SAGA_LEASE_MS,
    worker: `${process.pid}-${parts.newId().slice(0, 8)}`,
  }
  const runner = createChangeRunner({
    advance: (changeId, stopping) => advanceChange(advance, changeId, stopping),
    due: (limit) => advance.sagas.due(clock(), limit),
    concurrency: config.SAGA_CONCURRENCY,
    sweepEveryMs: config.SAGA_SWEEP_MS,
    log,
  })
  let stopQueue: (() => Promise<void>) | undefined
  let stopping: Promise<void> | undefined
  const stop = async () => {
    const ended = runner.stop()
    await stopQueue?.()
    await ended
    await announcer.stop()
  }
  return {
    async start() {
      stopQueue = await startJobQueue({
        databaseUrl: config.DATABASE_URL,
        concurrency: config.SAGA_CONCURRENCY,
        wake: (changeId) => runner.run(changeId),
        log,
      })
      runner.startSweeping()
    },
    stop: () => (stopping ??= stop()),
  }
}
