import {
  type FieldNode,
  getNullableType,
  type GraphQLField,
  type GraphQLLeafType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isSpecifiedScalarType,
  type SelectionSetNode,
} from 'graphql'
import { collectFields, type Selections } from './collectFields.js'
import { type Data, getOwn, isData, setOwn } from './ownProperty.js'

/** Something that a subgraph's schema promises and its answer does not hold. */
export interface BrokenPromise {
  message: string
  path: (string | number)[]
}

/** Gives merged data the form that was asked for. Null: so much is missing that nothing is left. */
export type ShapeResponse = (data: Data, broken: BrokenPromise[]) => Data | null

/**
 * How a value of one type at one place of an operation becomes part of the answer.
 *
 * @returns the value; {@link missing} where a promise was broken in it and null may stand; {@link impossible} where not
 *   even null may, so that what is around it has to go.
 */
type Shape = (value: unknown, progress: Progress) => unknown

interface Progress {
  /** Of the value at hand. */
  path: (string | number)[]
  broken: BrokenPromise[]
}

const missing = Symbol('null, and it was said why')
const impossible = Symbol('null where none may be')

/**
 * Compiles what an operation asks for into functions: which fields an object has is worked out once for each type that
 * turns up, not for each object.
 *
 * @param rootType name of the type that the operation begins with
 */
export function compileShape(
  schema: GraphQLSchema,
  selections: Selections,
  rootType: string,
  selectionSet: SelectionSetNode,
): ShapeResponse {
  const shape = objectShape({ schema, selections }, rootType, [selectionSet])
  return (data, broken) => {
    const shaped = shape(data, { path: [], broken })
    return isData(shaped) ? shaped : null
  }
}

interface Compilation {
  schema: GraphQLSchema
  selections: Selections
}

function valueShape(compilation: Compilation, type: GraphQLOutputType, place: string, sets: SelectionSetNode[]): Shape {
  if (isNonNullType(type)) return nonNullShape(nullableShape(compilation, getNullableType(type), place, sets), place)
  const shape = nullableShape(compilation, type, place, sets)
  return (value, progress) => (value === null || value === undefined ? null : shape(value, progress))
}

function nonNullShape(shape: Shape, place: string): Shape {
  return (value, progress) => {
    if (value === null || value === undefined) {
      note(progress, `Cannot return null for non-nullable ${place}.`)
      return impossible
    }
    const shaped = shape(value, progress)
    return shaped === missing ? impossible : shaped
  }
}

/** @returns a shape that is never given null */
function nullableShape(
  compilation: Compilation,
  type: GraphQLOutputType,
  place: string,
  sets: SelectionSetNode[],
): Shape {
  if (isListType(type)) {
    return listShape(valueShape(compilation, type.ofType as GraphQLOutputType, `element of ${place}`, sets), place)
  }
  if (isCompositeType(type)) return objectShape(compilation, type.name, sets)
  if (isLeafType(type)) return leafShape(type, place)
  throw new Error(`${place} has a type that no answer can have`)
}

function listShape(element: Shape, place: string): Shape {
  return (value, progress) => {
    if (!Array.isArray(value)) return invalid(progress, place)
    const { path } = progress
    const list = new Array<unknown>(value.length)
    let whole = true
    for (let at = 0; at < value.length; at += 1) {
      path.push(at)
      const shaped = element(value[at], progress)
      path.pop()
      if (shaped === impossible) whole = false
      list[at] = shaped === missing ? null : shaped
    }
    return whole ? list : missing
  }
}

function leafShape(type: GraphQLLeafType, place: string): Shape {
  const isValid = validityOf(type)
  if (!isValid) return (value) => value
  return (value, progress) => (isValid(value) ? value : invalid(progress, place))
}

/** Null for a custom scalar: only the subgraph knows what its values look like. */
function validityOf(type: GraphQLLeafType): ((value: unknown) => boolean) | null {
  if (isEnumType(type)) {
    const names = new Set<unknown>(type.getValues().map(({ name }) => name))
    return (value) => names.has(value)
  }
  if (!isSpecifiedScalarType(type)) return null
  switch (type.name) {
    case 'Int':
      return Number.isInteger
    case 'Float':
      return Number.isFinite
    case 'Boolean':
      return (value) => typeof value === 'boolean'
    case 'ID':
      return (value) => typeof value === 'string' || Number.isInteger(value)
    default:
      return (value) => typeof value === 'string'
  }
}

/** One field of an object in the answer. */
interface FieldShape {
  name: string
  /** Takes the place of what the object has under the name. */
  constant?: string
  shape: Shape
}

/**
 * @param declared name of the type that the schema declares; which one an object really has, its `__typename` says.
 */
function objectShape(compilation: Compilation, declared: string, sets: SelectionSetNode[]): Shape {
  const { schema } = compilation
  const known = new Map<string, readonly FieldShape[] | null>()

  function fieldsOf(typename: string): readonly FieldShape[] | null {
    const before = known.get(typename)
    if (before !== undefined) return before
    // A name that the schema lacks is not kept: a broken subgraph could send a new one each time.
    if (!isCompositeType(schema.getType(typename))) return null
    const fields = compileFields(compilation, typename, sets)
    known.set(typename, fields)
    return fields
  }

  return (value, progress) => {
    if (!isData(value)) return invalid(progress, `object of type ${declared}`)
    const typename = value['__typename'] ?? declared
    const fields = typeof typename === 'string' ? fieldsOf(typename) : null
    if (!fields) return invalid(progress, `__typename of an object of type ${declared}`)
    const { path } = progress
    const object: Data = {}
    for (const { name, constant, shape } of fields) {
      if (constant !== undefined) {
        setOwn(object, name, constant)
        continue
      }
      path.push(name)
      const shaped = shape(getOwn(value, name), progress)
      path.pop()
      if (shaped === impossible) return missing
      setOwn(object, name, shaped === missing ? null : shaped)
    }
    return object
  }
}

function compileFields(compilation: Compilation, typename: string, sets: SelectionSetNode[]): FieldShape[] {
  const { schema, selections } = compilation
  const type = schema.getType(typename)
  const definitions = isObjectType(type) || isInterfaceType(type) ? type.getFields() : {}
  return [...collectFields(sets, typename, selections)].flatMap(([name, nodes]): FieldShape[] => {
    const [{ name: fieldName }] = nodes as [FieldNode]
    if (fieldName.value === '__typename') {
      // A subgraph that does not say which type it means leaves nothing to tell.
      return isAbstractType(type)
        ? [{ name, shape: () => impossible }]
        : [{ name, constant: typename, shape: () => null }]
    }
    const definition = (definitions as Record<string, GraphQLField<unknown, unknown>>)[fieldName.value]
    // Introspection, whose answer lies among the data already.
    if (!definition) return [{ name, shape: (value) => value ?? null }]
    const own = nodes.flatMap(({ selectionSet }) => selectionSet ?? [])
    return [{ name, shape: valueShape(compilation, definition.type, `field ${typename}.${fieldName.value}`, own) }]
  })
}

function invalid(progress: Progress, what: string): typeof missing {
  note(progress, `Invalid value found for ${what}.`)
  return missing
}

function note({ path, broken }: Progress, message: string): void {
  broken.push({ message, path: [...path] })
}
