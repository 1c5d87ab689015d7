import {
  type FieldNode,
  getDirectiveValues,
  getNullableType,
  GraphQLIncludeDirective,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  GraphQLSkipDirective,
  isAbstractType,
  isCompositeType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql'
import { type AllowedPart } from './removeForbidden.js'

type Data = Record<string, unknown>
/** Nodes that are one field of the answer. */
type SameField = readonly [FieldNode, ...FieldNode[]]
export type Path = readonly (string | number)[]

/** The answer to an operation as it was sent, and where the caller was refused something. */
export interface Completed {
  data: Data | null
  refused: Path[]
}

/**
 * Makes of the answer to what was left of an operation the answer to the whole of it: null where something was taken
 * out, passed on to the nearest nullable parent where the schema promises a value, each with the path of a field that was
 * refused. Fields stand in the order of the operation.
 *
 * What nobody was asked for has no path beyond a list, for nobody knows how long it is.
 *
 * @param data of the answer; `{}` when there was nothing to ask. Null stays null: it has its errors already.
 * @param variables coerced, with their defaults.
 */
export function completeAnswer({
  schema,
  part: { operation, fragments, forbidden, emptied, typeAlias },
  data,
  variables,
}: {
  schema: GraphQLSchema
  part: AllowedPart
  data: Data | null
  variables: Record<string, unknown>
}): Completed {
  const refused: Path[] = []

  function inObject(sets: SelectionSetNode[], type: GraphQLObjectType, value: Data, path: Path): Data | null {
    const completed: [string, unknown][] = []
    let promiseBroken = false
    for (const [key, nodes] of fieldsOf(sets, (condition) => isOf(type, condition))) {
      const at = [...path, key]
      const returns = type.getFields()[nodes[0].name.value]?.type
      const own = returns === undefined ? (value[key] ?? null) : inField(nodes, returns, value[key], at)
      promiseBroken ||= own === null && isNonNullType(returns)
      completed.push([key, own])
    }
    return promiseBroken ? null : Object.fromEntries(completed)
  }

  function inField(nodes: SameField, type: GraphQLOutputType, value: unknown, path: Path): unknown {
    if (nodes.some((node) => !forbidden.has(node) && !emptied.has(node))) return inValue(type, nodes, value, path)
    refuse(nodes, path)
    return null
  }

  function inValue(type: GraphQLOutputType, nodes: SameField, value: unknown, path: Path): unknown {
    if (value === null || value === undefined) return null
    const nullable = getNullableType(type)
    if (isListType(nullable)) {
      const items = (value as unknown[]).map((item, at) => inValue(nullable.ofType, nodes, item, [...path, at]))
      return isNonNullType(nullable.ofType) && items.includes(null) ? null : items
    }
    if (!isCompositeType(nullable)) return value
    const object = value as Data
    const actual = isAbstractType(nullable) ? schema.getType(String(object[typeAlias])) : nullable
    return isObjectType(actual) ? inObject(setsOf(nodes), actual, object, path) : null
  }

  /** Of an object that was not asked for at all, what was refused in it. */
  function refuse(nodes: SameField, path: Path): void {
    const types = nodes.map((node) => emptied.get(node))
    const isKnown = types.every((type) => type !== undefined && !isListType(getNullableType(type)))
    if (!isKnown) return void refused.push(path)
    for (const [key, inside] of fieldsOf(setsOf(nodes), () => true)) refuse(inside, [...path, key])
  }

  /** The fields of an object, in order; those of one name in the answer together. */
  function fieldsOf(
    sets: readonly SelectionSetNode[],
    applies: (condition: string) => boolean,
  ): Map<string, SameField> {
    const fields = new Map<string, [FieldNode, ...FieldNode[]]>()
    const spread = new Set<object>()
    const collect = (selection: SelectionNode): void => {
      if (!isIncluded(selection, variables)) return
      if (selection.kind === Kind.FIELD) {
        const key = (selection.alias ?? selection.name).value
        const known = fields.get(key)
        if (known) known.push(selection)
        else fields.set(key, [selection])
        return
      }
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value)
      if (!fragment || spread.has(fragment)) return
      spread.add(fragment)
      const condition = fragment.typeCondition?.name.value
      if (condition === undefined || applies(condition)) fragment.selectionSet.selections.forEach(collect)
    }
    for (const set of sets) set.selections.forEach(collect)
    return fields
  }

  function isOf(type: GraphQLObjectType, condition: string): boolean {
    if (type.name === condition) return true
    const general = schema.getType(condition)
    return isAbstractType(general) && schema.isSubType(general, type)
  }

  const root = schema.getRootType(operation.operation)
  if (!root) throw new Error(`the schema has no ${operation.operation}`)
  return { data: data && inObject([operation.selectionSet], root, data, []), refused }
}

function setsOf(nodes: SameField): SelectionSetNode[] {
  return nodes.flatMap(({ selectionSet }) => (selectionSet ? [selectionSet] : []))
}

function isIncluded(selection: SelectionNode, variables: Record<string, unknown>): boolean {
  const skip = getDirectiveValues(GraphQLSkipDirective, selection, variables)
  const include = getDirectiveValues(GraphQLIncludeDirective, selection, variables)
  return skip?.['if'] !== true && include?.['if'] !== false
}
