import { DomainError } from '../../../platform/errors/domainError.js'
import { requirePermission } from '../../../platform/identity/identity.js'
import { type ChangeCount } from '../../../saga/productChange/readSide/changeReadStore.js'
import { type ChangeSearch, everyStatus } from '../../../saga/productChange/readSide/findChangeStore.js'
import { type Context } from '../context.js'
import { type ProductChangeCount, type ProductChangeFilter, type QueryResolvers } from '../generated/resolverTypes.js'
import { changeConnection, readChangePage } from './changeConnection.js'

/** What an operator asks about the changes of all lines. */
export const operatorQueries: Required<
  Pick<QueryResolvers<Context>, 'productChanges' | 'productChangeCounts' | 'productChangesNeedingAttention'>
> = {
  productChanges: async (_, { filter, order, ...args }, context) => {
    requirePermission(context, 'OPERATOR')
    const page = readChangePage(args)
    const found = await context.changes.search(readChangeFilter(filter ?? {}, context), { ...page, order })
    return changeConnection(found, page, (change) => change.requestedAt)
  },
  productChangeCounts: async (_, __, context) => {
    requirePermission(context, 'OPERATOR')
    const counts = new Map((await context.changes.counts()).map((count) => [count.status, count]))
    return everyStatus.map((status) => countView(counts.get(status) ?? noneIn(status), context.now))
  },
  productChangesNeedingAttention: async (_, args, context) => {
    requirePermission(context, 'OPERATOR')
    const page = readChangePage(args)
    const found = await context.changes.inStates(['NEEDS_ATTENTION'], page)
    return changeConnection(found, page, (change) => change.changedAt)
  },
}

/** @throws DomainError BAD_USER_INPUT; NOT_FOUND for a line id that we never sealed */
function readChangeFilter(
  { statuses, lineId, requestedFrom, requestedBefore }: ProductChangeFilter,
  { lineIds, cipher }: Pick<Context, 'lineIds' | 'cipher'>,
): ChangeSearch {
  if (statuses?.length === 0) throw badFilter('statuses', '상태를 하나 이상 선택해주세요.')
  for (const [name, instant] of Object.entries({ requestedFrom, requestedBefore })) {
    const year = instant?.getUTCFullYear()
    if (year !== undefined && !(year >= 2000 && year < 3000)) throw badFilter(name, '기간이 올바르지 않습니다.')
  }
  if (requestedFrom && requestedBefore && requestedFrom >= requestedBefore)
    throw badFilter('requestedBefore', '조회 기간의 끝이 시작보다 뒤여야 합니다.')
  return {
    ...(statuses && { statuses }),
    ...(typeof lineId === 'string' && { lineKey: cipher.blindIndex(lineIds.open(lineId)) }),
    ...(requestedFrom && { requestedFrom }),
    ...(requestedBefore && { requestedBefore }),
  }
}

const badFilter = (part: string, message: string) =>
  new DomainError('BAD_USER_INPUT', message, { details: { argument: `filter.${part}` } })

const noneIn = (status: ChangeCount['status']): ChangeCount => ({
  ...{ status, count: 0, oldestRequestedAt: null, unchangedSince: null },
})

function countView(count: ChangeCount, now: Date): ProductChangeCount {
  const { oldestRequestedAt } = count
  const ageMs = oldestRequestedAt && now.getTime() - oldestRequestedAt.getTime()
  return { ...count, oldestAgeSeconds: ageMs === null ? null : Math.max(0, Math.floor(ageMs / 1_000)) }
}
