import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type RoleName } from '../../launcher/roles.js'

/** One process of a role that may be treated badly. */
export interface RoleCopy {
  name: string
  url: string
  /** Of the process that runs now. */
  pid(): number
  /** SIGKILL: no goodbye. Resolves once it is gone; it stays so until `start`. */
  kill(): Promise<void>
  /** Brings it back after `kill`, however often that takes, as any supervisor does. Resolves once it serves. */
  start(): Promise<void>
  /** SIGSTOP: it does not know that it sleeps. */
  freeze(): void
  /** SIGCONT. */
  thaw(): void
  /** Everything that it has written so far. */
  log(): Promise<string>
  /** SIGTERM, for good. */
  stop(): Promise<void>
}

/** The program as it was built: run from the root of the project. */
const cli = join(process.cwd(), 'dist/launcher/cli.js')
const tryAgainMs = 300
const stopWithinMs = 15_000

/** Whoever ends without stopping them leaves none behind. */
const running = new Set<ChildProcess>()
process.once('exit', () => running.forEach((child) => child.kill('SIGKILL')))

/** Starts it and waits until it serves. @throws Error when it ends before */
export async function startRoleCopy(options: {
  name: string
  role: RoleName
  env: NodeJS.ProcessEnv
  logFile: string
}): Promise<RoleCopy> {
  const log = createWriteStream(options.logFile, { flags: 'a' })
  let current = await launch()
  let ending = false

  async function launch(): Promise<ChildProcess> {
    const child = fork(cli, [options.role], {
      env: options.env,
      execArgv: [],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    running.add(child)
    child.once('exit', () => running.delete(child))
    child.stdout?.pipe(log, { end: false })
    child.stderr?.pipe(log, { end: false })
    const ended = once(child, 'exit').then(() => {
      throw new Error(`${options.name} ended before it served: see ${options.logFile}`)
    })
    await Promise.race([once(child, 'message'), ended])
    ended.catch(() => undefined)
    return child
  }

  const isOver = (): boolean => current.exitCode !== null || current.signalCode !== null
  return {
    name: options.name,
    url: `http://127.0.0.1:${options.env['PORT']}`,
    pid: () => current.pid ?? 0,
    async kill() {
      if (isOver()) return
      const exited = once(current, 'exit')
      current.kill('SIGKILL')
      await exited
    },
    async start() {
      while (!ending && isOver()) {
        try {
          current = await launch()
        } catch (error) {
          // A start fails while the database is away.
          if (ending) throw error
          await new Promise((resolve) => setTimeout(resolve, tryAgainMs))
        }
      }
    },
    freeze: () => void current.kill('SIGSTOP'),
    thaw: () => void current.kill('SIGCONT'),
    log: () => readFile(options.logFile, 'utf8'),
    async stop() {
      ending = true
      if (!isOver()) {
        const exited = once(current, 'exit')
        current.kill('SIGCONT')
        current.kill('SIGTERM')
        const harder = setTimeout(() => current.kill('SIGKILL'), stopWithinMs)
        await exited
        clearTimeout(harder)
      }
      log.end()
    },
  }
}
