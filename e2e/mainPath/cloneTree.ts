import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cleanEnv } from '../yogeumProcess.js'

/** Clones what is committed into an empty folder: a file that was never added is missing there. */
export function cloneTree(from: string): string {
  const to = mkdtempSync(join(tmpdir(), 'yogeum-clone-'))
  execFileSync('git', ['clone', '--quiet', '--no-hardlinks', from, to])
  return to
}

/** Runs a command there as a newcomer would, and gives back all that it printed. */
export function runIn(folder: string, command: string, args: string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd: folder,
    env: cleanEnv(),
    encoding: 'utf8',
    timeout: 10 * 60_000,
  })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}:\n${stdout}\n${stderr}`)
  return stdout + stderr
}
