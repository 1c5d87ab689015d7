import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { type KosClient } from '../../kos/client/createKosOrder.js'
import { createBillingTarget } from '../../kos/client/health/billingTarget.js'
import { watchKos } from '../../kos/client/health/watchKos.js'
import { openKosClient } from '../../kos/client/openKosClient.js'
import { settlingMs } from '../../kos/client/policy.js'
import { startSubgraph } from '../../platform/graphql/startSubgraph.js'
import { addWarmUpRoute } from '../../platform/http/warmUpRoute.js'
import { type RunningRole } from '../../platform/http/runningRole.js'
import { createIdentityVerifier } from '../../platform/identity/identityVerifier.js'
import { createLogger, type Logger } from '../../platform/logging/logger.js'
import { createFieldCipher } from '../../platform/privacy/fieldCipher.js'
import { createLineIds } from '../../platform/privacy/lineIds.js'
import { createMetrics } from '../../platform/telemetry/metrics.js'
import { type Clock, systemClock } from '../../platform/time/clock.js'
import { createCatalogue } from './catalogue/catalogue.js'
import { addChangedLinesRoute } from './changedLines/addChangedLinesRoute.js'
import { type ProductConfig } from './config.js'
import { type Context } from './context.js'
import { databaseAnswers, openProductDatabase } from '../../saga/database.js'
import { announcing } from '../../saga/productChange/changeFeed/announcing.js'
import { createChangeFeed } from '../../saga/productChange/changeFeed/changeFeed.js'
import { createChangeTransport, openChangeAnnouncer } from '../../saga/productChange/changeFeed/changeTransport.js'
import { createChangeEventStore } from '../../saga/productChange/eventStore/changeEventStore.js'
import { createChangeLog } from '../../saga/productChange/eventStore/changeLog.js'
import { createChangedLineStore } from '../../saga/productChange/readSide/changedLineStore.js'
import { createChangeReadStore } from '../../saga/productChange/readSide/changeReadStore.js'
import { createChangeFollower } from './productChange/changeFollower.js'
import { type ChangeStep } from './productChange/liveChange.js'
import { createChangeHistory } from './productChange/changeHistory.js'
import { createQuoteStore } from './quote/quoteStore.js'
import { resolvers } from './resolvers.js'
import { whatWillBeAsked } from './warmUp/whatWillBeAsked.js'

export { type ProductConfig, productConfigSchema } from './config.js'

/** What a test may put in the place of the real part. */
export interface ProductOverrides {
  clock?: Clock
  log?: Logger
  kos?: KosClient
  newId?: () => string
}

const typeDefs = readFileSync(new URL('./schema.graphql', import.meta.url), 'utf8')

/** Starts the product role: catalogue, the line's plan, candidates, and quotes of a change. */
export async function startProduct(config: ProductConfig, overrides: ProductOverrides = {}): Promise<RunningRole> {
  const { clock = systemClock, newId = randomUUID } = overrides
  const log = overrides.log ?? createLogger({ role: 'product', level: config.LOG_LEVEL })
  const database = openProductDatabase(config.DATABASE_URL)
  const cipher = createFieldCipher({ keys: config.FIELD_KEYS, blindIndexKey: config.BLIND_INDEX_KEY })
  const lineIds = createLineIds(config.LINE_ID_KEYS)
  const changes = createChangeReadStore(database)
  const metrics = createMetrics('product')
  const { BILLING_URL: billingUrl, BLIND_INDEX_KEY: blindIndexKey } = config
  const watch = watchKos({
    ...{ role: 'PRODUCT', metrics, clock, log },
    target: billingUrl === undefined ? null : createBillingTarget({ billingUrl, blindIndexKey }),
  })
  const kos =
    overrides.kos ??
    openKosClient({
      ...{ config, cipher, clock, log },
      serviceName: 'MVNO-PRODUCT-SERVICE',
      versionsOf: (lineKeys) => changes.settledVersions(lineKeys, new Date(clock().getTime() - settlingMs)),
      observer: watch.observer,
    })
  watch.begin(kos)
  const announcer = openChangeAnnouncer({ redisUrl: config.REDIS_URL, log })
  const events = announcing(createChangeEventStore(database), announcer)
  const feed = createChangeFeed({
    transport: createChangeTransport({ databaseUrl: config.DATABASE_URL, redisUrl: config.REDIS_URL, log }),
    eventLog: createChangeLog(database),
    log,
  })
  const follower = createChangeFollower({ events, feed, log })
  const quotes = createQuoteStore(database)

  const verifier = createIdentityVerifier({
    authUrl: config.AUTH_URL,
    redisUrl: config.REDIS_URL,
    issuer: config.TOKEN_ISSUER,
    audience: config.TOKEN_AUDIENCE,
    clock,
    log,
  })
  const role = await startSubgraph<Context>({
    name: 'product',
    typeDefs,
    resolvers,
    config,
    log,
    clock,
    verifier,
    routes(app) {
      addWarmUpRoute(app, {
        verifier,
        begin: (identity, trace) => kos.warmUp.begin({ trace, ...identity }, whatWillBeAsked(identity, lineIds)),
      })
      addChangedLinesRoute(app, { lines: createChangedLineStore(database), lineIds, log })
    },
    metrics,
    extendContext(context) {
      const customerId = context.identity?.customerId
      const order = kos.forRequest(context.trace, customerId, context.keepAtMost)
      const parts = { lineIds, cipher, changes, events, follower, quotes, newId, clock }
      const perRequest = {
        kos: order,
        kosForDecisions: kos.forDecision(context.trace, customerId),
        catalogue: createCatalogue(order),
        history: createChangeHistory(events),
      }
      return { ...context, ...parts, ...perRequest }
    },
    ready: () => databaseAnswers(database),
    causeOf: (event) => (event as ChangeStep).cause,
    async onStop() {
      follower.stop()
      await feed.stop()
      await announcer.stop()
      await watch.stop()
      await kos.close()
      await database.$disconnect()
    },
  })
  feed.start()
  return role
}
