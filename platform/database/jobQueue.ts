import { Client, Pool } from 'pg'
import { type DatabaseName } from './databases.js'

/** Databases whose services hand each other work through graphile-worker's queue, in the schema `graphile_worker`. */
export const databasesWithJobQueue: readonly DatabaseName[] = ['product']

/** Of the advisory lock under which the queue is installed; any number that nothing else in these databases takes. */
const installationLock = 7_061_001

/**
 * Brings the job queue's own tables up to what the installed graphile-worker wants. Part of migrating, not of starting a
 * worker: jobs are added inside the transactions of a service that may run before any worker does. A queue that is up to
 * date is recognised without loading graphile-worker.
 */
export async function installJobQueue(databaseUrl: string): Promise<void> {
  const { migrations } = await import('graphile-worker/dist/generated/sql.js')
  const newest = Math.max(...Object.keys(migrations).map((file) => parseInt(file, 10)))
  const deadlines = { connectionTimeoutMillis: 10_000, query_timeout: 60_000 }
  const client = new Client({ connectionString: databaseUrl, ...deadlines })
  await client.connect()
  try {
    if ((await installedVersion(client)) >= newest) return
    // graphile-worker itself fails when two install it at once. The lock ends with the connection.
    await client.query('SELECT pg_advisory_lock($1)', [installationLock])
    await runOwnMigrations(new Pool({ connectionString: databaseUrl, max: 1, ...deadlines }))
  } finally {
    await client.end()
  }
}

async function runOwnMigrations(pgPool: Pool): Promise<void> {
  const { Logger, runMigrations } = await import('graphile-worker')
  try {
    await runMigrations({ pgPool, logger: new Logger(() => () => undefined) })
  } finally {
    await pgPool.end()
  }
}

/** The number of the newest migration of the queue that was applied; 0 where there is no queue. */
async function installedVersion(client: Client): Promise<number> {
  const { rows: tables } = await client.query<{ found: string | null }>(
    `SELECT to_regclass('graphile_worker.migrations') AS found`,
  )
  if (!tables[0]?.found) return 0
  const { rows } = await client.query<{ newest: number | null }>(
    'SELECT max(id) AS newest FROM graphile_worker.migrations',
  )
  return rows[0]?.newest ?? 0
}
