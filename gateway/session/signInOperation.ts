import {
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  type SelectionSetNode,
} from 'graphql'

const sessionFields: ReadonlySet<string> = new Set(['signIn', 'refreshSession', 'signOut'])

/**
 * Whether an operation does nothing but begin, renew or end a session. Those work with an expired or unreadable token in
 * hand, for they are how one gets rid of it.
 */
export function isSignInOperation(
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): boolean {
  if (operation.operation !== OperationTypeNode.MUTATION) return false
  const fields = rootFields(operation.selectionSet, fragments).filter((name) => name !== '__typename')
  return fields.length > 0 && fields.every((name) => sessionFields.has(name))
}

/** Names of the fields at the root, inside fragments too. The document is valid, so fragments make no circle. */
function rootFields(set: SelectionSetNode, fragments: ReadonlyMap<string, FragmentDefinitionNode>): string[] {
  return set.selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [selection.name.value]
    if (selection.kind === Kind.INLINE_FRAGMENT) return rootFields(selection.selectionSet, fragments)
    const fragment = fragments.get(selection.name.value)
    return fragment ? rootFields(fragment.selectionSet, fragments) : []
  })
}
