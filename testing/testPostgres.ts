import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbeddedPostgres } from '../launcher/postgres/embeddedPostgres.js'
import { freePort } from '../launcher/freePort.js'
import { createDatabase } from '../platform/database/createDatabase.js'
import { databases } from '../platform/database/databases.js'
import { migrate } from '../platform/database/migrations.js'

/** One PostgreSQL for a whole test run, with a migrated template of each database. */
export async function startTestPostgres(): Promise<{ url: string; stop(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'yogeum-test-'))
  const server = await startEmbeddedPostgres({
    dataDir: join(folder, 'postgres'),
    port: await freePort(),
    password: 'test',
    volatile: true,
  })
  for (const name of databases) await migrate(name, await createDatabase(server.url, templateOf(name)))
  return {
    url: server.url,
    async stop() {
      await server.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

export const templateOf = (name: string) => `template_${name}`
