import { Logger as QueueLogger, run } from 'graphile-worker'
import { openPool } from '../../../platform/database/openPool.js'
import { type Logger } from '../../../platform/logging/logger.js'
import { advanceTask } from '../eventStore/changeEventStore.js'

/** graphile-worker polls for jobs whose time has come; those for now are announced to it. */
const pollEveryMs = 1_000

/**
 * Listens for the jobs that wake product changes. The job says only which change to look at: its row says what is to be
 * done, and by whom. Returns how to stop.
 */
export async function startJobQueue(options: {
  databaseUrl: string
  concurrency: number
  wake: (changeId: string) => Promise<void>
  log: Logger
}): Promise<() => Promise<void>> {
  const { concurrency, wake, log } = options
  const pool = openPool(options.databaseUrl, { max: 6, log })
  const runner = await run({
    pgPool: pool,
    concurrency,
    pollInterval: pollEveryMs,
    noHandleSignals: true,
    // A pool of our own: nothing is read from files or from the environment.
    preset: {},
    logger: new QueueLogger(() => (level, message) => {
      if (String(level) === 'error') log.warn({ queue: message }, 'the job queue reports an error')
    }),
    taskList: {
      [advanceTask]: async (payload) => {
        const { id } = payload as { id: string }
        await wake(id)
      },
    },
  })
  runner.promise.catch((error: unknown) => log.error({ err: error }, 'the job queue ended'))
  return async () => {
    await runner.stop()
    await pool.end()
  }
}
