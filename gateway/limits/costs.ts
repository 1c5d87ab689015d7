import {
  type ConstDirectiveNode,
  type ConstValueNode,
  type GraphQLField,
  type GraphQLInterfaceType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  valueFromASTUntyped,
} from 'graphql'

/** `@listSize` of a field. */
export interface ListSize {
  /** Items, where no argument says how many. */
  assumedSize: number | undefined
  /** Integer arguments that say how many items there are at most. */
  slicingArguments: readonly string[]
  /** The lists among the fields of what the field returns that are so long: `edges` of a connection. */
  sizedFields: readonly string[]
  /** Whether exactly one of the arguments has to say how many. */
  requireOneSlicingArgument: boolean
}

export interface FieldCost {
  /** Of one item, without what is selected in it. */
  weight: number
  listSize: ListSize | undefined
  /** Of arguments, for being there; those that are left out here cost nothing. */
  argumentWeights: Readonly<Record<string, number>>
}

export interface Costs {
  of(parent: GraphQLObjectType | GraphQLInterfaceType, field: GraphQLField<unknown, unknown>): FieldCost
}

/** The specification whose directives they are; `@cost` has its name, and so needs no import. */
const specification = /^https:\/\/specs\.apollo\.dev\/cost\/v0\./

/**
 * Reads `@cost` and `@listSize` from the supergraph, where composition has put them. A field costs what `@cost` on it
 * says, else what `@cost` on its type says, else 1 for an object and 0 for a scalar. Of `@cost` on the fields of inputs
 * nothing is read. A field of an interface costs as much as the dearest that can answer.
 */
export function readCosts(supergraph: GraphQLSchema): Costs {
  const names = directiveNames(supergraph)
  const known = new Map<string, FieldCost>()

  function own(parent: GraphQLNamedType, name: string): FieldCost | null {
    const type = supergraph.getType(parent.name)
    const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined
    if (!field) return null
    const returned = getNamedType(field.type)
    const listSize = argumentsOf(field.astNode?.directives, names.listSize)
    return {
      weight:
        weightIn(field.astNode?.directives, names.cost) ??
        weightIn(returned.astNode?.directives, names.cost) ??
        (isCompositeType(returned) ? 1 : 0),
      listSize: listSize && {
        assumedSize: typeof listSize['assumedSize'] === 'number' ? listSize['assumedSize'] : undefined,
        slicingArguments: namesIn(listSize['slicingArguments']),
        sizedFields: namesIn(listSize['sizedFields']),
        requireOneSlicingArgument: listSize['requireOneSlicingArgument'] !== false,
      },
      argumentWeights: Object.fromEntries(
        field.args.flatMap(({ name: argument, astNode }) => {
          const weight = weightIn(astNode?.directives, names.cost)
          return weight === undefined ? [] : [[argument, weight]]
        }),
      ),
    }
  }

  function read(parent: GraphQLObjectType | GraphQLInterfaceType, name: string): FieldCost {
    const type = supergraph.getType(parent.name)
    const among = isInterfaceType(type) ? [type, ...supergraph.getPossibleTypes(type)] : [parent]
    const found = among.flatMap((each) => own(each, name) ?? [])
    return {
      weight: Math.max(...found.map(({ weight }) => weight), 0),
      listSize: found.find(({ listSize }) => listSize)?.listSize,
      argumentWeights: found[0]?.argumentWeights ?? {},
    }
  }

  return {
    of(parent, { name }) {
      const key = `${parent.name}.${name}`
      const cost = known.get(key) ?? read(parent, name)
      known.set(key, cost)
      return cost
    },
  }
}

/** What the two directives are called in this supergraph; `@link` may rename them. */
function directiveNames({ astNode, extensionASTNodes }: GraphQLSchema): { cost: string; listSize: string } {
  const links = [astNode, ...extensionASTNodes].flatMap((node) => node?.directives ?? [])
  for (const link of links) {
    const { url, as, import: imports } = argumentsIn(link)
    if (link.name.value !== 'link' || typeof url !== 'string' || !specification.test(url)) continue
    const namespace = typeof as === 'string' ? as : 'cost'
    const imported = (name: string): string | undefined => {
      for (const entry of Array.isArray(imports) ? (imports as unknown[]) : []) {
        if (entry === name) return name.slice(1)
        const { name: of, as: alias } = Object(entry) as { name?: unknown; as?: unknown }
        if (of === name) return typeof alias === 'string' ? alias.slice(1) : name.slice(1)
      }
      return undefined
    }
    return { cost: imported('@cost') ?? namespace, listSize: imported('@listSize') ?? `${namespace}__listSize` }
  }
  return { cost: 'cost', listSize: 'listSize' }
}

type Directives = readonly ConstDirectiveNode[] | undefined

function weightIn(directives: Directives, name: string): number | undefined {
  const weight = argumentsOf(directives, name)?.['weight']
  return typeof weight === 'number' ? weight : undefined
}

function argumentsOf(directives: Directives, name: string): Record<string, unknown> | undefined {
  const directive = directives?.find((each) => each.name.value === name)
  return directive && argumentsIn(directive)
}

function argumentsIn({ arguments: given = [] }: ConstDirectiveNode): Record<string, unknown> {
  return Object.fromEntries(given.map(({ name, value }) => [name.value, untyped(value)]))
}

/** Numbers and lists as they are in JSON. */
const untyped = (value: ConstValueNode): unknown => valueFromASTUntyped(value)

const namesIn = (value: unknown): string[] =>
  (Array.isArray(value) ? value : []).filter((name): name is string => typeof name === 'string')
