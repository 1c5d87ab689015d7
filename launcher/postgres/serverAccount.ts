import { spawn, spawnSync, type ChildProcess, type SpawnOptions } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { ConfigError } from '../../platform/config/configError.js'

/** As whom PostgreSQL runs: it refuses to be root. */
export interface Account {
  uid?: number
  gid?: number
  spawn(command: string, args: string[], options: SpawnOptions): ChildProcess
}

/**
 * An ordinary user runs PostgreSQL as themselves. Root (in a container, say) lends it the account `postgres`, or else
 * `nobody`. Where that account cannot reach the project's folder (a 0700 home), it gets the one capability to pass
 * folders, through setpriv(1); no_setuid_fixup makes access(2), by which PostgreSQL looks for its programs, count it.
 */
export async function accountFor(postgres: string, dataParent: string): Promise<Account> {
  if (process.getuid?.() !== 0) return { spawn: (command, args, options) => spawn(command, args, options) }
  const { uid, gid } = await unprivilegedAccount()
  const canReach = (path: string) => spawnSync('test', ['-x', path], { uid, gid }).status === 0
  if (canReach(postgres) && canReach(dataParent)) {
    return { uid, gid, spawn: (command, args, options) => spawn(command, args, { ...options, uid, gid }) }
  }
  const privileges = [
    `--reuid=${uid}`,
    `--regid=${gid}`,
    '--clear-groups',
    '--inh-caps=-all,+dac_override',
    '--ambient-caps=-all,+dac_override',
    '--securebits=+no_setuid_fixup',
  ]
  if (spawnSync('setpriv', [...privileges, postgres, '--version']).status !== 0) {
    throw new ConfigError(
      'PostgreSQL does not run as root, and another account cannot reach this folder: start as an ordinary user, or from a folder that others may enter.',
    )
  }
  return { uid, gid, spawn: (command, args, options) => spawn('setpriv', [...privileges, command, ...args], options) }
}

async function unprivilegedAccount(): Promise<{ uid: number; gid: number }> {
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'))
  const found = lines.find(([name]) => name === 'postgres') ?? lines.find(([name]) => name === 'nobody')
  if (!found)
    throw new ConfigError(
      'PostgreSQL does not run as root, and there is no account `nobody` to run it as: start as an ordinary user.',
    )
  return { uid: Number(found[2]), gid: Number(found[3]) }
}
