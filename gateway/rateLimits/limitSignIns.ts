import { type ApolloServerPlugin, type GraphQLRequestListener } from '@apollo/server'
import { OperationTypeNode } from 'graphql'
import { type GatewayContext } from '../request/gatewayContext.js'
import { countRootFields, fragmentsOf } from '../session/rootFields.js'
import { type RateLimits } from './createRateLimits.js'
import { tooManyRequests } from './tooManyRequests.js'

/**
 * Counts attempts to sign in by address, each alias as one of its own. An account locks after five wrong passwords; this is
 * for whoever tries one password on many accounts.
 */
export function limitSignIns(limits: Pick<RateLimits, 'signIns'>): ApolloServerPlugin<GatewayContext> {
  const listener: GraphQLRequestListener<GatewayContext> = {
    didResolveOperation({ document, operation, contextValue }) {
      if (operation?.operation !== OperationTypeNode.MUTATION) return Promise.resolve()
      const attempts = countRootFields(operation.selectionSet, fragmentsOf(document)).get('signIn') ?? 0
      const retryAfterSeconds = attempts === 0 ? 0 : limits.signIns(contextValue.clientAddress, attempts)
      return retryAfterSeconds === 0 ? Promise.resolve() : Promise.reject(tooManyRequests(retryAfterSeconds))
    },
  }
  return { requestDidStart: () => Promise.resolve(listener) }
}
