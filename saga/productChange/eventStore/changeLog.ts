import { type ProductDatabase } from '../../database.js'

/** A place in the order over all streams. */
export interface LogPlace {
  transactionId: bigint
  position: bigint
}

/**
 * All streams in one order, for those who follow them. It ends before the oldest transaction that still runs: what is
 * committed late has its place behind everything that was read, and is not skipped. That is why transactions come first
 * in the order: the position alone is taken before the commit, and a later one may be seen earlier.
 */
export interface ChangeLog {
  /** Where the log ends now. */
  end(): Promise<LogPlace>
  /** The changes that have gone on since a place, and the place up to which that is known. */
  after(place: LogPlace): Promise<{ changeIds: string[]; next: LogPlace }>
}

/** Events in one answer; the rest follows with the next question. */
const mostEvents = 1_000

/** The log of product's database. */
export function createChangeLog(database: ProductDatabase): ChangeLog {
  return {
    async end() {
      const [row] = await database.$queryRaw<{ xmin: bigint }[]>`
        SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS xmin`
      return { transactionId: row?.xmin ?? 0n, position: -1n }
    },
    async after({ transactionId, position }) {
      const rows = await database.$queryRaw<(LogPlace & { changeId: string })[]>`
        SELECT stream_id::text AS "changeId", transaction_id AS "transactionId", position FROM product_change_event
        WHERE (transaction_id, position) > (${transactionId}::bigint, ${position}::bigint)
          AND transaction_id < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
        ORDER BY transaction_id, position LIMIT ${mostEvents}::int`
      const last = rows.at(-1)
      return {
        changeIds: [...new Set(rows.map(({ changeId }) => changeId))],
        next: last ? { transactionId: last.transactionId, position: last.position } : { transactionId, position },
      }
    },
  }
}
