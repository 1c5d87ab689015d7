import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type RoleName } from '../launcher/roles.js'

/** One process of a role that may be treated badly. It comes back by itself, as under any supervisor. */
export interface RoleCopy {
  name: string
  url: string
  /** SIGKILL: no goodbye. Resolves once it serves again. */
  kill(): Promise<void>
  /** SIGSTOP for so many ms, then SIGCONT: it does not know that it slept. */
  freeze(ms: number): Promise<void>
  /** SIGTERM, for good. */
  stop(): Promise<void>
}

const cli = fileURLToPath(new URL('../launcher/cli.js', import.meta.url))

/** Starts it and waits until it serves. */
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
    const child = fork(cli, [options.role], { env: options.env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
    child.stdout?.pipe(log, { end: false })
    child.stderr?.pipe(log, { end: false })
    const ended = once(child, 'exit').then(() => {
      throw new Error(`${options.name} ended before it served: see ${options.logFile}`)
    })
    await Promise.race([once(child, 'message'), ended])
    ended.catch(() => undefined)
    return child
  }

  /** A start fails while the database is away: whoever supervises tries again. */
  async function relaunch(): Promise<void> {
    for (;;) {
      try {
        current = await launch()
        return
      } catch (error) {
        if (ending) throw error
        await new Promise((resolve) => setTimeout(resolve, 300))
      }
    }
  }

  return {
    name: options.name,
    url: `http://127.0.0.1:${options.env['PORT']}`,
    async kill() {
      const exited = once(current, 'exit')
      current.kill('SIGKILL')
      await exited
      if (!ending) await relaunch()
    },
    async freeze(ms) {
      current.kill('SIGSTOP')
      await new Promise((resolve) => setTimeout(resolve, ms))
      current.kill('SIGCONT')
    },
    async stop() {
      ending = true
      if (current.exitCode !== null || current.signalCode !== null) return
      const exited = once(current, 'exit')
      current.kill('SIGCONT')
      current.kill('SIGTERM')
      const harder = setTimeout(() => current.kill('SIGKILL'), 15_000)
      await exited
      clearTimeout(harder)
      log.end()
    },
  }
}
