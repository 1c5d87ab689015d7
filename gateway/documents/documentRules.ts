import { type ApolloServerPlugin, type GraphQLRequestListener } from '@apollo/server'
import { type GatewayContext } from '../request/gatewayContext.js'
import { hideSuggestions } from './schemaRule.js'

/**
 * Has Apollo carry out the document that was accepted, whatever else the request says, and none where none was; suggests
 * names of the schema to those alone who may see it.
 */
export const documentRules: ApolloServerPlugin<GatewayContext> = {
  requestDidStart({ request, contextValue: { document } }) {
    delete request.query
    if (document) request.query = document.text
    if (request.extensions) {
      request.extensions = { ...request.extensions }
      delete request.extensions['persistedQuery']
    }
    return Promise.resolve(listener)
  },
}

const listener: GraphQLRequestListener<GatewayContext> = {
  didEncounterErrors({ errors, contextValue }) {
    hideSuggestions(errors, contextValue)
    return Promise.resolve()
  },
}
