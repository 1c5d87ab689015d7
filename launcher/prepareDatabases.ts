import { createDatabase } from '../platform/database/createDatabase.js'
import { databases, type DatabaseName } from '../platform/database/databases.js'
import { migrate } from '../platform/database/migrations.js'

/** Creates each service's database on a server, where it is missing, and brings it up to date. Returns where they are. */
export async function prepareDatabases(serverUrl: string): Promise<Record<DatabaseName, string>> {
  const made = await Promise.all(
    databases.map(async (name) => {
      const url = await createDatabase(serverUrl, `yogeum_${name}`)
      await migrate(name, url)
      return [name, url] as const
    }),
  )
  return Object.fromEntries(made) as Record<DatabaseName, string>
}
