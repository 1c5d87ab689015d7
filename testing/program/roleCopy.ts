import { type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type RoleProcess, startRoleProcess } from '../../launcher/roleProcess.js'
import { type RoleName } from '../../launcher/roles.js'

/** One process of a role that may be treated badly. */
export interface RoleCopy {
  name: string
  /** Of the process that runs now. */
  readonly url: string
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
export const builtProgram = join(process.cwd(), 'dist/launcher/cli.js')
const tryAgainMs = 300

/** Whoever ends without stopping them leaves none behind, frozen ones neither. */
const running = new Set<RoleProcess>()
process.once('exit', () => running.forEach((role) => role.child().kill('SIGKILL')))

/** Starts it and waits until it serves. @throws Error when it ends before */
export async function startRoleCopy(options: {
  name: string
  role: RoleName
  env: NodeJS.ProcessEnv
  logFile: string
}): Promise<RoleCopy> {
  const role = await startRoleProcess({ ...options, program: builtProgram, onLost: () => undefined })
  role.leaveDown()
  return roleCopy(role)
}

/** How a test treats a process of a launcher. */
export function roleCopy(role: RoleProcess): RoleCopy {
  running.add(role)
  let ending = false
  return {
    name: role.name,
    get url() {
      return role.url()
    },
    pid: () => role.child().pid ?? 0,
    async kill() {
      role.leaveDown()
      await killAndWait(role.child())
    },
    async start() {
      for (;;) {
        try {
          return await role.start()
        } catch (error) {
          // A start fails while the database is away.
          if (ending) throw error
          await wait(tryAgainMs)
        }
      }
    },
    freeze: () => void role.child().kill('SIGSTOP'),
    thaw: () => void role.child().kill('SIGCONT'),
    log: () => readFile(role.logFile, 'utf8'),
    async stop() {
      ending = true
      role.child().kill('SIGCONT')
      await role.stop()
      running.delete(role)
    },
  }
}

/** SIGKILL; resolves once it is gone. */
export async function killAndWait(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGKILL')
  await exited
}
