import { join } from 'node:path'
import { type Balancer } from '../balancer/startBalancer.js'
import { type RoleProcess, startRoleProcess } from '../roleProcess.js'
import { type RoleName } from '../roles.js'
import { type StartedParts } from '../stopInOrder.js'
import { untilReady } from '../untilReady.js'

export interface RoleCopiesOptions {
  role: RoleName
  count: number
  /** Takes each copy in when it is ready, and out when it has ended. The saga has none. */
  balancer: Balancer | null
  env: NodeJS.ProcessEnv
  logs: string
  onLost: (message: string) => void
  started: StartedParts
  program?: string | undefined
}

/** Where there is hardly any load a copy need not be warm, ms. */
const warmWithinMs = 3_000

/** Starts the copies of a role side by side; resolves once all are ready and behind their balancer. */
export async function startRoleCopies(options: RoleCopiesOptions): Promise<RoleProcess[]> {
  const { role, count, balancer, env, logs, onLost, started, program } = options
  const running: RoleProcess[] = []
  const stop = async (): Promise<void> => {
    await Promise.all(running.map((copy) => copy.stop()))
    await balancer?.stop()
  }
  started.set(role, stop)
  const start = async (name: string): Promise<RoleProcess> => {
    const copy = await startRoleProcess({
      ...{ role, name, env, logFile: join(logs, `${name}.log`), onLost },
      ...(program !== undefined && { program }),
      async onUp(url) {
        await untilReady(`${url}/readyz`)
        balancer?.add(url)
      },
      onDown: (url) => void balancer?.remove(url),
    })
    running.push(copy)
    started.set(role, stop) // again: it may have been told to stop while this one came up
    return copy
  }
  const copies = Array.from({ length: count }, (_, index) => start(`${role}-${index + 1}`))
  // Whoever comes up although another one failed has to be stopped too.
  await Promise.allSettled(copies)
  return Promise.all(copies)
}

/**
 * Starts each copy anew, one after the other, so that the others serve meanwhile: it gets nothing new, ends what it has
 * under way, stops, is taken in again once the new process is ready, and warms up before the next one's turn.
 *
 * @throws ConfigError when a new process does not come up; the copies that are left go on
 */
export async function restartInTurn(
  copies: readonly RoleProcess[],
  balancer: Balancer | null,
  say: (line: string) => void,
): Promise<void> {
  for (const copy of copies) {
    const beganAt = performance.now()
    await balancer?.remove(copy.url())
    await copy.stop()
    await copy.start()
    // The next one's load falls on this one.
    await balancer?.untilWarm(copy.url(), warmWithinMs)
    say(`  ${copy.name} is new after ${((performance.now() - beganAt) / 1000).toFixed(1)} s, at ${copy.url()}`)
  }
}
