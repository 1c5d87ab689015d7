import { type BillingDatabase } from '../database.js'

/**
 * The newest version of each line that we were told of; every change of the line's plan raises it. Nothing in billing
 * uses it yet: it is for the key of cached bills, so that a change of plan cannot leave an old bill behind.
 */
export interface LineVersionStore {
  /** Keeps the highest version: a repeat and an older one change nothing. `lineKey` is the line number's blind index. */
  told(lineKey: string, version: number, toldAt: Date): Promise<void>
  /** 0 for a line of which we were never told. */
  current(lineKey: string): Promise<number>
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
    async current(lineKey) {
      const row = await database.lineVersion.findUnique({ where: { lineKey }, select: { version: true } })
      return row?.version ?? 0
    },
  }
}
