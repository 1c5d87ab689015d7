import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { ConfigError } from '../platform/config/configError.js'
import { databaseUrl } from '../platform/config/fields.js'
import { parseConfig } from '../platform/config/parseConfig.js'
import { type DatabaseName } from '../platform/database/databases.js'
import { launcherConfigSchema } from './launcherConfig.js'
import { loadSecrets } from './secrets.js'

const schema = z.object({
  /** The service's database. Absent: that of the `npm start` that runs on this machine. */
  DATABASE_URL: databaseUrl.optional(),
  YOGEUM_DATA_DIR: launcherConfigSchema.shape.YOGEUM_DATA_DIR,
})

/**
 * The database of a service that a command of ours is to work on: the one that the environment names, else the one of
 * the `npm start` that runs here.
 *
 * @throws ConfigError when nothing is named and nothing runs
 */
export async function serviceDatabase(
  command: string,
  database: DatabaseName,
  env: NodeJS.ProcessEnv,
): Promise<string> {
  const config = parseConfig(command, schema, env)
  return config.DATABASE_URL ?? localDatabase(config.YOGEUM_DATA_DIR, database)
}

/** Where the embedded PostgreSQL of a running `npm start` listens, from its own pid file. */
async function localDatabase(dataDir: string, database: DatabaseName): Promise<string> {
  const pidFile = await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').catch(() => '')
  const port = pidFile.split('\n')[3]?.trim()
  if (!port)
    throw new ConfigError(
      `Nothing runs in ${dataDir}: start it with npm start, or name ${database}'s database by DATABASE_URL.`,
    )
  const { POSTGRES_PASSWORD } = await loadSecrets(dataDir)
  return `postgresql://postgres:${encodeURIComponent(POSTGRES_PASSWORD)}@127.0.0.1:${port}/yogeum_${database}`
}
