import { operationFromDocument } from '@apollo/federation-internals'
import { type FetchNode } from '@apollo/query-planner'
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  getOperationAST,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  print,
  type SelectionSetNode,
  separateOperations,
  validate,
} from 'graphql'
import { refusal } from '../errors/refusal.js'
import { compilePlan, type Step } from '../execution/plan/compilePlan.js'
import { fragmentsOf } from '../execution/plan/fragmentsOf.js'
import { prepareAnswer, type PreparedOperation } from '../execution/plan/prepareOperation.js'
import { type PlannedSupergraph } from '../execution/planSupergraph.js'
import { upstreamOperation, type UpstreamOperation } from './upstreamOperation.js'

/** Stands in a plan for the subgraph whose event is already there. No subgraph has such a name. */
export const eventSource = ' event'

/** A subscription, validated and planned. */
export interface SubscriptionPlan {
  supergraph: PlannedSupergraph
  document: DocumentNode
  operation: OperationDefinitionNode
  /** The operation and its fragments in one spelling, whatever else the document had: equal for equal operations. */
  text: string
  /** Which subgraph sends the events, and what is asked of it. */
  subgraph: string
  upstream: UpstreamOperation
  /** What is done with each event: it is taken in, and the other subgraphs are asked for the rest. */
  perEvent: Step
  /** The form of each answer. */
  answer: Pick<PreparedOperation, 'withConditions' | 'shapeFor'>
}

/**
 * @param hideSchema whether a refusal must not suggest names of the schema.
 * @throws GraphQLError BAD_USER_INPUT for a document that is not valid or no subscription of ours.
 */
export function planSubscription(
  supergraph: PlannedSupergraph,
  document: DocumentNode,
  operationName: string | undefined,
  hideSchema: boolean,
): SubscriptionPlan {
  const [problem] = validate(supergraph.schema, document, undefined, { maxErrors: 1 })
  if (problem)
    throw invalid(hideSchema ? problem.message.replace(/ ?Did you mean(.+?)\?$/, '') : problem.message, problem)
  const operation = getOperationAST(document, operationName)
  if (!operation) throw invalid('The document has no operation of that name, or has several and none was named.')
  if (operation.operation !== OperationTypeNode.SUBSCRIPTION) {
    throw invalid('Only subscriptions are served this way. Send queries and mutations by POST.')
  }
  const own = separateOperations(document)[operation.name?.value ?? ''] ?? document
  if (isConditional(operation.selectionSet, fragmentsOf(own))) {
    throw invalid('The field of a subscription takes neither @skip nor @include.')
  }
  return planValid(supergraph, own, operation)
}

/** @param own holds the operation and the fragments that it uses, and nothing else. */
export function planValid(
  supergraph: PlannedSupergraph,
  own: DocumentNode,
  operation: OperationDefinitionNode,
): SubscriptionPlan {
  const { node } = supergraph.planner.buildQueryPlan(
    operationFromDocument(supergraph.apiSchema, own, { validate: false }),
  )
  if (node?.kind !== 'Subscription') throw new Error(`a subscription was planned as ${node?.kind ?? 'nothing'}`)
  const taken: FetchNode = { ...node.primary, serviceName: eventSource }
  return {
    supergraph,
    document: own,
    operation,
    text: print(own),
    subgraph: node.primary.serviceName,
    upstream: upstreamOperation(
      { operation: node.primary.operation, operationName: node.primary.operationName },
      supergraph.schema,
    ),
    perEvent: compilePlan(
      { kind: 'Sequence', nodes: [taken, ...(node.rest ? [node.rest] : [])] },
      supergraph.typeNames,
    ),
    answer: prepareAnswer(supergraph, operation, fragmentsOf(own)),
  }
}

/** Whether what a subscription subscribes to hangs on a condition, which GraphQL forbids at its root. */
function isConditional(set: SelectionSetNode, fragments: Record<string, FragmentDefinitionNode>): boolean {
  return set.selections.some((selection) => {
    if (selection.directives?.some(({ name }) => name.value === 'skip' || name.value === 'include')) return true
    if (selection.kind === Kind.FIELD) return false
    const inside =
      selection.kind === Kind.INLINE_FRAGMENT ? selection.selectionSet : fragments[selection.name.value]?.selectionSet
    return inside !== undefined && isConditional(inside, fragments)
  })
}

function invalid(message: string, at?: GraphQLError): GraphQLError {
  const { extensions } = refusal(message, 'BAD_USER_INPUT', 400)
  return new GraphQLError(message, { ...(at?.nodes && { nodes: at.nodes }), extensions })
}
