import { readFile } from 'node:fs/promises'

/** The composed supergraph as it was committed; `npm run supergraph` writes it. */
export async function readSupergraph(): Promise<string> {
  return readFile(new URL('./supergraph.graphql', import.meta.url), 'utf8')
}
