import { type GraphQLFormattedError } from 'graphql'
import { internalMessage } from '../errors/publicError.js'
import { type GatewayContext } from '../request/gatewayContext.js'

interface Completed {
  errors?: readonly GraphQLFormattedError[]
  extensions?: Record<string, unknown>
}

/**
 * Puts an error into an answer in which a subgraph left out or mistyped what its schema promises, which Apollo's executor
 * tells in the extensions only: null without an error would be a lie to the caller.
 */
export function tellBrokenPromises(result: Completed, context: Pick<GatewayContext, 'log' | 'trace'>): void {
  const { valueCompletion, ...extensions } = result.extensions ?? {}
  if (valueCompletion === undefined) return
  context.log.error({ problems: valueCompletion }, 'a subgraph broke its schema')
  delete result.extensions
  if (Object.keys(extensions).length > 0) result.extensions = extensions
  const broken = {
    message: internalMessage,
    extensions: { code: 'INTERNAL_SERVER_ERROR', reference: context.trace.traceId },
  }
  result.errors = [...(result.errors ?? []), broken]
}
