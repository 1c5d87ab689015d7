import { type FastifyInstance } from 'fastify'
import { type ReportTarget } from '../../../kos/client/health/kosReporter.js'
import { type Logger } from '../../../platform/logging/logger.js'
import { type Clock } from '../../../platform/time/clock.js'
import { type BillingDatabase } from '../database.js'
import { addKosClientRoute } from './addKosClientRoute.js'
import { createBreakerFollower } from './breakerFollower.js'
import { createKosHealthStore } from './kosHealthStore.js'

const purgeEveryMs = 3_600_000

/** What billing knows of the way to KOS of every process, its own included, which reports without a detour. */
export function openKosHealth({ database, clock, log }: { database: BillingDatabase; clock: Clock; log: Logger }) {
  const store = createKosHealthStore(database)
  const breakers = createBreakerFollower({ store, log })
  const target: ReportTarget = {
    send: (copy, report) => store.take(copy, report, clock()),
    close: () => Promise.resolve(),
  }
  let purging = Promise.resolve()
  const purge = () => {
    purging = store
      .purge(clock())
      .catch((error: unknown) => log.warn({ err: error }, 'what is old of the way to KOS could not be deleted'))
  }
  const timer = setInterval(purge, purgeEveryMs).unref()
  purge()
  return {
    target,
    forRequests: { kosHealth: store, breakers },
    addRoutes: (scope: FastifyInstance) => addKosClientRoute(scope, { store, clock }),
    async stop() {
      clearInterval(timer)
      breakers.stop()
      await purging
    },
  }
}
