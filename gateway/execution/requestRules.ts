import { type ApolloServerPlugin } from '@apollo/server'
import { type DomainError } from '../../platform/errors/domainError.js'
import { type FragmentDefinitionNode, GraphQLError, Kind } from 'graphql'
import { internalMessage, publicCode } from '../errors/publicError.js'
import { type GatewayContext } from '../request/gatewayContext.js'
import { isSignInOperation } from '../session/signInOperation.js'

/** What is checked and noted for each operation between its validation and the end of its execution. */
export function requestRules(references: WeakMap<object, string>): ApolloServerPlugin<GatewayContext> {
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ document, operation, operationName, contextValue }) {
          const { record, session } = contextValue
          if (operation === undefined) {
            throw refusal(
              'The document has no operation of that name, or has several and none was named.',
              'BAD_USER_INPUT',
              400,
            )
          }
          record.operationType = operation.operation
          if (operationName !== null) record.operationName = operationName.slice(0, 100)
          if (operation.operation === 'subscription') {
            throw refusal('Subscriptions are not served here yet. Ask by query for now.', 'BAD_USER_INPUT', 400)
          }
          if (session.kind !== 'refused') return
          const fragments = document.definitions.filter(
            (node): node is FragmentDefinitionNode => node.kind === Kind.FRAGMENT_DEFINITION,
          )
          if (isSignInOperation(operation, new Map(fragments.map((fragment) => [fragment.name.value, fragment]))))
            return
          throw badCredentials(session.error)
        },
        async didEncounterErrors({ errors, contextValue }) {
          const { log, trace } = contextValue
          for (const error of errors) {
            references.set(error, trace.traceId)
            // An error that has its reference already was logged where it came from.
            if (publicCode(error.extensions['code']) === null && error.extensions['reference'] === undefined) {
              log.error({ err: error.originalError ?? error }, 'unexpected error')
            }
          }
        },
        async willSendResponse({ response, contextValue }) {
          if (response.body.kind !== 'single') return
          const { record, log, trace } = contextValue
          const result = response.body.singleResult
          const incomplete = result.extensions?.['valueCompletion']
          if (incomplete !== undefined) {
            // A subgraph left out or mistyped what its schema promises. Null without an error would be a lie to the caller.
            log.error({ problems: incomplete }, 'a subgraph broke its schema')
            const { valueCompletion: _inside, ...extensions } = result.extensions ?? {}
            if (Object.keys(extensions).length > 0) result.extensions = extensions
            else delete result.extensions
            result.errors = [
              { message: internalMessage, extensions: { code: 'INTERNAL_SERVER_ERROR', reference: trace.traceId } },
            ]
          }
          record.hasData = result.data !== undefined && result.data !== null
          record.codes.push(...(result.errors ?? []).map((error) => String(error.extensions?.['code'])))
        },
      }
    },
    async unexpectedErrorProcessingRequest({ requestContext, error }) {
      requestContext.contextValue.log.error({ err: error }, 'unexpected error')
      requestContext.contextValue.record.codes.push('INTERNAL_SERVER_ERROR')
    },
  }
}

/** A refusal of the whole request, with its HTTP status. */
export function refusal(
  message: string,
  code: string,
  status: number,
  details: Record<string, unknown> = {},
): GraphQLError {
  return new GraphQLError(message, { extensions: { ...details, code, http: { status } } })
}

function badCredentials(error: DomainError): GraphQLError {
  return refusal(error.message, error.code, error.code === 'SERVICE_UNAVAILABLE' ? 503 : 401, error.details)
}
