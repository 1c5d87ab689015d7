import {
  type FieldNode,
  type FragmentDefinitionNode,
  getNamedType,
  getNullableType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  isCompositeType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  valueFromASTUntyped,
} from 'graphql'
import { refusal } from '../errors/refusal.js'
import { type Costs, type ListSize } from './costs.js'

export type Variables = Readonly<Record<string, unknown>>
export type Fragments = Readonly<Record<string, FragmentDefinitionNode | undefined>>

/** A number, or how to work it out from the variables of a request. */
type Amount = number | ((variables: Variables) => number)
/** The value of an integer argument; null: none is given. */
type Given = number | null | ((variables: Variables) => number | null)

/** What the cost of an operation hangs on, worked out once: the rest is arithmetic on its variables. */
export interface OperationCost {
  /** @throws GraphQLError BAD_USER_INPUT when not exactly one argument says how long a list is, where one has to. */
  measure(variables: Variables): { cost: number; listSize: number }
}

/** Items of a list of which nothing is said. */
const unknownListSize = 10
/** Of each field at the root of a mutation, beside what the field itself costs. */
const mutationWeight = 10
/** The schema is answered by the gateway itself: what counts is that it is long. */
const introspectionWeights: Readonly<Record<string, number>> = { __schema: 500, __type: 50 }

/** How long the lists among the fields of a connection are. */
interface Sizing {
  fields: readonly string[]
  size: Amount
}

/**
 * The cost of an operation by the IBM cost specification, as federation 2.9 has it: each field costs its weight and what
 * is selected in it, a list so much for each item that it may have. Alternatives of a union are added up, and what
 * `@skip` and `@include` say is ignored: the cost is an upper bound.
 *
 * The document need not be valid: what the schema does not know costs nothing, and is refused by validation.
 */
export function compileCost({
  operation,
  fragments,
  schema,
  costs,
}: {
  operation: OperationDefinitionNode
  fragments: Fragments
  schema: GraphQLSchema
  costs: Costs
}): OperationCost {
  const defaults = new Map(
    (operation.variableDefinitions ?? []).flatMap(({ variable, defaultValue }) =>
      defaultValue ? [[variable.name.value, valueFromASTUntyped(defaultValue)] as const] : [],
    ),
  )
  const slices: Given[] = []
  /** By what sizes the lists in it: the same fragment costs something else within another connection. */
  const ofFragments = new Map<Sizing | null, Map<string, Amount>>()

  function ofSelections(set: SelectionSetNode, parent: GraphQLNamedType, sizing: Sizing | null): Amount {
    return set.selections.reduce<Amount>((sum, selection) => {
      if (selection.kind === Kind.FIELD) return plus(sum, ofField(selection, parent, sizing))
      if (selection.kind === Kind.FRAGMENT_SPREAD) return plus(sum, ofFragment(selection.name.value, sizing))
      const type = selection.typeCondition ? schema.getType(selection.typeCondition.name.value) : parent
      return type ? plus(sum, ofSelections(selection.selectionSet, type, sizing)) : sum
    }, 0)
  }

  function ofFragment(name: string, sizing: Sizing | null): Amount {
    const inSizing = ofFragments.get(sizing) ?? new Map<string, Amount>()
    ofFragments.set(sizing, inSizing)
    const known = inSizing.get(name)
    if (known !== undefined) return known
    // One that contains itself is no valid one.
    inSizing.set(name, 0)
    const fragment = fragments[name]
    const type = fragment && schema.getType(fragment.typeCondition.name.value)
    const amount = type ? ofSelections(fragment.selectionSet, type, sizing) : 0
    inSizing.set(name, amount)
    return amount
  }

  function ofField(node: FieldNode, parent: GraphQLNamedType, sizing: Sizing | null): Amount {
    const name = node.name.value
    if (name.startsWith('__')) return introspectionWeights[name] ?? 0
    if (!isObjectType(parent) && !isInterfaceType(parent)) return 0
    const field = parent.getFields()[name]
    if (!field) return 0
    const { weight, listSize, argumentWeights } = costs.of(parent, field)
    const size = listSize && sizeOf(node, field, listSize)
    const isSized = size !== undefined && listSize?.sizedFields.length === 0
    const within = size !== undefined && !isSized ? { fields: listSize?.sizedFields ?? [], size } : null
    const type = getNamedType(field.type)
    const inner = node.selectionSet && isCompositeType(type) ? ofSelections(node.selectionSet, type, within) : 0
    const once = parent === schema.getMutationType() ? mutationWeight : 0
    const given = (node.arguments ?? []).reduce((sum, { name: { value } }) => sum + (argumentWeights[value] ?? 0), once)
    if (!isListType(getNullableType(field.type))) return plus(plus(weight, inner), given)
    const items = sizing?.fields.includes(name) ? sizing.size : isSized ? size : unknownListSize
    return plus(times(items, plus(weight, inner)), given)
  }

  function sizeOf(node: FieldNode, field: GraphQLField<unknown, unknown>, listSize: ListSize): Amount {
    const given = listSize.slicingArguments.map((name) => valueOf(node, field, name))
    slices.push(...given)
    const mustOne = listSize.requireOneSlicingArgument && given.length > 0
    const size = (variables: Variables): number => {
      const said = given.flatMap((value) => valueIn(value, variables) ?? [])
      if (mustOne && said.length !== 1) {
        const message = `"${node.name.value}" takes exactly one of these arguments: ${listSize.slicingArguments.join(', ')}.`
        throw refusal(message, 'BAD_USER_INPUT', 400)
      }
      return said.length > 0 ? Math.max(...said) : (listSize.assumedSize ?? unknownListSize)
    }
    return mustOne || given.some((value) => typeof value === 'function') ? size : size({})
  }

  function valueOf(node: FieldNode, field: GraphQLField<unknown, unknown>, argument: string): Given {
    const value = node.arguments?.find(({ name }) => name.value === argument)?.value
    const otherwise = asSize(field.args.find(({ name }) => name === argument)?.defaultValue)
    if (!value) return otherwise
    if (value.kind !== Kind.VARIABLE) return asSize(valueFromASTUntyped(value))
    const name = value.name.value
    const absent = defaults.has(name) ? asSize(defaults.get(name)) : otherwise
    return (variables) => (Object.hasOwn(variables, name) ? asSize(variables[name]) : absent)
  }

  const root = schema.getRootType(operation.operation)
  const total = root ? ofSelections(operation.selectionSet, root, null) : 0
  return {
    measure: (variables) => ({
      listSize: slices.reduce<number>((most, slice) => Math.max(most, valueIn(slice, variables) ?? 0), 0),
      cost: Math.max(0, amountIn(total, variables)),
    }),
  }
}

/** What is no number has no size, and is refused when the variables are read. */
const asSize = (value: unknown): number | null => (typeof value === 'number' ? Math.max(0, value) : null)

const valueIn = (given: Given, variables: Variables): number | null =>
  typeof given === 'function' ? given(variables) : given

const amountIn = (amount: Amount, variables: Variables): number =>
  typeof amount === 'function' ? amount(variables) : amount

function plus(a: Amount, b: Amount): Amount {
  if (typeof a === 'number' && typeof b === 'number') return a + b
  if (a === 0) return b
  if (b === 0) return a
  return (variables) => amountIn(a, variables) + amountIn(b, variables)
}

function times(a: Amount, b: Amount): Amount {
  if (typeof a === 'number' && typeof b === 'number') return a * b
  return (variables) => amountIn(a, variables) * amountIn(b, variables)
}
