import { type FetchNode, type PlanNode, type ResponsePath } from '@apollo/query-planner'
import { OperationTypeNode } from 'graphql'
import { compileRepresentation, type Represent } from './representation.js'
import { compileRewrites, type Rewrite } from './rewrites.js'
import { type TypeNames } from './typeNames.js'

/** A plan made ready: whatever does not hang on a request's variables or on data is worked out once. */
export type Step =
  | { kind: 'sequence'; steps: readonly Step[] }
  | { kind: 'parallel'; steps: readonly Step[] }
  | { kind: 'flatten'; path: ResponsePath; step: Step }
  | { kind: 'condition'; variable: string; then: Step | null; otherwise: Step | null }
  | FetchStep

export interface FetchStep {
  kind: 'fetch'
  subgraph: string
  isMutation: boolean
  /** The operation in the subgraph. */
  query: string
  /** The request's JSON as far as it is the same each time: up to the value of `variables`. */
  bodyStart: string
  variables: readonly string[]
  /** Makes the representations of the entities to be fetched; null for a fetch at the root. */
  represent: Represent | null
  rewriteInput: Rewrite | null
  rewriteOutput: Rewrite | null
}

/** @throws Error for what no plan of ours has: `@defer`. */
export function compilePlan(node: PlanNode, typeNames: TypeNames): Step {
  switch (node.kind) {
    case 'Sequence':
      return { kind: 'sequence', steps: node.nodes.map((each) => compilePlan(each, typeNames)) }
    case 'Parallel':
      return { kind: 'parallel', steps: node.nodes.map((each) => compilePlan(each, typeNames)) }
    case 'Flatten':
      return { kind: 'flatten', path: node.path, step: compilePlan(node.node, typeNames) }
    case 'Condition':
      return {
        kind: 'condition',
        variable: node.condition,
        then: node.ifClause ? compilePlan(node.ifClause, typeNames) : null,
        otherwise: node.elseClause ? compilePlan(node.elseClause, typeNames) : null,
      }
    case 'Fetch':
      return compileFetch(node, typeNames)
    case 'Defer':
      throw new Error('a plan with @defer, which is not served')
  }
}

function compileFetch(node: FetchNode, typeNames: TypeNames): FetchStep {
  const { serviceName, operation, operationName, requires, inputRewrites, outputRewrites } = node
  const named = operationName === undefined ? '' : `,"operationName":${JSON.stringify(operationName)}`
  return {
    kind: 'fetch',
    subgraph: serviceName,
    isMutation: node.operationKind === OperationTypeNode.MUTATION,
    query: operation,
    bodyStart: `{"query":${JSON.stringify(operation)}${named},"variables":`,
    variables: node.variableUsages ?? [],
    represent: requires ? compileRepresentation(requires, typeNames) : null,
    rewriteInput: compileRewrites(inputRewrites, typeNames),
    rewriteOutput: compileRewrites(outputRewrites, typeNames),
  }
}
