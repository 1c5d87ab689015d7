import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** A folder that the build makes, by its path from the root of this project; from the sources and from `dist` alike. */
export function builtFolder(path: string): string {
  let folder = import.meta.dirname
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder)
  return join(folder, path)
}
