import { Logger, run, runMigrations } from 'graphile-worker'
import { Client, Pool } from 'pg'

/** A PostgreSQL schema of its own, so that no worker of the program takes these jobs. */
const schema = 'bench_worker'
const quiet = new Logger(() => () => undefined)

/** Jobs a second that graphile-worker does when they do nothing, on a database that is used for nothing else meanwhile. */
export async function bareJobRate(databaseUrl: string, jobs: number): Promise<number> {
  const pool = new Pool({ connectionString: databaseUrl, max: 10 })
  const client = new Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    await runMigrations({ pgPool: pool, schema, logger: quiet })
    await client.query(`SELECT ${schema}.add_job('nothing') FROM generate_series(1, ${jobs})`)
    let left = jobs
    let done: () => void = () => undefined
    const finished = new Promise<void>((resolve) => (done = resolve))
    const began = performance.now()
    const runner = await run({
      ...{ pgPool: pool, schema, logger: quiet, concurrency: 10, noHandleSignals: true, preset: {} },
      taskList: { nothing: () => void ((left -= 1) === 0 && done()) },
    })
    await finished
    const seconds = (performance.now() - began) / 1000
    await runner.stop()
    return jobs / seconds
  } finally {
    await client.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`)
    await client.end()
    await pool.end().catch(() => undefined)
  }
}
