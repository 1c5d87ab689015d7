import { type BillingDatabase } from '../database.js'

/**
 * The newest version of each line that we were told of; every change of the line's plan raises it. It stands in the key
 * of a current bill that is kept, so that a change of plan cannot leave an old bill behind.
 */
export interface LineVersionStore {
  /** Keeps the highest version: a repeat and an older one change nothing. `lineKey` is the line number's blind index. */
  told(lineKey: string, version: number, toldAt: Date): Promise<void>
  /** 0 for a line of which we were never told. */
  current(lineKeys: string[]): Promise<ReadonlyMap<string, number>>
}

/** The versions in PostgreSQL. */
export function createLineVersionStore(database: BillingDatabase): LineVersionStore {
  return {
    async told(lineKey, version, toldAt) {
      await database.$executeRaw`
        INSERT INTO line_version (line_key, version, told_at) VALUES (${lineKey}, ${version}, ${toldAt})
        ON CONFLICT (line_key) DO UPDATE SET version = EXCLUDED.version, told_at = EXCLUDED.told_at
        WHERE line_version.version < EXCLUDED.version`
    },
    async current(lineKeys) {
      const rows = await database.$queryRaw<{ lineKey: string; version: number }[]>`
        SELECT key AS "lineKey", coalesce(version, 0) AS version
        FROM unnest(${lineKeys}::text[]) AS key LEFT JOIN line_version ON line_key = key`
      return new Map(rows.map(({ lineKey, version }) => [lineKey, version]))
    },
  }
}
