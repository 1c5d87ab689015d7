import { type TypedDocumentNode } from '@graphql-typed-document-node/core'
import { type DocumentNode, Kind, type OperationTypeNode } from '@0no-co/graphql.web'

/**
 * A document that the gateway knows by the hash of its text, so that its text need not be here. The client reads from it
 * no more than the operation's type and name; `documentId` is what it is told apart by.
 *
 * @param hash the lower-case hexadecimal SHA-256 of the registered text
 */
export function registeredDocument<Data, Variables>(
  operation: 'query' | 'mutation' | 'subscription',
  name: string,
  hash: string,
): TypedDocumentNode<Data, Variables> {
  const document: DocumentNode & { documentId: string } = {
    kind: Kind.DOCUMENT,
    documentId: hash,
    definitions: [
      {
        kind: Kind.OPERATION_DEFINITION,
        operation: operation as OperationTypeNode,
        name: { kind: Kind.NAME, value: name },
        selectionSet: { kind: Kind.SELECTION_SET, selections: [] },
      },
    ],
  }
  return document
}
