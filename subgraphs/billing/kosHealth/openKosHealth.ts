import { type FastifyInstance } from 'fastify'
import { type ReportTarget } from '../../../kos/client/health/kosReporter.js'
import { type Logger } from '../../../platform/logging/logger.js'
import { type Clock } from '../../../platform/time/clock.js'
import { type BillingDatabase } from '../database.js'
import { addKosClientRoute } from './addKosClientRoute.js'
import { createBreakerFollower } from './breakerFollower.js'
import { createKosHealthStore, type KosHealthStore } from './kosHealthStore.js'
import { createKosMinuteStore } from './kosMinuteStore.js'

const purgeEveryMs = 3_600_000

/** What billing knows of the way to KOS of every process, its own included, which reports without a detour. */
export function openKosHealth({ database, clock, log }: { database: BillingDatabase; clock: Clock; log: Logger }) {
  const store = createKosHealthStore(database)
  const minutes = createKosMinuteStore(database)
  const take: KosHealthStore['take'] = async (copy, report, heardAt) => {
    await store.take(copy, report, heardAt)
    await minutes.take(copy, report, heardAt)
  }
  const breakers = createBreakerFollower({ store, log })
  const target: ReportTarget = {
    send: (copy, report) => take(copy, report, clock()),
    close: () => Promise.resolve(),
  }
  let purging = Promise.resolve()
  const purge = () => {
    purging = Promise.all([store.purge(clock()), minutes.purge(clock())])
      .then(() => undefined)
      .catch((error: unknown) => log.warn({ err: error }, 'what is old of the way to KOS could not be deleted'))
  }
  const timer = setInterval(purge, purgeEveryMs).unref()
  purge()
  return {
    target,
    forRequests: { kosHealth: store, kosMinutes: minutes, breakers },
    addRoutes: (scope: FastifyInstance) => addKosClientRoute(scope, { store: { take }, clock }),
    async stop() {
      clearInterval(timer)
      breakers.stop()
      await purging
    },
  }
}
