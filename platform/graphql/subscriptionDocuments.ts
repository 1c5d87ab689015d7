import {
  type DocumentNode,
  getOperationAST,
  GraphQLError,
  type GraphQLSchema,
  OperationTypeNode,
  parse,
  validate,
} from 'graphql'
import { type SubscribePayload } from 'graphql-ws'

/** The document of a subscription, checked; or what is wrong with it, which is the caller's doing. */
export type ReadDocument = (
  payload: Pick<SubscribePayload, 'query' | 'operationName'>,
) => DocumentNode | { errors: GraphQLError[] }

/** The gateway asks the same few things for thousands of customers. */
const remembered = 200

/** Reads documents against a schema; one that was good before is not looked at again. */
export function createDocumentReader(schema: GraphQLSchema): ReadDocument {
  const good = new Map<string, DocumentNode>()
  return ({ query, operationName }) => {
    const key = `${operationName ?? ''}\n${query}`
    const known = good.get(key)
    if (known) return known
    try {
      const document = parse(query)
      const errors = validate(schema, document)
      if (errors.length > 0) return { errors: errors.map(callersError) }
      if (getOperationAST(document, operationName)?.operation !== OperationTypeNode.SUBSCRIPTION)
        return { errors: [callersError(new GraphQLError('Only subscriptions are served over WebSocket.'))] }
      if (good.size >= remembered) good.delete(good.keys().next().value as string)
      good.set(key, document)
      return document
    } catch (error) {
      if (error instanceof GraphQLError) return { errors: [callersError(error)] }
      return { errors: [new GraphQLError('failed', { originalError: error as Error })] }
    }
  }
}

/** The same error under the code that says whose it is. */
export const callersError = ({ message, nodes, source, positions, path }: GraphQLError): GraphQLError =>
  new GraphQLError(message, {
    ...(nodes && { nodes }),
    ...(source && { source }),
    ...(positions && { positions }),
    ...(path && { path }),
    extensions: { code: 'BAD_USER_INPUT' },
  })
