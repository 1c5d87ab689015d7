import { DomainError } from '../../../platform/errors/domainError.js'
import { type ChangeView } from '../../../saga/productChange/domain/projection.js'
import { type ChangeCursor } from '../../../saga/productChange/readSide/changeReadStore.js'
import { type PageInfo } from '../generated/resolverTypes.js'

/** Most changes in one page. */
const maxPageSize = 50
const shape = /^(\d{1,13})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/

export interface ChangePage {
  first: number
  after: ChangeCursor | null
}

/** @throws DomainError BAD_USER_INPUT for a bad page size or cursor */
export function readChangePage(args: {
  first?: number | null | undefined
  after?: string | null | undefined
}): ChangePage {
  const first = args.first ?? 20
  if (first < 1 || first > maxPageSize) throw badInput('first', `first는 1에서 ${maxPageSize} 사이여야 합니다.`)
  return { first, after: args.after == null ? null : readCursor(args.after) }
}

/**
 * A page as a Relay connection. Pages are read forwards, so something comes before exactly when `after` was given.
 *
 * @param found one more than the page holds, where more follow
 * @param placeOf what the list is ordered by
 */
export function changeConnection(
  found: ChangeView[],
  { first, after }: ChangePage,
  placeOf: (change: ChangeView) => Date,
): { edges: { cursor: string; node: ChangeView }[]; pageInfo: PageInfo } {
  const edges = found.slice(0, first).map((node) => ({ cursor: cursorOf({ at: placeOf(node), id: node.id }), node }))
  return {
    edges,
    pageInfo: {
      hasNextPage: found.length > first,
      hasPreviousPage: after !== null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  }
}

const cursorOf = ({ at, id }: ChangeCursor) => Buffer.from(`${at.getTime()}.${id}`).toString('base64url')

function readCursor(cursor: string): ChangeCursor {
  const parts = shape.exec(Buffer.from(cursor, 'base64url').toString())
  const place = parts && { at: new Date(Number(parts[1])), id: parts[2] ?? '' }
  // Decoding is lenient: only what we would have written counts as a cursor.
  if (!place || cursorOf(place) !== cursor) throw badInput('after', 'after가 올바른 커서가 아닙니다.')
  return place
}

const badInput = (argument: string, message: string) =>
  new DomainError('BAD_USER_INPUT', message, { details: { argument } })
