import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** An immediate shutdown of the PostgreSQL in this folder; whoever started it starts it again, and it recovers. */
export async function crashPostgres(dataDir: string): Promise<void> {
  const pid = Number((await readFile(join(dataDir, 'postmaster.pid'), 'utf8')).split('\n')[0])
  process.kill(pid, 'SIGQUIT')
}
