import { type OperationDefinitionNode, OperationTypeNode } from 'graphql'
import { countRootFields, type Fragments } from './rootFields.js'

const sessionFields: ReadonlySet<string> = new Set(['signIn', 'refreshSession', 'signOut'])

/**
 * Whether an operation does nothing but begin, renew or end a session. Those work with an expired or unreadable token in
 * hand, for they are how one gets rid of it.
 */
export function isSignInOperation(operation: OperationDefinitionNode, fragments: Fragments): boolean {
  if (operation.operation !== OperationTypeNode.MUTATION) return false
  const fields = [...countRootFields(operation.selectionSet, fragments).keys()].filter((name) => name !== '__typename')
  return fields.length > 0 && fields.every((name) => sessionFields.has(name))
}
