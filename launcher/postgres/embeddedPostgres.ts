import { type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chown, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Client } from 'pg'
import { ConfigError } from '../../platform/config/configError.js'
import { accountFor, type Account } from './serverAccount.js'
import { findBinaries } from './binaries.js'

export interface EmbeddedPostgres {
  /** Of the `postgres` database; other databases of the server differ in the path alone. */
  url: string
  stop(): Promise<void>
}

export interface EmbeddedPostgresOptions {
  /** Made on first use; kept. */
  dataDir: string
  port: number
  password: string
  /** For tests alone: gives up durability for speed. */
  volatile?: boolean
}

const startWithinMs = 20_000

/** Starts PostgreSQL from the binaries inside the npm package, on loopback, in a process group of its own. */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { dataDir, port } = options
  const binaries = await findBinaries()
  const account = await accountFor(binaries.postgres, dirname(dataDir))
  if (!(await exists(join(dataDir, 'PG_VERSION')))) await initialise(binaries.initdb, options, account)
  await stopLeftOver(dataDir)

  const settings = ['max_connections=200', 'shared_buffers=96MB', 'listen_addresses=127.0.0.1', 'unix_socket_directories=', 'timezone=UTC']
  if (options.volatile) settings.push('fsync=off', 'synchronous_commit=off', 'full_page_writes=off')
  const child = account.spawn(binaries.postgres, ['-D', dataDir, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])], {
    // A Ctrl-C goes to the whole foreground group: the roles must be able to finish before their database stops.
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const log = tail(child)
  const url = `postgresql://postgres:${encodeURIComponent(options.password)}@127.0.0.1:${port}/postgres`
  await untilReady(url, child, log)
  return { url, stop: () => stop(child) }
}

async function initialise(initdb: string, { dataDir, password }: EmbeddedPostgresOptions, account: Account): Promise<void> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  const passwordFile = `${dataDir}.password`
  await writeFile(passwordFile, password, { mode: 0o600 })
  if (account.uid !== undefined && account.gid !== undefined) {
    await chown(dataDir, account.uid, account.gid)
    await chown(passwordFile, account.uid, account.gid)
  }
  try {
    const args = ['-D', dataDir, '-U', 'postgres', `--pwfile=${passwordFile}`, '--auth=scram-sha-256', '--encoding=UTF8', '--locale=C', '--no-sync']
    const child = account.spawn(initdb, args, { stdio: ['ignore', 'ignore', 'pipe'] })
    const log = tail(child)
    const [code] = (await once(child, 'close')) as [number | null]
    if (code !== 0) {
      await rm(dataDir, { recursive: true, force: true })
      throw new ConfigError(`PostgreSQL could not make its data folder ${dataDir}: ${log().trim().split('\n').at(-1)}`)
    }
  } finally {
    await rm(passwordFile, { force: true })
  }
}

/** A server that outlived a killed launcher still holds this data folder: it is ours, so it is asked to stop. */
async function stopLeftOver(dataDir: string): Promise<void> {
  const text = await readFile(join(dataDir, 'postmaster.pid'), 'utf8').catch(() => '')
  const pid = Number(text.split('\n')[0])
  if (!Number.isInteger(pid) || pid <= 1 || !(await isPostgresOn(pid, dataDir))) return
  process.kill(pid, 'SIGINT')
  const until = Date.now() + 10_000
  while (alive(pid) && Date.now() < until) await pause(50)
}

async function isPostgresOn(pid: number, dataDir: string): Promise<boolean> {
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
  return command.includes('postgres') && command.includes(dataDir)
}

async function untilReady(url: string, child: ChildProcess, log: () => string): Promise<void> {
  const until = Date.now() + startWithinMs
  for (;;) {
    if (child.exitCode !== null) throw new ConfigError(`PostgreSQL did not start: ${log().trim().split('\n').at(-1)}`)
    const client = new Client({ connectionString: url, connectionTimeoutMillis: 2_000 })
    try {
      await client.connect()
      await client.end()
      return
    } catch (cause) {
      await client.end().catch(() => undefined)
      if (Date.now() > until) {
        await stop(child)
        throw new ConfigError(`PostgreSQL did not answer within ${startWithinMs / 1000} s: ${log().trim().split('\n').at(-1)}`, { cause })
      }
      await pause(50)
    }
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const closed = once(child, 'close')
  child.kill('SIGINT') // fast shutdown: rolls open transactions back, writes a checkpoint
  const harder = setTimeout(() => child.kill('SIGQUIT'), 10_000)
  await closed
  clearTimeout(harder)
}

/** Keeps the last of what a process said, for the sentence that explains why it ended. */
function tail(child: ChildProcess): () => string {
  let text = ''
  child.stderr?.on('data', (chunk: Buffer) => (text = (text + chunk.toString()).slice(-4_000)))
  return () => text
}

const exists = (path: string) => stat(path).then(() => true, () => false)
const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))
function alive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
