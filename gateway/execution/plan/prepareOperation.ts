import { operationFromDocument } from '@apollo/federation-internals'
import { isPlanNode } from '@apollo/query-planner'
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  valueFromASTUntyped,
  visit,
} from 'graphql'
import { type PlannedSupergraph } from '../planSupergraph.js'
import { fragmentsOf } from './fragmentsOf.js'
import { compilePlan, type Step } from './compilePlan.js'
import { type Data, getOwn } from './ownProperty.js'
import { compileShape, type ShapeResponse } from './shapeResponse.js'

/** An operation with everything worked out that is the same each time it is carried out. */
export interface PreparedOperation {
  /** What the document was validated against. */
  schema: GraphQLSchema
  /** Null when no subgraph is asked. */
  plan: Step | null
  /** The variables with the defaults of those that `@skip` and `@include` look at. */
  withConditions(variables: Data): Data
  shapeFor(variables: Data): ShapeResponse
  /** The operation with nothing in it but `__schema` and `__type`; null when it asks for neither. */
  introspection: DocumentNode | null
}

/** Forms of one operation that are kept, one for each way in which its conditions come out. */
const shapesKept = 16

/** @throws GraphQLError when the planner refuses it. The document is valid. */
export function prepareOperation(
  supergraph: PlannedSupergraph,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): PreparedOperation {
  const { schema, apiSchema, planner } = supergraph
  const fragments = fragmentsOf(document)
  const own: DocumentNode = { kind: Kind.DOCUMENT, definitions: [operation, ...Object.values(fragments)] }
  const { node } = planner.buildQueryPlan(operationFromDocument(apiSchema, own, { validate: false }))
  if (node && !isPlanNode(node)) throw new GraphQLError('subscriptions are carried out elsewhere')
  return {
    schema,
    plan: node ? compilePlan(node, supergraph.typeNames) : null,
    introspection: introspectionOf(operation, fragments),
    ...prepareAnswer(supergraph, operation, fragments),
  }
}

/** What a subscription needs as well, whose plan is another. */
export function prepareAnswer(
  { schema, typeNames }: PlannedSupergraph,
  operation: OperationDefinitionNode,
  fragments: Record<string, FragmentDefinitionNode>,
): Pick<PreparedOperation, 'withConditions' | 'shapeFor'> {
  const conditions = conditionsOf(operation, fragments)
  const rootType = schema.getRootType(operation.operation)?.name
  if (rootType === undefined) throw new GraphQLError(`there is no ${operation.operation} in this schema`)
  const shapes = new Map<string, ShapeResponse>()
  /** A form is kept for long: what else a client has sent is not kept with it. */
  const onlyConditions = (variables: Data): Data =>
    Object.fromEntries(Object.keys(conditions).map((name) => [name, getOwn(variables, name)]))
  return {
    withConditions(variables) {
      const absent = Object.entries(conditions).filter(([name]) => getOwn(variables, name) === undefined)
      return absent.length === 0 ? variables : { ...variables, ...Object.fromEntries(absent) }
    },
    shapeFor(variables) {
      const key = Object.keys(conditions).reduce((text, name) => text + (variables[name] === true ? '1' : '0'), '')
      const known = shapes.get(key)
      if (known) return known
      if (shapes.size >= shapesKept) shapes.clear()
      const shape = compileShape(
        schema,
        { fragments, conditions: onlyConditions(variables), typeNames },
        rootType,
        operation.selectionSet,
      )
      shapes.set(key, shape)
      return shape
    },
  }
}

/** The variables that `@skip` and `@include` look at, each with its default; undefined where it has none. */
function conditionsOf(
  operation: OperationDefinitionNode,
  fragments: Record<string, FragmentDefinitionNode>,
): Record<string, unknown> {
  const names = new Set<string>()
  for (const definition of [operation, ...Object.values(fragments)]) {
    visit(definition, {
      Directive({ name, arguments: given }) {
        if (name.value !== 'skip' && name.value !== 'include') return
        for (const { value } of given ?? []) if (value.kind === Kind.VARIABLE) names.add(value.name.value)
      },
    })
  }
  const defaults = (operation.variableDefinitions ?? []).flatMap(({ variable, defaultValue }) =>
    names.has(variable.name.value)
      ? [[variable.name.value, defaultValue ? valueFromASTUntyped(defaultValue) : undefined] as const]
      : [],
  )
  return Object.fromEntries(defaults)
}

/** The operation with its other fields taken out, so that graphql-js can carry it out over the schema alone. */
function introspectionOf(
  operation: OperationDefinitionNode,
  fragments: Record<string, FragmentDefinitionNode>,
): DocumentNode | null {
  let asked = false
  const onlyIntrospection = <T extends OperationDefinitionNode | FragmentDefinitionNode>(definition: T): T =>
    visit(definition, {
      Field({ name }) {
        if (!name.value.startsWith('__')) return null
        asked ||= name.value !== '__typename'
        return false
      },
    })
  const own = onlyIntrospection(operation)
  const others = Object.values(fragments).map((fragment) =>
    fragment.typeCondition.name.value.startsWith('__') ? fragment : onlyIntrospection(fragment),
  )
  return asked ? { kind: Kind.DOCUMENT, definitions: [own, ...others] } : null
}
