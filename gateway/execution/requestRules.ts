import { type ApolloServerPlugin, type GraphQLRequestListener } from '@apollo/server'
import { type FragmentDefinitionNode, Kind, OperationTypeNode } from 'graphql'
import { publicCode } from '../errors/publicError.js'
import { refusal, refusalOf } from '../errors/refusal.js'
import { type GatewayContext } from '../request/gatewayContext.js'
import { isSignInOperation } from '../session/signInOperation.js'
import { tellBrokenPromises } from './valueCompletion.js'

type Listener = GraphQLRequestListener<GatewayContext>
type HookArgument<K extends keyof Listener> = Parameters<NonNullable<Listener[K]>>[0]

/**
 * What is checked and noted for each operation between its validation and the end of its execution.
 *
 * @param references is told the trace id of every error, for the place where errors are formatted knows no request.
 */
export function requestRules(references: WeakMap<object, string>): ApolloServerPlugin<GatewayContext> {
  const listener: Listener = {
    didResolveSource: ({ contextValue: { record }, queryHash }) => settled(() => void (record.document ??= queryHash)),
    didResolveOperation: (request) => settled(() => admit(request)),
    didEncounterErrors: (request) => settled(() => noteErrors(request, references)),
    willSendResponse: (request) => settled(() => noteAnswer(request)),
  }
  return {
    requestDidStart: () => Promise.resolve(listener),
    unexpectedErrorProcessingRequest: ({ requestContext: { contextValue }, error }) =>
      settled(() => {
        contextValue.log.error({ err: error }, 'unexpected error')
        contextValue.record.codes.push('INTERNAL_SERVER_ERROR')
      }),
  }
}

/** Apollo's hooks are asynchronous, and these rules are not. */
function settled(rule: () => void): Promise<void> {
  return Promise.resolve().then(rule)
}

/** @throws GraphQLError for an operation that is not carried out at all. */
function admit({ document, operation, operationName, contextValue }: HookArgument<'didResolveOperation'>): void {
  const { record, session } = contextValue
  // The gateway's types promise an operation; a document of several with no name, or with an unknown one, has none.
  if (!operation)
    throw refusal(
      'The document has no operation of that name, or has several and none was named.',
      'BAD_USER_INPUT',
      400,
    )
  record.operationType = operation.operation
  if (operationName !== null) record.operationName = operationName.slice(0, 100)
  if (operation.operation === OperationTypeNode.SUBSCRIPTION) {
    throw refusal(
      'Subscribe over WebSocket (graphql-transport-ws) at this address, or send "accept: text/event-stream".',
      'BAD_USER_INPUT',
      400,
    )
  }
  if (session.kind !== 'refused') return
  const fragments = document.definitions.filter(
    (node): node is FragmentDefinitionNode => node.kind === Kind.FRAGMENT_DEFINITION,
  )
  if (isSignInOperation(operation, new Map(fragments.map((fragment) => [fragment.name.value, fragment])))) return
  throw refusalOf(session.error)
}

function noteErrors(
  { errors, contextValue }: HookArgument<'didEncounterErrors'>,
  references: WeakMap<object, string>,
): void {
  const { log, trace } = contextValue
  for (const error of errors) {
    references.set(error, trace.traceId)
    // An error that has its reference already was logged where it came from.
    if (publicCode(error.extensions['code']) === null && error.extensions['reference'] === undefined) {
      log.error({ err: error.originalError ?? error }, 'unexpected error')
    }
  }
}

function noteAnswer({ response, contextValue }: HookArgument<'willSendResponse'>): void {
  if (response.body.kind !== 'single') return
  const { record, log, trace } = contextValue
  const result = response.body.singleResult
  tellBrokenPromises(result, trace.traceId, log)
  record.hasData = result.data !== undefined && result.data !== null
  record.codes.push(...(result.errors ?? []).map((error) => String(error.extensions?.['code'])))
}
