import {
  type DocumentNode,
  type FieldNode,
  getNamedType,
  type GraphQLCompositeType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isCompositeType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  separateOperations,
  visit,
} from 'graphql'
import { fragmentsOf } from '../execution/plan/fragmentsOf.js'

/** An operation without what its caller may not have. */
export interface AllowedPart {
  /** Null when nothing is left to be asked of any subgraph. */
  left: { document: DocumentNode; operation: OperationDefinitionNode } | null
  /** Nodes of the operation as it was sent: those that the caller may not have, */
  forbidden: ReadonlySet<FieldNode>
  /** and those of which nothing was left that could be asked, with what they return. */
  emptied: ReadonlyMap<FieldNode, GraphQLOutputType>
  /** The alias under which every object of which the type is not known beforehand says it. */
  typeAlias: string
}

/** What is left of a selection set; null when nothing is, `sometimes` whether that hangs on @skip or @include. */
interface Left {
  set: SelectionSetNode | null
  sometimes: boolean
}

/**
 * Takes out of an operation what is forbidden, and then what that leaves empty, fragments that nothing spreads any more
 * among it. Variables stay declared, so that one of a wrong type is refused all the same.
 *
 * @param document holds the operation, and is valid.
 */
export function removeForbidden({
  schema,
  document,
  operation,
  isForbidden,
}: {
  schema: GraphQLSchema
  document: DocumentNode
  operation: OperationDefinitionNode
  isForbidden: (typeName: string, fieldName: string) => boolean
}): AllowedPart {
  const fragments = fragmentsOf(document)
  const typeAlias = freeAlias(document)
  const marker: FieldNode = {
    kind: Kind.FIELD,
    alias: { kind: Kind.NAME, value: typeAlias },
    name: { kind: Kind.NAME, value: '__typename' },
  }
  const forbidden = new Set<FieldNode>()
  const emptied = new Map<FieldNode, GraphQLOutputType>()
  const leftOf = new Map<string, Left>()

  function inSet({ selections }: SelectionSetNode, type: GraphQLCompositeType): Left {
    const kept: SelectionNode[] = []
    let sometimes = false
    for (const selection of selections) {
      const { left, hangs } = inSelection(selection, type)
      if (left) kept.push(left)
      sometimes ||= hangs || (left === null && (selection.directives ?? []).length > 0)
    }
    return { set: kept.length === 0 ? null : { kind: Kind.SELECTION_SET, selections: kept }, sometimes }
  }

  function inSelection(
    selection: SelectionNode,
    type: GraphQLCompositeType,
  ): { left: SelectionNode | null; hangs: boolean } {
    switch (selection.kind) {
      case Kind.FIELD:
        return { left: inField(selection, type), hangs: false }
      case Kind.INLINE_FRAGMENT: {
        const { set, sometimes } = inSet(selection.selectionSet, typeNamed(selection.typeCondition?.name.value, type))
        return { left: set && { ...selection, selectionSet: set }, hangs: sometimes }
      }
      case Kind.FRAGMENT_SPREAD: {
        const { set, sometimes } = inFragment(selection.name.value)
        return { left: set && selection, hangs: sometimes }
      }
    }
  }

  function inFragment(name: string): Left {
    const known = leftOf.get(name)
    if (known) return known
    const fragment = fragments[name]
    if (!fragment) throw new Error(`a fragment is spread that is not there: ${name}`)
    const left = inSet(fragment.selectionSet, typeNamed(fragment.typeCondition.name.value))
    leftOf.set(name, left)
    return left
  }

  function inField(node: FieldNode, parent: GraphQLCompositeType): FieldNode | null {
    const name = node.name.value
    if (name.startsWith('__')) return node
    if (isForbidden(parent.name, name)) {
      forbidden.add(node)
      return null
    }
    if (!node.selectionSet) return node
    const returned = returnType(parent, name)
    const type = typeNamed(getNamedType(returned).name)
    const { set, sometimes } = inSet(node.selectionSet, type)
    if (set) return { ...node, selectionSet: isAbstractType(type) ? withMarker(set) : set }
    // Whether there is anything to refuse is known with the variables only: the object is still to be asked for.
    if (sometimes) return { ...node, selectionSet: withMarker({ kind: Kind.SELECTION_SET, selections: [] }) }
    emptied.set(node, returned)
    return null
  }

  function withMarker(set: SelectionSetNode): SelectionSetNode {
    return { ...set, selections: [...set.selections, marker] }
  }

  function typeNamed(name: string | undefined, otherwise?: GraphQLCompositeType): GraphQLCompositeType {
    const type = name === undefined ? otherwise : schema.getType(name)
    if (!isCompositeType(type)) throw new Error(`${name ?? 'a fragment'} is no type to select from`)
    return type
  }

  function returnType(parent: GraphQLCompositeType, name: string): GraphQLOutputType {
    const field = 'getFields' in parent ? parent.getFields()[name] : undefined
    if (!field) throw new Error(`${parent.name} has no field ${name}`)
    return field.type
  }

  const root = schema.getRootType(operation.operation)
  if (!root) throw new Error(`the schema has no ${operation.operation}`)
  const { set } = inSet(operation.selectionSet, root)
  const about = { forbidden, emptied, typeAlias }
  if (!set) return { ...about, left: null }
  const left: OperationDefinitionNode = { ...operation, selectionSet: set }
  const spread = [...leftOf].flatMap(([name, { set: own }]) => {
    const fragment = fragments[name]
    return fragment && own ? [{ ...fragment, selectionSet: own }] : []
  })
  const whole: DocumentNode = { kind: Kind.DOCUMENT, definitions: [left, ...spread] }
  return {
    ...about,
    left: { document: separateOperations(whole)[operation.name?.value ?? ''] ?? whole, operation: left },
  }
}

/** An alias that the document has no field under, so that it never stands for anything else in the answer. */
function freeAlias(document: DocumentNode): string {
  const taken = new Set<string>()
  visit(document, {
    Field: ({ alias, name }) => void taken.add((alias ?? name).value),
  })
  let alias = 'typeOfObject'
  while (taken.has(alias)) alias += '_'
  return alias
}
