import { type DeskChangesQueryVariables, type ProductChangeStatus } from '../generated/operations.js'
import { statusesByUrgency } from './changeStatuses.js'

/** How long ago a change was requested at least, seconds. */
export const ages = { '10m': 600, '1h': 3_600, '1d': 86_400, '7d': 604_800 } as const

export type Age = keyof typeof ages

/** What is looked for, as the address of the screen says it. What it does not say, or says wrongly, does not narrow. */
export interface ChangeFilter {
  statuses: ProductChangeStatus[]
  /** Only those requested so long ago, or longer. */
  age: Age | null
  /** A line's sealed id. */
  lineId: string | null
  oldestFirst: boolean
  after: string | null
}

export function readChangeFilter(search: URLSearchParams): ChangeFilter {
  const asked = (search.get('status') ?? '').split(',')
  const age = search.get('age')
  return {
    statuses: statusesByUrgency.filter((status) => asked.includes(status)),
    age: age !== null && Object.hasOwn(ages, age) ? (age as Age) : null,
    lineId: search.get('line'),
    oldestFirst: search.get('order') === 'oldest',
    after: search.get('after'),
  }
}

/** The address of a filter. */
export function writeChangeFilter({ statuses, age, lineId, oldestFirst, after }: ChangeFilter): URLSearchParams {
  return new URLSearchParams({
    ...(statuses.length > 0 && { status: statuses.join(',') }),
    ...(age !== null && { age }),
    ...(lineId !== null && { line: lineId }),
    ...(oldestFirst && { order: 'oldest' }),
    ...(after !== null && { after }),
  })
}

const pageSize = 20

/** @param now ms */
export function changesAsked(
  { statuses, age, lineId, oldestFirst, after }: ChangeFilter,
  now: number,
): DeskChangesQueryVariables {
  return {
    filter: {
      ...(statuses.length > 0 && { statuses }),
      ...(lineId !== null && { lineId }),
      ...(age !== null && { requestedBefore: new Date(now - ages[age] * 1_000).toISOString() }),
    },
    order: oldestFirst ? 'OLDEST_FIRST' : 'NEWEST_FIRST',
    first: pageSize,
    after,
  }
}
