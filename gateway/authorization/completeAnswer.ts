import {
  type FieldNode,
  type FragmentDefinitionNode,
  getNullableType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isCompositeType,
  isListType,
  isNonNullType,
  isObjectType,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql'
import { collectFields } from '../execution/plan/collectFields.js'
import { type Data, getOwn, setOwn } from '../execution/plan/ownProperty.js'
import { type TypeNames } from '../execution/plan/typeNames.js'
import { type AllowedPart } from './removeForbidden.js'

type Path = readonly (string | number)[]

/** The answer to an operation as it was sent, and where the caller was refused something. */
export interface Completed {
  data: Data | null
  refused: Path[]
}

/** An operation as it was sent, and what was allowed of it. */
export interface RestrictedOperation {
  operation: OperationDefinitionNode
  fragments: Readonly<Record<string, FragmentDefinitionNode>>
  part: AllowedPart
}

/** A type that every fragment is taken to be for. */
const any = ''
const namesOfAny: TypeNames = () => new Set([any])

/**
 * Makes of the answer to what was left of an operation the answer to the whole of it: null where something was taken
 * out, passed on to the nearest nullable parent where the schema promises a value, each with the path of a field that was
 * refused. Fields stand in the order of the operation.
 *
 * The path of what nobody was asked for ends at a list, for nobody knows how long it is.
 *
 * @param data of the answer; `{}` when there was nothing to ask.
 * @param conditions the variables, with their defaults.
 */
export function completeAnswer(
  { schema, typeNames }: { schema: GraphQLSchema; typeNames: TypeNames },
  { operation, fragments, part: { forbidden, emptied, typeAlias } }: RestrictedOperation,
  data: Data,
  conditions: Data,
): Completed {
  const selections = { fragments, conditions, typeNames }
  const refused: Path[] = []

  function inObject(sets: SelectionSetNode[], type: GraphQLObjectType, value: Data, path: Path): Data | null {
    const completed: Data = {}
    let promiseBroken = false
    for (const [key, nodes] of collectFields(sets, type.name, selections)) {
      const [{ name }] = nodes as [FieldNode]
      const returns = type.getFields()[name.value]?.type
      const given = getOwn(value, key)
      const own = returns === undefined ? (given ?? null) : inField(nodes, returns, given, [...path, key])
      promiseBroken ||= own === null && isNonNullType(returns)
      setOwn(completed, key, own)
    }
    return promiseBroken ? null : completed
  }

  function inField(nodes: FieldNode[], type: GraphQLOutputType, value: unknown, path: Path): unknown {
    if (nodes.some((node) => !forbidden.has(node) && !emptied.has(node))) return inValue(nodes, type, value, path)
    refuse(nodes, path)
    return null
  }

  function inValue(nodes: FieldNode[], type: GraphQLOutputType, value: unknown, path: Path): unknown {
    if (value === null || value === undefined) return null
    const nullable = getNullableType(type)
    if (isListType(nullable)) {
      const { ofType } = nullable as { ofType: GraphQLOutputType }
      const items = (value as unknown[]).map((item, at) => inValue(nodes, ofType, item, [...path, at]))
      return isNonNullType(ofType) && items.includes(null) ? null : items
    }
    if (!isCompositeType(nullable)) return value
    const object = value as Data
    const actual = isAbstractType(nullable) ? schema.getType(String(object[typeAlias])) : nullable
    return isObjectType(actual) ? inObject(setsOf(nodes), actual, object, path) : null
  }

  /** Of an object that was not asked for at all, what was refused in it: all of it, and on no condition. */
  function refuse(nodes: FieldNode[], path: Path): void {
    const types = nodes.map((node) => emptied.get(node))
    if (types.some((type) => type === undefined || isListType(getNullableType(type)))) return void refused.push(path)
    const fields = collectFields(setsOf(nodes), any, { ...selections, typeNames: namesOfAny })
    for (const [key, inside] of fields) refuse(inside, [...path, key])
  }

  const root = schema.getRootType(operation.operation)
  if (!root) throw new Error(`the schema has no ${operation.operation}`)
  return { data: inObject([operation.selectionSet], root, data, []), refused }
}

function setsOf(nodes: FieldNode[]): SelectionSetNode[] {
  return nodes.flatMap(({ selectionSet }) => selectionSet ?? [])
}
