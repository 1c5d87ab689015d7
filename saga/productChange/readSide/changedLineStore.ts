import { type ProductDatabase } from '../../database.js'

/** Which lines' changes have gone on, for those who keep what a change makes wrong. */
export interface ChangedLineStore {
  /**
   * The lines of which a change has gone on since a place, and the place to ask from next. What commits late has its place
   * behind the one that was given, so nothing is skipped, and nothing waits for a transaction that runs long; some lines
   * are named more than once. Null for a place: none are named. `lineIds` null: more than `most`.
   */
  since(place: string | null, most: number): Promise<{ place: string; lineIds: string[] | null }>
}

/** On product's database. A place is the oldest transaction that still ran when it was asked. */
export function createChangedLineStore(database: ProductDatabase): ChangedLineStore {
  return {
    async since(place, most) {
      // One statement has one snapshot: what it does not see is as young as its oldest running transaction, or younger.
      const rows = await database.$queryRaw<{ place: string; lineId: string | null }[]>`
        SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS place, changed.line_id AS "lineId"
        FROM (SELECT 1) AS once LEFT JOIN (
          SELECT DISTINCT line_id FROM product_change_event JOIN product_change ON product_change.id = stream_id
          WHERE transaction_id >= ${place}::text::bigint LIMIT ${most + 1}::int
        ) AS changed ON true`
      const lineIds = rows.flatMap(({ lineId }) => (lineId === null ? [] : [lineId]))
      return { place: rows[0]?.place ?? '0', lineIds: lineIds.length > most ? null : lineIds }
    },
  }
}
