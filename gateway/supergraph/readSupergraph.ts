import { readFile } from 'node:fs/promises'

/** The composed supergraph: of a file, or as it was committed; `npm run supergraph` writes that one. */
export async function readSupergraph(file?: string): Promise<string> {
  return readFile(file ?? new URL('./supergraph.graphql', import.meta.url), 'utf8')
}
