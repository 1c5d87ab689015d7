import { Prisma } from '../../../prisma/product/generated/client.js'
import { type ProductDatabase } from '../../database.js'
import { type ChangeStatus } from '../domain/projection.js'

/** A place in a list: the item it stands on. */
export interface ChangeCursor {
  at: Date
  id: string
}

/** Which changes are looked for; what is left out does not narrow. */
export interface ChangeSearch {
  statuses?: readonly ChangeStatus[]
  lineKey?: string
  requestedFrom?: Date
  /** Exclusive. */
  requestedBefore?: Date
}

/** A page of what is found. */
export interface SearchPage {
  first: number
  after: ChangeCursor | null
  order: 'NEWEST_FIRST' | 'OLDEST_FIRST'
}

/** All states, in the order in which they are shown. */
export const everyStatus = [
  ...(['RESERVED', 'REQUESTED', 'IN_PROGRESS', 'IN_DOUBT'] as const),
  ...(['COMPLETED', 'REJECTED', 'CANCELLED', 'COMPENSATED', 'NEEDS_ATTENTION'] as const),
] as const satisfies readonly ChangeStatus[]

/**
 * The ids of the changes on a page, in its order, and one more where more follow. Of one line they are read along the line's
 * index; of all lines a page of each state is read along the index of states, so that a few old changes are found among
 * however many finished ones.
 */
export async function findChangeIds(
  database: ProductDatabase,
  { statuses = everyStatus, lineKey, requestedFrom, requestedBefore }: ChangeSearch,
  { first, after, order }: SearchPage,
): Promise<string[]> {
  const oldestFirst = order === 'OLDEST_FIRST'
  const sorted = oldestFirst ? Prisma.sql`requested_at, id` : Prisma.sql`requested_at DESC, id DESC`
  const behind = oldestFirst ? Prisma.sql`>` : Prisma.sql`<`
  const conditions = [
    Prisma.sql`status = wanted`,
    ...(lineKey === undefined ? [] : [Prisma.sql`line_key = ${lineKey}`]),
    ...(requestedFrom ? [Prisma.sql`requested_at >= ${requestedFrom}::timestamptz`] : []),
    ...(requestedBefore ? [Prisma.sql`requested_at < ${requestedBefore}::timestamptz`] : []),
    ...(after ? [Prisma.sql`(requested_at, id) ${behind} (${after.at}::timestamptz, ${after.id}::uuid)`] : []),
  ]
  const rows = await database.$queryRaw<{ id: string }[]>`
    SELECT found.id FROM unnest(${[...new Set(statuses)]}::text[]::product_change_status[]) AS wanted
    CROSS JOIN LATERAL (
      SELECT id, requested_at FROM product_change
      WHERE ${Prisma.join(conditions, ' AND ')} ORDER BY ${sorted} LIMIT ${first + 1}::int
    ) AS found
    ORDER BY ${sorted} LIMIT ${first + 1}::int`
  return rows.map(({ id }) => id)
}
