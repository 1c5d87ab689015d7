import { type ExecutionResult, executeSync, type GraphQLError } from 'graphql'
import { executePlan, type SendFetch } from './plan/executePlan.js'
import { type Data } from './plan/ownProperty.js'
import { type PreparedOperation } from './plan/prepareOperation.js'
import { type BrokenPromise } from './plan/shapeResponse.js'

/**
 * Carries out a query or a mutation whose variables were checked. Never throws for what a subgraph does: that becomes errors
 * in the result. Promises of a schema that its subgraph broke, without saying so, stand in the extensions under
 * `valueCompletion`.
 */
export async function executeOperation(
  operation: PreparedOperation,
  given: Data,
  send: SendFetch,
): Promise<ExecutionResult> {
  const variables = operation.withConditions(given)
  const { data, errors } = await executePlan(operation.plan, variables, send)
  if (operation.introspection) {
    const { schema, introspection: document } = operation
    Object.assign(data, executeSync({ schema, document, variableValues: given }).data)
  }
  return shapedResult(operation, data, errors, variables)
}

export function shapedResult(
  operation: Pick<PreparedOperation, 'shapeFor'>,
  data: Data,
  errors: GraphQLError[],
  variables: Data,
): ExecutionResult {
  const broken: BrokenPromise[] = []
  const shaped = operation.shapeFor(variables)(data, broken)
  if (errors.length > 0) return { errors, data: shaped }
  return broken.length > 0 ? { data: shaped, extensions: { valueCompletion: broken } } : { data: shaped }
}
