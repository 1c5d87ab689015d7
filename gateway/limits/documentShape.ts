import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  OperationTypeNode,
  type SelectionSetNode,
  visit,
} from 'graphql'
import { type Limits } from './limits.js'

/** What can be counted in a document without a schema. Of several operations, the largest of each. */
export type DocumentShape = Pick<
  Limits,
  'depth' | 'aliases' | 'rootFields' | 'fields' | 'directives' | 'listSize' | 'signIns'
>

interface SelectionShape {
  depth: number
  aliases: number
  fields: number
  /** Fields that stand in no other one. */
  outerFields: number
  /** Those of them that sign in. */
  outerSignIns: number
}

const nothing: SelectionShape = { depth: 0, aliases: 0, fields: 0, outerFields: 0, outerSignIns: 0 }

/**
 * Measures a document that has been parsed and not been validated. Takes time in proportion to its length, for each
 * fragment is looked at once, however often it is spread. A fragment that contains itself counts as nothing inside
 * itself: validation refuses it.
 */
export function measureDocument(document: DocumentNode): DocumentShape {
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const node of document.definitions)
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node)
  const measured = new Map<string, SelectionShape>()

  function ofFragment(name: string): SelectionShape {
    const known = measured.get(name)
    if (known) return known
    const fragment = fragments.get(name)
    if (!fragment) return nothing
    measured.set(name, nothing)
    const shape = ofSelections(fragment.selectionSet)
    measured.set(name, shape)
    return shape
  }

  function ofSelections(set: SelectionSetNode | undefined): SelectionShape {
    const sum = { ...nothing }
    for (const selection of set?.selections ?? []) {
      if (selection.kind === Kind.FIELD) {
        const inner = ofSelections(selection.selectionSet)
        sum.depth = Math.max(sum.depth, 1 + inner.depth)
        sum.aliases += (selection.alias ? 1 : 0) + inner.aliases
        sum.fields += 1 + inner.fields
        sum.outerFields += 1
        if (selection.name.value === 'signIn') sum.outerSignIns += 1
      } else {
        const inner =
          selection.kind === Kind.INLINE_FRAGMENT
            ? ofSelections(selection.selectionSet)
            : ofFragment(selection.name.value)
        sum.depth = Math.max(sum.depth, inner.depth)
        sum.aliases += inner.aliases
        sum.fields += inner.fields
        sum.outerFields += inner.outerFields
        sum.outerSignIns += inner.outerSignIns
      }
    }
    return sum
  }

  const shape = { depth: 0, aliases: 0, rootFields: 0, fields: 0, signIns: 0, ...countNodes(document) }
  for (const node of document.definitions) {
    if (node.kind !== Kind.OPERATION_DEFINITION && node.kind !== Kind.FRAGMENT_DEFINITION) continue
    // A fragment that nobody spreads is refused by validation, which has to look at it first.
    const own = node.kind === Kind.FRAGMENT_DEFINITION ? ofFragment(node.name.value) : ofSelections(node.selectionSet)
    shape.depth = Math.max(shape.depth, own.depth)
    shape.aliases = Math.max(shape.aliases, own.aliases)
    shape.fields = Math.max(shape.fields, own.fields)
    if (node.kind === Kind.FRAGMENT_DEFINITION) continue
    shape.rootFields = Math.max(shape.rootFields, own.outerFields)
    if (node.operation === OperationTypeNode.MUTATION) shape.signIns = Math.max(shape.signIns, own.outerSignIns)
  }
  return shape
}

/** Directives of the whole document, and its longest list. */
function countNodes(document: DocumentNode): { directives: number; listSize: number } {
  let directives = 0
  let listSize = 0
  visit(document, {
    Directive: () => void (directives += 1),
    ListValue: ({ values }) => void (listSize = Math.max(listSize, values.length)),
  })
  return { directives, listSize }
}
