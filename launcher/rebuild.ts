import { withClient } from '../platform/database/withClient.js'
import { rebuildProjections } from '../saga/productChange/rebuild/rebuildProjections.js'
import { serviceDatabase } from './serviceDatabase.js'

/** `--check` compares and changes nothing. Returns the process's exit code: 1 where a check found differences. */
export async function rebuildCommand(args: string[], env: NodeJS.ProcessEnv): Promise<number> {
  const check = args.includes('--check')
  const databaseUrl = await serviceDatabase('rebuild-projections', 'product', env)
  return withClient(databaseUrl, async (client) => {
    const { streams, differences } = await rebuildProjections(client, { swap: !check })
    for (const { table, key, live, rebuilt } of differences.slice(0, 20))
      process.stdout.write(`${table} ${key}\n  live    ${JSON.stringify(live)}\n  rebuilt ${JSON.stringify(rebuilt)}\n`)
    process.stdout.write(
      `${streams} changes rebuilt from their events, ${differences.length} differences, ${check ? 'nothing changed' : 'swapped in'}\n`,
    )
    return check && differences.length > 0 ? 1 : 0
  })
}
