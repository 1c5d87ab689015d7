import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ConfigError } from '../../platform/config/configError.js'

const pathOf = (dataDir: string): string => join(dataDir, 'copies.pid')

/** Notes that this process is the launcher of a data folder. Returns how to take that back. */
export async function writePidFile(dataDir: string): Promise<() => Promise<void>> {
  await writeFile(pathOf(dataDir), `${process.pid}\n`)
  return () => rm(pathOf(dataDir), { force: true })
}

/** @throws ConfigError when no launcher runs on this folder */
export async function readPidFile(dataDir: string): Promise<number> {
  const pid = Number(await readFile(pathOf(dataDir), 'utf8').catch(() => ''))
  if (!Number.isInteger(pid) || pid <= 1 || !(await isLauncher(pid)))
    throw new ConfigError(`No start:copies runs on ${dataDir}: start it, or name its folder with YOGEUM_DATA_DIR.`)
  return pid
}

/** The number may have gone to another process since. Where the system does not say what a process is, it is believed. */
async function isLauncher(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => 'scripts/start.mjs')
  return /(?:scripts[/\\]start\.mjs|copies[/\\]start\.js)/.test(command)
}
