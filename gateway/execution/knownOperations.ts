import { type DocumentNode, type GraphQLSchema, type OperationDefinitionNode } from 'graphql'
import { LRUCache } from 'lru-cache'

export interface KnownOperation {
  /** What the document was validated against. */
  schema: GraphQLSchema
  document: DocumentNode
  operation: OperationDefinitionNode
}

export interface HashedOperation extends KnownOperation {
  /** The SHA-256 of the document's text, hex. */
  hash: string
}

/** Operations that were parsed, validated and admitted before, by the text in which they came. */
export interface KnownOperations {
  remember(text: string, operationName: string | undefined, operation: HashedOperation): void
  find(text: string, operationName: string | undefined): HashedOperation | undefined
}

/** Characters of text that are kept, names included: thousands of operations, or some that are as long as may be. */
const mostCharacters = 4 * 1024 * 1024

export function createKnownOperations(): KnownOperations {
  const operations = new LRUCache<string, HashedOperation>({
    maxSize: mostCharacters,
    sizeCalculation: (_operation, key) => key.length,
  })
  // No name has a line break in it.
  const keyOf = (text: string, operationName = '') => `${operationName}\n${text}`
  return {
    remember: (text, operationName, operation) => void operations.set(keyOf(text, operationName), operation),
    find: (text, operationName) => operations.get(keyOf(text, operationName)),
  }
}
