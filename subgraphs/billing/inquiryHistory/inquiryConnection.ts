import { type PageInfo } from '../generated/resolverTypes.js'
import { cursorOf } from './cursor.js'
import { type Page, type Position } from './inquiryHistory.js'

/** A page as a Relay connection. Pages are read forwards, so something comes before exactly when `after` was given. */
export function inquiryConnection<T, N>(
  page: Page<T>,
  { after, position, node }: { after: Position | null; position: (item: T) => Position; node: (item: T) => N },
): { edges: { cursor: string; node: N }[]; pageInfo: PageInfo } {
  const edges = page.items.map((item) => ({ cursor: cursorOf(position(item)), node: node(item) }))
  return {
    edges,
    pageInfo: {
      hasNextPage: page.hasNextPage,
      hasPreviousPage: after !== null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  }
}
