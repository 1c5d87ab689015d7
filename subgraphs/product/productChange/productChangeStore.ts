import { type ProductDatabase } from '../database.js'

/** What the pre-check needs to know of our own product changes. Lines are named by their blind index. */
export interface ProductChangeStore {
  /** Whether a change of the line is under way: accepted and in no final state. */
  hasActive(lineKey: string): Promise<boolean>
  /** When the line's last completed change finished; null when there is none. */
  lastCompletedAt(lineKey: string): Promise<Date | null>
}

/** States that are not final; the partial unique index of the table lists the same ones. */
export const activeStatuses = ['RESERVED', 'REQUESTED', 'IN_PROGRESS', 'IN_DOUBT', 'NEEDS_ATTENTION'] as const

/** The store on product's database. */
export function createProductChangeStore(database: ProductDatabase): ProductChangeStore {
  return {
    async hasActive(lineKey) {
      const active = await database.productChange.findFirst({
        where: { lineKey, status: { in: [...activeStatuses] } },
        select: { id: true },
      })
      return active !== null
    },
    async lastCompletedAt(lineKey) {
      const last = await database.productChange.findFirst({
        where: { lineKey, status: 'COMPLETED', finishedAt: { not: null } },
        orderBy: { finishedAt: 'desc' },
        select: { finishedAt: true },
      })
      return last?.finishedAt ?? null
    },
  }
}
