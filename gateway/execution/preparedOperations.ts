import { type DocumentNode, type OperationDefinitionNode } from 'graphql'
import { type PreparedOperation, prepareOperation } from './plan/prepareOperation.js'
import { type PlannedSupergraph } from './planSupergraph.js'

/** Prepared operations by the document they stand in: kept for as long as somebody keeps the document. */
export type PreparedOperations = (document: DocumentNode, operation: OperationDefinitionNode) => PreparedOperation

export function createPreparedOperations(supergraph: PlannedSupergraph): PreparedOperations {
  const known = new WeakMap<OperationDefinitionNode, PreparedOperation>()
  return (document, operation) => {
    const before = known.get(operation)
    if (before) return before
    const prepared = prepareOperation(supergraph, document, operation)
    known.set(operation, prepared)
    return prepared
  }
}
