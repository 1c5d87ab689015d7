import {
  type FieldNode,
  type FragmentDefinitionNode,
  getNamedType,
  type GraphQLCompositeType,
  type GraphQLSchema,
  isAbstractType,
  isCompositeType,
  Kind,
  type DocumentNode,
  type OperationDefinitionNode,
  OperationTypeNode,
  type SelectionSetNode,
} from 'graphql'
import { type CacheHints } from './cacheHints.js'

/** How long an operation's answer may be kept, seconds, and whether whoever is not signed in may be given it. */
export interface OperationPolicy {
  maxAge: number
  scope: 'PUBLIC' | 'PRIVATE'
}

/**
 * The policy of an operation: the least maxAge of its fields, PRIVATE if one is; null when nothing of it may be kept. The
 * rules are those of Apollo's cache control: a field's own hint before that of its type; without one, 0 for a field at the
 * root and for a field of a composite type, unless that inherits; a scalar takes what its parent has. Apollo looks at the
 * fields that were carried out; this looks at all that could be, so `@skip` and the types behind an interface change nothing.
 */
export function operationPolicy(
  { document, operation }: { document: DocumentNode; operation: OperationDefinitionNode },
  schema: GraphQLSchema,
  hints: CacheHints,
): OperationPolicy | null {
  if (operation.operation !== OperationTypeNode.QUERY) return null
  const root = schema.getQueryType()
  if (!root) return null
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const node of document.definitions)
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node)
  const policy: { maxAge: number; scope: OperationPolicy['scope'] } = { maxAge: Infinity, scope: 'PUBLIC' }
  /** A fragment says the same wherever it is spread on the same type. */
  const seen = new Set<string>()

  function look(set: SelectionSetNode, parent: GraphQLCompositeType): void {
    for (const selection of set.selections) {
      if (policy.maxAge <= 0) return
      switch (selection.kind) {
        case Kind.FIELD:
          lookAtField(selection, parent)
          break
        case Kind.INLINE_FRAGMENT:
          look(selection.selectionSet, typeNamed(selection.typeCondition?.name.value) ?? parent)
          break
        case Kind.FRAGMENT_SPREAD: {
          const fragment = fragments.get(selection.name.value)
          if (!fragment || seen.has(fragment.name.value)) break
          seen.add(fragment.name.value)
          look(fragment.selectionSet, typeNamed(fragment.typeCondition.name.value) ?? parent)
        }
      }
    }
  }

  function lookAtField(field: FieldNode, parent: GraphQLCompositeType): void {
    const name = field.name.value
    if (name === '__typename') return
    const owners = isAbstractType(parent) ? schema.getPossibleTypes(parent) : [parent]
    for (const owner of owners) {
      const definition = 'getFields' in owner ? owner.getFields()[name] : undefined
      // Introspection, and what a validated document cannot have.
      if (!definition) return void (policy.maxAge = 0)
      const type = getNamedType(definition.type)
      restrict(owner.name, name, type.name, { composite: isCompositeType(type), atRoot: owner === root })
    }
    const type = typeOf(field, parent)
    if (field.selectionSet && type) look(field.selectionSet, type)
  }

  function restrict(owner: string, field: string, type: string, { composite = false, atRoot = false }): void {
    const ofField = hints.ofField(owner, field)
    const ofType = composite ? hints.ofType(type) : {}
    const maxAge = ofField.maxAge ?? ofType.maxAge
    const inherits = ofField.inheritMaxAge === true || ofType.inheritMaxAge === true
    if ((ofField.scope ?? ofType.scope) === 'PRIVATE') policy.scope = 'PRIVATE'
    if (maxAge !== undefined) policy.maxAge = Math.min(policy.maxAge, maxAge)
    else if (atRoot || (composite && !inherits)) policy.maxAge = 0
  }

  function typeNamed(name: string | undefined): GraphQLCompositeType | null {
    const type = name === undefined ? undefined : schema.getType(name)
    return type && isCompositeType(type) ? type : null
  }

  function typeOf(field: FieldNode, parent: GraphQLCompositeType): GraphQLCompositeType | null {
    const owner = 'getFields' in parent ? parent : undefined
    const type = owner && getNamedType(owner.getFields()[field.name.value]?.type)
    return type && isCompositeType(type) ? type : null
  }

  look(operation.selectionSet, root)
  // Nothing but `__typename` rests on nothing that somebody has vouched for.
  return policy.maxAge > 0 && policy.maxAge < Infinity ? { ...policy } : null
}
