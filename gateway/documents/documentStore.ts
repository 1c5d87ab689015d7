import { type ApolloServerOptions } from '@apollo/server'
import { type DocumentNode, parse } from 'graphql'
import { LRUCache } from 'lru-cache'
import { type TrustedDocuments } from './trustedDocuments.js'

/** Where Apollo keeps documents that it has parsed and validated, under `<the schema's hash>:<the document's hash>`. */
export type DocumentStore = NonNullable<ApolloServerOptions<object>['documentStore']>

const memoryBytes = 32 * 1024 * 1024
/** What a token costs once it is parsed, bytes: measured 260 to 480. */
const tokenBytes = 500

/**
 * Keeps documents within bounds. A trusted one is always there: whatever supergraph is in force, it has been validated
 * over it before, so that it is parsed and no more. It is so once for each supergraph, for what others remember of a
 * parsed document belongs to the supergraph over which it was parsed.
 */
export function createDocumentStore(trusted: Pick<TrustedDocuments, 'get'>): DocumentStore {
  const kept = new LRUCache<string, DocumentNode>({ maxSize: memoryBytes, sizeCalculation: bytesOf })
  return {
    get(key) {
      const known = kept.get(key)
      if (known !== undefined) return Promise.resolve(known)
      const registered = trusted.get(key.slice(key.lastIndexOf(':') + 1))
      if (registered === undefined) return Promise.resolve(undefined)
      const parsed = parse(registered.text)
      kept.set(key, parsed)
      return Promise.resolve(parsed)
    },
    set(key, document) {
      kept.set(key, document)
      return Promise.resolve()
    },
    delete: (key) => Promise.resolve(kept.delete(key)),
  }
}

function bytesOf({ loc }: DocumentNode): number {
  let tokens = 1
  for (let token = loc?.startToken; token; token = token.next ?? undefined) tokens += 1
  return tokens * tokenBytes
}
