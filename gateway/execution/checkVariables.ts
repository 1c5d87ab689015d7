import { type GraphQLSchema, type OperationDefinitionNode } from 'graphql'
import { getVariableValues } from 'graphql/execution/values.js'
import { type Data } from './plan/ownProperty.js'

/** @throws GraphQLError when a value does not fit its variable, or one is missing. */
export function checkVariables(
  schema: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
  variables: Data,
): void {
  if (variableDefinitions.length === 0) return
  const { errors } = getVariableValues(schema, variableDefinitions, variables, { maxErrors: 1 })
  if (errors?.[0]) throw errors[0]
}
