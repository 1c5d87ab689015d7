import { z } from 'zod'

/** `persistedDocuments.json`, as the client preset of GraphQL Code Generator writes it: texts by their hash. */
const byHash = z
  .record(z.string(), z.string())
  .transform((texts) => Object.entries(texts).map(([id, body]) => ({ id, body })))

/** As @apollo/generate-persisted-query-manifest writes it. */
const apollos = z
  .object({
    format: z.literal('apollo-persisted-query-manifest'),
    version: z.literal(1),
    operations: z.array(z.object({ id: z.string(), body: z.string() })),
  })
  .transform(({ operations }) => operations)

/**
 * The documents that a manifest registers, not yet looked at.
 *
 * @throws Error, in one sentence, when the text is neither of the two formats.
 */
export function readManifest(text: string): { id: string; body: string }[] {
  const json = parseJson(text)
  const format = isRecord(json) && 'format' in json ? apollos : byHash
  const manifest = format.safeParse(json)
  if (manifest.success) return manifest.data
  throw new Error('is neither a map of hashes to documents nor an Apollo manifest of version 1')
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Error('is not JSON', { cause: error })
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
