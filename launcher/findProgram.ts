import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Where a program of that name is on the PATH, or null. */
export function findProgram(program: string): string | null {
  const candidates = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, program))
  return candidates.find(isExecutable) ?? null
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
