import { type SubgraphContext } from '../../platform/graphql/subgraphContext.js'
import { type AuthServices } from './createAuthServices.js'

/** What auth's resolvers get: who is asking, and the parts that do the work. */
export interface Context extends SubgraphContext {
  auth: AuthServices
}
