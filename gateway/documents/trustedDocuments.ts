import { type GraphQLSchema } from 'graphql'
import { readFile } from 'node:fs/promises'
import { ConfigError } from '../../platform/config/configError.js'
import { readManifest } from './manifest.js'
import { type BrokenDocument, brokenOver, readTrustedDocument, type TrustedDocument } from './trustedDocument.js'

/** The documents that were registered when the clients were built. */
export interface TrustedDocuments {
  all(): readonly TrustedDocument[]
  /** @param id the hash of its text, lower-case hexadecimal */
  get(id: string): TrustedDocument | undefined
  /** Whether one of them has an operation of that name. */
  hasOperation(name: string): boolean
  /** Those that are not valid over a schema. A supergraph that breaks one must not come into force. */
  brokenBy(schema: GraphQLSchema): BrokenDocument[]
}

export function createTrustedDocuments(documents: Iterable<TrustedDocument>): TrustedDocuments {
  const byId = new Map(Array.from(documents, (document) => [document.id, document]))
  const names = new Set([...byId.values()].flatMap(({ name }) => name.split(', ')))
  return {
    all: () => [...byId.values()],
    get: (id) => byId.get(id),
    hasOperation: (name) => names.has(name),
    brokenBy: (schema) => brokenOver(schema, byId.values()),
  }
}

/**
 * Reads the manifests of the clients that are to be served: several while an older page is still open somewhere.
 *
 * @param maxTokens the most tokens of a document
 * @throws ConfigError naming every file that cannot be read and every entry that is no good.
 */
export async function readTrustedDocuments(
  files: readonly string[],
  maxTokens: number | undefined,
): Promise<TrustedDocuments> {
  const problems: string[] = []
  const documents: TrustedDocument[] = []
  for (const file of files) {
    try {
      for (const { id, body } of readManifest(await readFile(file, 'utf8'))) {
        try {
          documents.push(readTrustedDocument(id, body, maxTokens))
        } catch (error) {
          problems.push(`${file}: ${id} ${messageOf(error)}`)
        }
      }
    } catch (error) {
      problems.push(`${file} ${messageOf(error)}`)
    }
  }
  if (problems.length > 0) throw unusable(problems)
  return createTrustedDocuments(documents)
}

/** @throws ConfigError naming every document that is not valid over the supergraph, with every reason. */
export function refuseBroken(trusted: Pick<TrustedDocuments, 'brokenBy'>, schema: GraphQLSchema): void {
  const broken = trusted.brokenBy(schema)
  if (broken.length === 0) return
  throw unusable(broken.map(({ id, name, errors }) => `${name} (${id}) is not valid: ${errors.join(' ')}`))
}

function unusable(problems: string[]): ConfigError {
  return new ConfigError(
    `The gateway cannot serve all trusted documents:\n${problems.map((line) => `  ${line}`).join('\n')}`,
  )
}

function messageOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  return code === undefined ? message : `cannot be read: ${code}`
}
