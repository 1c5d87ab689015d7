import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cleanEnv } from '../yogeumProcess.js'

/** Lays what git tracks into an empty folder: a file that was never added is missing there, as it is in a clone. */
export function copyTree(from: string): string {
  const to = mkdtempSync(join(tmpdir(), 'yogeum-clone-'))
  const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: from, encoding: 'utf8' }).split('\0')
  for (const file of tracked) if (file !== '' && existsSync(join(from, file))) cpSync(join(from, file), join(to, file))
  return to
}

/** Runs a command there as a newcomer would, and gives back all that it printed. */
export function runIn(folder: string, command: string, args: string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: folder, env: cleanEnv(), encoding: 'utf8', timeout: 10 * 60_000 })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}:\n${stdout}\n${stderr}`)
  return stdout + stderr
}
