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
  /** 200 unless told: enough for one copy of each role, and for two. */
  maxConnections?: number
  /** For tests alone: gives up durability for speed. */
  volatile?: boolean
  /** Told when the server died and is started again, and when that failed. */
  onLost?: (message: string) => void
}

const startWithinMs = 20_000

/** Starts PostgreSQL from the binaries inside the npm package, on loopback, in a process group of its own. */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { dataDir, port } = options
  const binaries = await findBinaries()
  const account = await accountFor(binaries.postgres, dirname(dataDir))
  if (!(await exists(join(dataDir, 'PG_VERSION')))) await initialise(binaries.initdb, options, account)

  const settings = [
    `max_connections=${options.maxConnections ?? 200}`,
    'shared_buffers=96MB',
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'timezone=UTC',
  ]
  if (options.volatile) settings.push('fsync=off', 'synchronous_commit=off', 'full_page_writes=off')
  const url = `postgresql://postgres:${encodeURIComponent(options.password)}@127.0.0.1:${port}/postgres`
  const run = async (): Promise<ChildProcess> => {
    const child = account.spawn(
      binaries.postgres,
      ['-D', dataDir, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
      {
        // A Ctrl-C goes to the whole foreground group: the roles must be able to finish before their database stops.
        detached: true,
        stdio: ['ignore', 'ignore', 'pipe'],
      },
    )
    await untilReady(url, child, tail(child))
    return child
  }

  let stopping = false
  let current = await run()
  const watch = (child: ChildProcess): void => {
    child.once('exit', (code, signal) => {
      if (stopping) return
      options.onLost?.(`PostgreSQL ended (${signal ?? `code ${code}`}) and is started again`)
      run().then(
        (next) => {
          current = next
          if (stopping) void stop(next)
          else watch(next)
        },
        (error: unknown) =>
          options.onLost?.(
            `PostgreSQL could not be started again: ${error instanceof Error ? error.message : String(error)}`,
          ),
      )
    })
  }
  watch(current)
  return {
    url,
    async stop() {
      stopping = true
      await stop(current)
    },
  }
}

async function initialise(
  initdb: string,
  { dataDir, password }: EmbeddedPostgresOptions,
  account: Account,
): Promise<void> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  const passwordFile = `${dataDir}.password`
  await writeFile(passwordFile, password, { mode: 0o600 })
  if (account.uid !== undefined && account.gid !== undefined) {
    await chown(dataDir, account.uid, account.gid)
    await chown(passwordFile, account.uid, account.gid)
  }
  try {
    const args = [
      '-D',
      dataDir,
      '-U',
      'postgres',
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--no-sync',
    ]
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

/**
 * A server that outlived a killed launcher still holds this data folder, and its port: it is ours, so it is asked to stop.
 *
 * @throws ConfigError when the launcher that started it is still there: its database is not ours to stop.
 */
export async function stopLeftOver(dataDir: string): Promise<void> {
  const text = await readFile(join(dataDir, 'postmaster.pid'), 'utf8').catch(() => '')
  const pid = Number(text.split('\n')[0])
  if (!Number.isInteger(pid) || pid <= 1 || !(await isPostgresOn(pid, dataDir))) return
  if (await hasLauncher(pid))
    throw new ConfigError(
      `Another npm start runs on the data folder ${dirname(dataDir)}: stop it, or choose another folder with YOGEUM_DATA_DIR.`,
    )
  process.kill(pid, 'SIGINT')
  const until = Date.now() + 10_000
  while (alive(pid) && Date.now() < until) await pause(50)
}

async function isPostgresOn(pid: number, dataDir: string): Promise<boolean> {
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
  return command.includes('postgres') && command.includes(dataDir)
}

/** Whether the server's parent is a launcher. An orphan's is the system's first process, or a session's. */
async function hasLauncher(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  const parent = /^PPid:\s*(\d+)$/m.exec(status)?.[1]
  const command = await readFile(`/proc/${parent}/cmdline`, 'utf8').catch(() => '')
  return /(?:scripts[/\\]start\.mjs|launcher[/\\]start\.js)/.test(command)
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
        throw new ConfigError(
          `PostgreSQL did not answer within ${startWithinMs / 1000} s: ${log().trim().split('\n').at(-1)}`,
          { cause },
        )
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

const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  )
const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))
function alive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
