import { randomBytes } from 'node:crypto'
import { createDatabase, dropDatabase } from '../platform/database/createDatabase.js'
import { type DatabaseName } from '../platform/database/databases.js'
import { templateOf } from './testPostgres.js'

/** A migrated, empty database on the test run's PostgreSQL; drop it when the suite is done. */
export async function createTestDatabase(name: DatabaseName): Promise<{ url: string; drop(): Promise<void> }> {
  const server = process.env['YOGEUM_TEST_POSTGRES_URL']
  if (server === undefined) throw new Error('no test PostgreSQL: run through npm test')
  const database = `${name}_${randomBytes(6).toString('hex')}`
  const url = await createDatabase(server, database, templateOf(name))
  return { url, drop: () => dropDatabase(server, database) }
}
