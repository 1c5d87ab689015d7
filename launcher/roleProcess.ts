import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { ConfigError } from '../platform/config/configError.js'
import { type RoleName } from './roles.js'
import { v8Flags } from './v8Flags.js'

export interface RoleProcess {
  role: RoleName
  /** For people: the role, and which copy where there are several. */
  name: string
  logFile: string
  /** Of the process that runs now, or ran last. */
  url(): string
  child(): ChildProcess
  /** From now on, if it dies it stays so until `start`. */
  leaveDown(): void
  /** Starts it again after a `stop` or when it was left down; resolves once it serves. No effect while it runs. */
  start(): Promise<void>
  /** SIGTERM, and waits for its end. */
  stop(): Promise<void>
}

export interface RoleProcessOptions {
  role: RoleName
  name?: string
  env: NodeJS.ProcessEnv
  logFile: string
  /** Told when it died and is started again, and when it is given up. */
  onLost: (message: string) => void
  /** Told each time that it serves; a start lasts until what it does is done. */
  onUp?: (url: string) => Promise<void>
  /** Told each time that it has ended. */
  onDown?: (url: string) => void
  /** The built command line; that beside this file unless told. */
  program?: string
}

const cli = fileURLToPath(new URL('./cli.js', import.meta.url))
/** A role that dies is started again, unless it does so this often within a minute. */
const restartsAMinute = 5
const stopWithinMs = 25_000

interface Launched {
  child: ChildProcess
  url: string
}

/**
 * Runs a role in a process of its own and waits until it serves. Its log goes to `logFile`. A role that dies later is
 * started again.
 *
 * @throws ConfigError with what the process said when it does not come up.
 */
export async function startRoleProcess(options: RoleProcessOptions): Promise<RoleProcess> {
  const { role, name = role, logFile, onLost, onUp, onDown } = options
  let wanted = true
  let restarts: number[] = []
  let starting: Promise<void> | undefined
  let current: Launched

  let welcomed: Promise<void> | undefined

  async function begin(): Promise<void> {
    await (starting ??= launchAndWatch().finally(() => (starting = undefined)))
    await welcomed
  }

  async function launchAndWatch(): Promise<void> {
    const next = await launch(options)
    current = next
    next.child.once('exit', (code, signal) => {
      onDown?.(next.url)
      if (wanted) revive(signal ?? `code ${code}`)
    })
    welcomed = onUp?.(next.url)
    welcomed?.catch(() => undefined) // whoever begins is told
  }

  function revive(how: string): void {
    restarts = [...restarts.filter((at) => at > Date.now() - 60_000), Date.now()]
    if (restarts.length > restartsAMinute)
      return onLost(`${name} ended (${how}) and is not started again: it did so too often. See ${logFile}`)
    onLost(`${name} ended (${how}) and is started again`)
    begin().catch((error: unknown) =>
      onLost(`${name} could not be started again: ${error instanceof Error ? error.message : String(error)}`),
    )
  }

  await begin()
  return {
    ...{ role, name, logFile },
    url: () => current.url,
    child: () => current.child,
    leaveDown() {
      wanted = false
    },
    async start() {
      wanted = true
      if (starting || isOver(current.child)) await begin()
    },
    async stop() {
      wanted = false
      await starting?.catch(() => undefined)
      await end(current.child)
    },
  }
}

async function launch({ role, name = role, env, logFile, program = cli }: RoleProcessOptions): Promise<Launched> {
  const execArgv = program === cli ? [...v8Flags] : []
  // In a group of its own: a Ctrl-C reaches the launcher alone, which then stops the roles in order.
  const child = fork(program, [role], { env, execArgv, detached: true, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
  let said = ''
  const log = createWriteStream(logFile, { flags: 'a', mode: 0o600 })
  child.stdout?.pipe(log)
  child.stderr?.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-4_000)
    log.write(chunk)
  })
  const url = await new Promise<string>((resolve, reject) => {
    child.once('message', (message: { ready: string }) => resolve(message.ready))
    child.once('error', reject)
    child.once('close', () => reject(new ConfigError(said.trim() || `${name} ended before it served`)))
  })
  return { child, url }
}

const isOver = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null

async function end(child: ChildProcess): Promise<void> {
  if (isOver(child)) return
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  const harder = setTimeout(() => child.kill('SIGKILL'), stopWithinMs)
  await exited
  clearTimeout(harder)
}
