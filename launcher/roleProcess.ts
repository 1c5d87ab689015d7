import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { ConfigError } from '../platform/config/configError.js'
import { type RoleName } from './roles.js'

export interface RoleProcess {
  name: RoleName
  url: string
  stop(): Promise<void>
}

const cli = fileURLToPath(new URL('./cli.js', import.meta.url))
/** A role that dies is started again, unless it does so this often within a minute. */
const restartsAMinute = 5

/**
 * Runs a role in a process of its own and waits until it serves. Its log goes to `logFile`. A role that dies later is
 * started again; `onLost` is told, also when it is given up.
 *
 * @throws ConfigError with what the process said when it does not come up.
 */
export async function startRoleProcess(
  name: RoleName,
  env: NodeJS.ProcessEnv,
  logFile: string,
  onLost: (message: string) => void,
): Promise<RoleProcess> {
  let stopping = false
  let restarts: number[] = []
  let current = await launch(name, env, logFile)

  const watch = (child: ChildProcess): void => {
    child.once('exit', (code, signal) => {
      if (stopping) return
      restarts = [...restarts.filter((at) => at > Date.now() - 60_000), Date.now()]
      const how = signal ?? `code ${code}`
      if (restarts.length > restartsAMinute)
        return onLost(`${name} ended (${how}) and is not started again: it did so too often. See ${logFile}`)
      onLost(`${name} ended (${how}) and is started again`)
      void launch(name, env, logFile).then(
        (next) => {
          current = next
          if (stopping) void end(next.child)
          else watch(next.child)
        },
        (error: unknown) =>
          onLost(`${name} could not be started again: ${error instanceof Error ? error.message : String(error)}`),
      )
    })
  }
  watch(current.child)

  return {
    name,
    url: current.url,
    async stop() {
      stopping = true
      await end(current.child)
    },
  }
}

async function launch(
  name: RoleName,
  env: NodeJS.ProcessEnv,
  logFile: string,
): Promise<{ child: ChildProcess; url: string }> {
  // In a group of its own: a Ctrl-C reaches the launcher alone, which then stops the roles in order.
  const child = fork(cli, [name], { env, detached: true, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
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

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  const harder = setTimeout(() => child.kill('SIGKILL'), 25_000)
  await exited
  clearTimeout(harder)
}
