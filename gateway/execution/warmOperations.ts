import { type GraphQLSchema, Kind, OperationTypeNode, parse } from 'graphql'
import { type TrustedDocument } from '../documents/trustedDocument.js'
import { type Federation } from './federation.js'
import { type KnownOperations } from './knownOperations.js'

/**
 * Parses and plans the queries of registered documents over a schema before it is in force, so that nobody waits for it
 * after a start or a new supergraph. They are valid over it, which has been looked at before. Each takes some milliseconds.
 *
 * @throws GraphQLError when the planner refuses one.
 */
export function warmOperations(
  documents: readonly Pick<TrustedDocument, 'id' | 'text'>[],
  schema: GraphQLSchema,
  { federation, known }: { federation: Pick<Federation, 'prepare'>; known: Pick<KnownOperations, 'remember'> },
): void {
  for (const { id: hash, text } of documents) {
    // Anew for each schema: what is worked out for a document belongs to the supergraph that it was worked out for.
    const document = parse(text)
    const operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION)
    for (const operation of operations) {
      if (operation.operation !== OperationTypeNode.QUERY) continue
      const found = { schema, document, operation, hash }
      federation.prepare(found)
      known.remember(text, operation.name?.value, found)
      if (operations.length === 1) known.remember(text, undefined, found)
    }
  }
}
