import { DomainError } from '../../../platform/errors/domainError.js'
import { type Complete } from '../../../platform/graphql/complete.js'
import { requirePermission } from '../../../platform/identity/identity.js'
import { type Context } from '../context.js'
import { type QueryResolvers, type Resolvers } from '../generated/resolverTypes.js'
import { requireFirst } from '../pageSize.js'
import { type KeptBreakerChange } from './kosHealthStore.js'
import { kosHealthView } from './kosHealthView.js'
import { minuteMs, minuteOf, mostMinutes } from './kosMinuteStore.js'
import { kosMinuteView } from './kosMinuteView.js'

const mostChanges = 100

/** How the way to KOS stands, for operators. */
export const kosHealthQueries: Required<
  Pick<QueryResolvers<Context>, 'kosHealth' | 'kosHealthHistory' | 'kosBreakerChanges'>
> = {
  kosHealth: async (_, _args, context) => {
    requirePermission(context, 'OPERATOR')
    return (await context.kosHealth.clients(context.now)).map(kosHealthView)
  },
  kosHealthHistory: async (_, args, context) => {
    requirePermission(context, 'OPERATOR')
    const minutes = requireMinutes(args.minutes ?? 60)
    const from = new Date(minuteOf(context.now).getTime() - (minutes - 1) * minuteMs)
    return (await context.kosMinutes.since(from)).map(kosMinuteView)
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
function requireMinutes(minutes: number): number {
  if (minutes >= 1 && minutes <= mostMinutes) return minutes
  throw new DomainError('BAD_USER_INPUT', `minutes는 1에서 ${mostMinutes} 사이여야 합니다.`, {
    details: { argument: 'minutes' },
  })
}

/** @throws DomainError BAD_USER_INPUT */
function requireVersion(after: number | null): number | null {
  if (after === null || after >= 0) return after
  throw new DomainError('BAD_USER_INPUT', 'after는 0 이상이어야 합니다.', { details: { argument: 'after' } })
}
