import { DomainError } from '../../../platform/errors/domainError.js'
import { type Complete } from '../../../platform/graphql/complete.js'
import { requirePermission } from '../../../platform/identity/identity.js'
import { type Context } from '../context.js'
import { type QueryResolvers, type Resolvers } from '../generated/resolverTypes.js'
import { requireFirst } from '../pageSize.js'
import { type KeptBreakerChange } from './kosHealthStore.js'
import { kosHealthView } from './kosHealthView.js'

const mostChanges = 100

/** How the way to KOS stands, for operators. */
export const kosHealthQueries: Required<Pick<QueryResolvers<Context>, 'kosHealth' | 'kosBreakerChanges'>> = {
  kosHealth: async (_, _args, context) => {
    requirePermission(context, 'OPERATOR')
    return (await context.kosHealth.clients(context.now)).map(kosHealthView)
  },
  kosBreakerChanges: (_, args, context) => {
    requirePermission(context, 'OPERATOR')
    return context.kosHealth.newestChanges(requireFirst(args.first ?? 20, mostChanges))
  },
}

export const kosHealthSubscriptions: Complete<Resolvers<Context>>['Subscription'] = {
  kosBreakerChanged: {
    subscribe(_, { after }, context) {
      requirePermission(context, 'OPERATOR')
      return context.breakers.follow(requireVersion(after ?? null))
    },
    resolve: (change: KeptBreakerChange) => change,
  },
}

/** @throws DomainError BAD_USER_INPUT */
function requireVersion(after: number | null): number | null {
  if (after === null || after >= 0) return after
  throw new DomainError('BAD_USER_INPUT', 'after는 0 이상이어야 합니다.', { details: { argument: 'after' } })
}
