import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { readTrustedDocuments, type TrustedDocuments } from './trustedDocuments.js'

/**
 * The documents of the manifests that the configuration names; without any, those of our own pages.
 *
 * @throws ConfigError as `readTrustedDocuments` does.
 */
export function registeredDocuments(
  files: readonly string[] | undefined,
  maxTokens: number | undefined,
): Promise<TrustedDocuments> {
  if (files?.join() === 'none') return readTrustedDocuments([], maxTokens)
  return readTrustedDocuments(files ?? [builtManifest()], maxTokens)
}

/** `dist/web/trustedDocuments.json` of this project, from the sources and from `dist` alike. */
function builtManifest(): string {
  let folder = import.meta.dirname
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder)
  return join(folder, 'dist/web/trustedDocuments.json')
}
