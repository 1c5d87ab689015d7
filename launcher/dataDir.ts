import { mkdir, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { ConfigError } from '../platform/config/configError.js'

/**
 * Makes the data folder and proves that it can be written. Logs begin anew with each start.
 *
 * @throws ConfigError, one sentence.
 */
export async function claimDataDir(dataDir: string): Promise<void> {
  try {
    await makeFolders(dataDir)
    await rm(join(dataDir, 'logs'), { recursive: true, force: true })
    await mkdir(join(dataDir, 'logs'))
    await writeFile(join(dataDir, '.writable'), '')
  } catch (cause) {
    throw new ConfigError(`The data folder ${dataDir} cannot be written: choose another with YOGEUM_DATA_DIR.`, {
      cause,
    })
  }
}

/** Step by step: `mkdir` with `recursive` never returns on a file system that answers ENOENT to everything, as /proc does. */
async function makeFolders(path: string): Promise<void> {
  const found = await stat(path).catch(() => null)
  if (found?.isDirectory()) return
  if (found || dirname(path) === path) throw new Error(`${path} is not a folder`)
  await makeFolders(dirname(path))
  await mkdir(path, { mode: 0o755 })
}
