import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Client } from 'pg'
import { z } from 'zod'
import { ConfigError } from '../platform/config/configError.js'
import { databaseUrl } from '../platform/config/fields.js'
import { parseConfig } from '../platform/config/parseConfig.js'
import { rebuildProjections } from '../saga/productChange/rebuild/rebuildProjections.js'
import { launcherConfigSchema } from './launcherConfig.js'
import { loadSecrets } from './secrets.js'

const schema = z.object({
  /** product's database. Absent: that of the `npm start` that runs on this machine. */
  DATABASE_URL: databaseUrl.optional(),
  YOGEUM_DATA_DIR: launcherConfigSchema.shape.YOGEUM_DATA_DIR,
})

/** `--check` compares and changes nothing. Returns the process's exit code: 1 where a check found differences. */
export async function rebuildCommand(args: string[], env: NodeJS.ProcessEnv): Promise<number> {
  const check = args.includes('--check')
  const config = parseConfig('rebuild-projections', schema, env)
  const client = new Client({
    connectionString: config.DATABASE_URL ?? (await localDatabase(config.YOGEUM_DATA_DIR)),
    connectionTimeoutMillis: 5_000,
  })
  await client.connect()
  try {
    const { streams, differences } = await rebuildProjections(client, { swap: !check })
    for (const { table, key, live, rebuilt } of differences.slice(0, 20))
      process.stdout.write(`${table} ${key}\n  live    ${JSON.stringify(live)}\n  rebuilt ${JSON.stringify(rebuilt)}\n`)
    process.stdout.write(
      `${streams} changes rebuilt from their events, ${differences.length} differences, ${check ? 'nothing changed' : 'swapped in'}\n`,
    )
    return check && differences.length > 0 ? 1 : 0
  } finally {
    await client.end()
  }
}

/** Where the embedded PostgreSQL of a running `npm start` listens, from its own pid file. */
async function localDatabase(dataDir: string): Promise<string> {
  const pidFile = await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').catch(() => '')
  const port = pidFile.split('\n')[3]?.trim()
  if (!port)
    throw new ConfigError(
      `Nothing runs in ${dataDir}: start it with npm start, or name product's database by DATABASE_URL.`,
    )
  const { POSTGRES_PASSWORD } = await loadSecrets(dataDir)
  return `postgresql://postgres:${encodeURIComponent(POSTGRES_PASSWORD)}@127.0.0.1:${port}/yogeum_product`
}
