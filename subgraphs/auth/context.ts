import { type SubgraphContext } from '../../platform/graphql/subgraphContext.js'
import { type AuthServices } from './createAuthServices.js'
import { type CustomerReads } from './customer/customerReads.js'

/** What auth's resolvers get: who is asking, and the parts that do the work. */
export interface Context extends SubgraphContext {
  auth: AuthServices
  /** This request's reads of customers other than the caller. */
  customers: CustomerReads
}
