import { describe, expect, it } from '@jest/globals'
import { type ASTNode, Kind, parse, print, type StringValueNode, visit } from 'graphql'
import { readFileSync } from 'node:fs'

type Described = ASTNode & { description?: StringValueNode | undefined; name: { value: string } }

const ofTypes = [
  Kind.OBJECT_TYPE_DEFINITION,
  Kind.INTERFACE_TYPE_DEFINITION,
  Kind.UNION_TYPE_DEFINITION,
  Kind.ENUM_TYPE_DEFINITION,
  Kind.INPUT_OBJECT_TYPE_DEFINITION,
  Kind.SCALAR_TYPE_DEFINITION,
  Kind.DIRECTIVE_DEFINITION,
]
const ofMembers = [Kind.FIELD_DEFINITION, Kind.INPUT_VALUE_DEFINITION, Kind.ENUM_VALUE_DEFINITION]
const described: ReadonlySet<string> = new Set([...ofTypes, ...ofMembers])
/** GraphQL's own meaning; federation adds the entities of other subgraphs, which their owners describe. */
const rootTypes: ReadonlySet<string> = new Set(['Query', 'Mutation', 'Subscription'])

/** Where a description is missing or says nothing, as `Type.field(argument)` for a reader. */
function undescribed(sdl: string): string[] {
  const missing: string[] = []
  const at: string[] = []
  visit(parse(sdl), {
    enter(node) {
      if (!described.has(node.kind)) return
      const { name, description } = node as Described
      at.push(name.value)
      const needed = !(at.length === 1 && rootTypes.has(name.value))
      if (needed && (description?.value.trim().length ?? 0) < 4) missing.push(at.join('.'))
    },
    leave(node) {
      if (described.has(node.kind)) at.pop()
    },
  })
  return missing
}

describe('descriptions of the schema', () => {
  it.each(['subgraphs/auth', 'subgraphs/billing', 'subgraphs/product'])(
    'stand on every type, field, argument, enum value and input field of %s',
    (folder) => {
      expect(undescribed(readFileSync(`${folder}/schema.graphql`, 'utf8'))).toEqual([])
    },
  )

  it('stand on the shared scalars', () => {
    expect(undescribed(readFileSync('platform/scalars/scalars.graphql', 'utf8'))).toEqual([])
  })

  it('are missed wherever they can be missing', () => {
    const bare = 'type A { b(c: Int): Int } enum D { E } input F { g: Int } union H = A scalar I interface J { k: Int }'
    expect(undescribed(bare)).toEqual(['A', 'A.b', 'A.b.c', 'D', 'D.E', 'F', 'F.g', 'H', 'I', 'J', 'J.k'])
    expect(undescribed(print(parse('"Of it." type A { "Of this." b("Of that." c: Int): Int }')))).toEqual([])
  })
})
