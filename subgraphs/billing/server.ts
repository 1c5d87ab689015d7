import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { type KosClient } from '../../kos/client/createKosOrder.js'
import { watchKos } from '../../kos/client/health/watchKos.js'
import { openKosClient } from '../../kos/client/openKosClient.js'
import { startSubgraph } from '../../platform/graphql/startSubgraph.js'
import { addInternalRoutes } from '../../platform/http/internalRoutes.js'
import { addWarmUpRoute } from '../../platform/http/warmUpRoute.js'
import { createInternalSignature } from '../../platform/http/internalSignature.js'
import { type RunningRole } from '../../platform/http/runningRole.js'
import { createIdentityVerifier } from '../../platform/identity/identityVerifier.js'
import { createLogger, type Logger } from '../../platform/logging/logger.js'
import { createFieldCipher } from '../../platform/privacy/fieldCipher.js'
import { createLineIds } from '../../platform/privacy/lineIds.js'
import { createMetrics } from '../../platform/telemetry/metrics.js'
import { type Clock, systemClock } from '../../platform/time/clock.js'
import { startUpkeep } from '../../platform/upkeep/startUpkeep.js'
import { createBillDesk } from './billInquiry/billDesk.js'
import { repeatable } from './billInquiry/repeatable.js'
import { type BillingConfig } from './config.js'
import { type Context } from './context.js'
import { databaseAnswers, openBillingDatabase } from './database.js'
import { historyMetrics } from './inquiryHistory/historyMetrics.js'
import { historyUpkeep } from './inquiryHistory/historyUpkeep.js'
import { createInquiryHistoryStore } from './inquiryHistory/inquiryHistoryStore.js'
import { createNoHistory } from './inquiryHistory/noHistory.js'
import { openKosHealth } from './kosHealth/openKosHealth.js'
import { addLineVersionRoute } from './lineVersion/addLineVersionRoute.js'
import { createLineVersionStore } from './lineVersion/lineVersionStore.js'
import { resolvers } from './resolvers.js'
import { whatWillBeAsked } from './warmUp/whatWillBeAsked.js'

export { type BillingConfig, billingConfigSchema } from './config.js'

/** What a test may put in the place of the real part. */
export interface BillingOverrides {
  clock?: Clock
  log?: Logger
  kos?: KosClient
  newId?: () => string
}

const typeDefs = readFileSync(new URL('./schema.graphql', import.meta.url), 'utf8')

/** Starts the billing role: bill menu, inquiry, comparison, and their history. */
export async function startBilling(config: BillingConfig, overrides: BillingOverrides = {}): Promise<RunningRole> {
  const { clock = systemClock, newId = randomUUID } = overrides
  const log = overrides.log ?? createLogger({ role: 'billing', level: config.LOG_LEVEL })
  const database = openBillingDatabase(config.DATABASE_URL)
  const cipher = createFieldCipher({ keys: config.FIELD_KEYS, blindIndexKey: config.BLIND_INDEX_KEY })
  const metrics = createMetrics('billing')
  const batches = historyMetrics(metrics)
  const health = openKosHealth({ database, clock, log })
  const watch = watchKos({
    ...{ role: 'BILLING', metrics, clock, log, target: health.target },
    historyBatches: () => batches.recent(),
  })
  const recorded = config.INQUIRY_HISTORY === 'on'
  const history = recorded
    ? createInquiryHistoryStore({
        ...{ database, databaseUrl: config.DATABASE_URL, cipher, log },
        onBatch: (rows) => batches.onBatch(rows),
      })
    : createNoHistory()
  const versions = createLineVersionStore(database)
  const kos =
    overrides.kos ??
    openKosClient({
      ...{ config, cipher, clock, log },
      serviceName: 'MVNO-BILL-INQUIRY',
      versionsOf: (lineKeys) => versions.current(lineKeys),
      observer: watch.observer,
    })
  watch.begin(kos)
  const lineIds = createLineIds(config.LINE_ID_KEYS)
  const upkeep = startUpkeep(recorded ? [historyUpkeep({ databaseUrl: config.DATABASE_URL, clock, log })] : [], log)
  await upkeep.begun

  const verifier = createIdentityVerifier({
    authUrl: config.AUTH_URL,
    redisUrl: config.REDIS_URL,
    issuer: config.TOKEN_ISSUER,
    audience: config.TOKEN_AUDIENCE,
    clock,
    log,
  })
  return startSubgraph<Context>({
    name: 'billing',
    typeDefs,
    resolvers,
    config,
    log,
    clock,
    verifier,
    metrics,
    extendContext(context) {
      const order = kos.forRequest(context.trace, context.identity?.customerId, context.keepAtMost)
      const desk = createBillDesk({ kos: order, history, trace: context.trace, clock, newId })
      const bills = repeatable(desk, { seconds: config.INQUIRY_REPEAT_SECONDS, keepAtMost: context.keepAtMost })
      return { ...context, kos: order, lineIds, history, bills, ...health.forRequests }
    },
    ready: () => databaseAnswers(database),
    routes(app) {
      addInternalRoutes(app, {
        signature: createInternalSignature(config.BLIND_INDEX_KEY),
        log,
        routes(scope) {
          addLineVersionRoute(scope, { versions, clock })
          health.addRoutes(scope)
        },
      })
      addWarmUpRoute(app, {
        verifier,
        begin: (identity, trace) => kos.warmUp.begin({ trace, ...identity }, whatWillBeAsked(identity, lineIds)),
      })
    },
    async onStop() {
      await watch.stop()
      await health.stop()
      await kos.close()
      await upkeep.stop()
      await history.stop()
      await database.$disconnect()
    },
  })
}
