import {
  type DocumentNode,
  type ExecutionResult,
  type FormattedExecutionResult,
  type FragmentDefinitionNode,
  type GraphQLError,
  type GraphQLFormattedError,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
} from 'graphql'
import { hideSuggestions, refuseSchema } from '../documents/schemaRule.js'
import { publicCode, toPublicError } from '../errors/publicError.js'
import { refusal, refusalOf } from '../errors/refusal.js'
import { type GatewayContext } from '../request/gatewayContext.js'
import { limitOf } from '../limits/overLimit.js'
import { isSignInOperation } from '../session/signInOperation.js'

/**
 * What is checked and noted for each operation before it is carried out.
 *
 * @param operation absent: a document of several with no name, or with an unknown one, has none.
 * @returns the operation.
 * @throws GraphQLError for an operation that is not carried out at all.
 */
export function admitOperation(
  document: DocumentNode,
  operation: OperationDefinitionNode | undefined,
  context: GatewayContext,
): OperationDefinitionNode {
  const { record, session } = context
  if (!operation)
    throw refusal(
      'The document has no operation of that name, or has several and none was named.',
      'BAD_USER_INPUT',
      400,
    )
  record.operationType = operation.operation
  if (operation.name) record.operationName = operation.name.value.slice(0, 100)
  if (operation.operation === OperationTypeNode.SUBSCRIPTION) {
    throw refusal(
      'Subscribe over WebSocket (graphql-transport-ws) at this address, or send "accept: text/event-stream".',
      'BAD_USER_INPUT',
      400,
    )
  }
  refuseSchema(document, context)
  if (session.kind !== 'refused') return operation
  const fragments = document.definitions.filter(
    (node): node is FragmentDefinitionNode => node.kind === Kind.FRAGMENT_DEFINITION,
  )
  if (isSignInOperation(operation, new Map(fragments.map((fragment) => [fragment.name.value, fragment]))))
    return operation
  throw refusalOf(session.error)
}

/** Logs an error that the caller will not see. One that has its reference already was logged where it came from. */
export function logHidden(error: GraphQLError, { log }: Pick<GatewayContext, 'log'>): void {
  if (publicCode(error.extensions['code']) !== null || error.extensions['reference'] !== undefined) return
  log.error({ err: error.originalError ?? error }, 'unexpected error')
}

/** The error that the caller gets, and a line in the log where that says less than the error does. */
export function showError(
  error: GraphQLError,
  context: Pick<GatewayContext, 'log' | 'trace' | 'document'>,
): GraphQLFormattedError {
  logHidden(error, context)
  hideSuggestions([error], context)
  return toPublicError(error.toJSON(), context.trace.traceId)
}

/** Notes for the request's log line what its answer is. */
export function noteAnswer(
  { data, errors }: Pick<FormattedExecutionResult | ExecutionResult, 'data' | 'errors'>,
  { record }: Pick<GatewayContext, 'record'>,
): void {
  record.hasData = data !== undefined && data !== null
  for (const { extensions } of errors ?? []) {
    record.codes.push(String(extensions?.['code']))
    const limit = limitOf(extensions)
    if (limit) record.limit = limit
  }
}
