import { join } from 'node:path'
import { type DatabaseName } from '../platform/database/databases.js'
import { startEmbeddedPostgres } from './postgres/embeddedPostgres.js'
import { prepareDatabases } from './prepareDatabases.js'
import { loadSecrets, type Secrets } from './secrets.js'
import { type StartedParts } from './stopInOrder.js'

/** Where a launcher's PostgreSQL keeps its data. */
export const postgresDirOf = (dataDir: string): string => join(dataDir, 'postgres')

/** Starts PostgreSQL in a data folder that is ours, with every database up to date, and reads the keys that lie there. */
export async function startLocalDatabases({
  dataDir,
  port,
  maxConnections,
  onLost,
  started,
}: {
  dataDir: string
  port: number
  maxConnections?: number
  onLost: (message: string) => void
  started: StartedParts
}): Promise<{ secrets: Secrets; urls: Record<DatabaseName, string> }> {
  const secrets = await loadSecrets(dataDir)
  const postgres = await startEmbeddedPostgres({
    dataDir: postgresDirOf(dataDir),
    port,
    password: secrets.POSTGRES_PASSWORD,
    ...(maxConnections !== undefined && { maxConnections }),
    onLost,
  })
  started.set('postgres', () => postgres.stop())
  return { secrets, urls: await prepareDatabases(postgres.url) }
}
