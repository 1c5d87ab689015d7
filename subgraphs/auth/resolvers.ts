import { type Complete } from '../../platform/graphql/complete.js'
import { type Context } from './context.js'
import { customerResolvers } from './customer/customerResolvers.js'
import { type Resolvers } from './generated/resolverTypes.js'
import { personalDataResolvers } from './personalData/personalDataResolvers.js'
import { sessionResolvers } from './session/sessionResolvers.js'
import { signInResolvers } from './signIn/signInResolvers.js'

/** GraphQL in, a call of the domain, GraphQL out: no rules here. */
export const resolvers: Complete<Resolvers<Context>> = {
  ...customerResolvers,
  Mutation: { ...signInResolvers.Mutation, ...sessionResolvers.Mutation, ...personalDataResolvers.Mutation },
}
