import { type DocumentNode, type FragmentDefinitionNode, Kind, type SelectionSetNode } from 'graphql'

export type Fragments = ReadonlyMap<string, FragmentDefinitionNode>

export function fragmentsOf(document: DocumentNode): Fragments {
  return new Map(
    document.definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [])),
  )
}

/**
 * How often each field stands at the root, under whatever alias, inside fragments too. The document is valid, so fragments
 * make no circle; but a few that spread each other twice stand for more fields than anyone can walk through, so each is
 * counted once.
 */
export function countRootFields(root: SelectionSetNode, fragments: Fragments): ReadonlyMap<string, number> {
  const known = new Map<string, ReadonlyMap<string, number>>()

  function ofFragment(name: string): ReadonlyMap<string, number> {
    const fragment = fragments.get(name)
    const counts = known.get(name) ?? (fragment ? ofSet(fragment.selectionSet) : new Map<string, number>())
    known.set(name, counts)
    return counts
  }

  function ofSet({ selections }: SelectionSetNode): ReadonlyMap<string, number> {
    const counts = new Map<string, number>()
    const add = (name: string, count: number) => counts.set(name, (counts.get(name) ?? 0) + count)
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) add(selection.name.value, 1)
      else
        for (const [name, count] of selection.kind === Kind.INLINE_FRAGMENT
          ? ofSet(selection.selectionSet)
          : ofFragment(selection.name.value))
          add(name, count)
    }
    return counts
  }

  return ofSet(root)
}
