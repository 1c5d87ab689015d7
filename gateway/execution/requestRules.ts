import { type ApolloServerPlugin, type GraphQLRequestListener } from '@apollo/server'
import { OperationTypeNode } from 'graphql'
import { type GatewayContext } from '../request/gatewayContext.js'
import { type KnownOperations } from './knownOperations.js'
import { admitOperation, logHidden, noteAnswer } from './operationRules.js'
import { tellBrokenPromises } from './valueCompletion.js'

type Listener = GraphQLRequestListener<GatewayContext>
type HookArgument<K extends keyof Listener> = Parameters<NonNullable<Listener[K]>>[0]

export interface RequestRulesOptions {
  /** Is told the trace id of every error, for the place where errors are formatted knows no request. */
  references: WeakMap<object, string>
  /** Is told the operations that are carried out. */
  known: KnownOperations
}

/** What is checked and noted for each operation between its validation and the end of its execution. */
export function requestRules({ references, known }: RequestRulesOptions): ApolloServerPlugin<GatewayContext> {
  const listener: Listener = {
    didResolveSource: ({ contextValue: { record }, queryHash }) => settled(() => void (record.document ??= queryHash)),
    didResolveOperation: (request) => settled(() => admit(request, known)),
    didEncounterErrors: (request) => settled(() => noteErrors(request, references)),
    willSendResponse: (request) => settled(() => noteResponse(request)),
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

function admit(
  { schema, document, operation, queryHash, source, request, contextValue }: HookArgument<'didResolveOperation'>,
  known: KnownOperations,
): void {
  const admitted = admitOperation(document, operation, contextValue)
  if (admitted.operation === OperationTypeNode.QUERY)
    known.remember(source, request.operationName, { schema, document, operation: admitted, hash: queryHash })
}

function noteErrors(
  { errors, contextValue }: HookArgument<'didEncounterErrors'>,
  references: WeakMap<object, string>,
): void {
  for (const error of errors) {
    references.set(error, contextValue.trace.traceId)
    logHidden(error, contextValue)
  }
}

function noteResponse({ response, contextValue }: HookArgument<'willSendResponse'>): void {
  if (response.body.kind !== 'single') return
  const result = response.body.singleResult
  tellBrokenPromises(result, contextValue)
  noteAnswer(result, contextValue)
}
