import {
  type FieldNode,
  type FragmentDefinitionNode,
  getDirectiveValues,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql'
import { type Data } from './ownProperty.js'
import { type TypeNames } from './typeNames.js'

/** The parts of an operation that say which fields an object of a type has in the answer. */
export interface Selections {
  fragments: Readonly<Record<string, FragmentDefinitionNode>>
  /** Values for the conditions of `@skip` and `@include`. */
  conditions: Data
  typeNames: TypeNames
}

/** The fields selected for objects of one type, by the name that each has in the answer, in the order of the answer. */
export function collectFields(
  sets: readonly SelectionSetNode[],
  typename: string,
  selections: Selections,
): Map<string, FieldNode[]> {
  const fields = new Map<string, FieldNode[]>()
  const seen = new Set<string>()

  function collect({ selections: nodes }: SelectionSetNode): void {
    for (const node of nodes) {
      if (!isIncluded(node, selections.conditions)) continue
      if (node.kind === Kind.FIELD) {
        const name = (node.alias ?? node.name).value
        const same = fields.get(name)
        if (same) same.push(node)
        else fields.set(name, [node])
      } else if (node.kind === Kind.INLINE_FRAGMENT) {
        if (applies(node.typeCondition?.name.value)) collect(node.selectionSet)
      } else {
        const fragment = selections.fragments[node.name.value]
        if (!fragment || seen.has(node.name.value)) continue
        seen.add(node.name.value)
        if (applies(fragment.typeCondition.name.value)) collect(fragment.selectionSet)
      }
    }
  }

  const applies = (condition: string | undefined) =>
    condition === undefined || selections.typeNames(condition).has(typename)
  sets.forEach(collect)
  return fields
}

function isIncluded(node: SelectionNode, conditions: Data): boolean {
  if (!node.directives || node.directives.length === 0) return true
  return (
    getDirectiveValues(GraphQLSkipDirective, node, conditions)?.['if'] !== true &&
    getDirectiveValues(GraphQLIncludeDirective, node, conditions)?.['if'] !== false
  )
}
