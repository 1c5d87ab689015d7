import { type Database, type Transaction } from '../database.js'

/** Calls of one operation that ended in one way: a result code, or what happened to the connection. */
export interface CallCount {
  operation: string
  outcome: string
  count: number
}

/** Adds to the counts; in a transaction, it stands or falls with the effect. */
export async function addCalls(database: Database | Transaction, counts: readonly CallCount[]): Promise<void> {
  if (counts.length === 0) return
  // In one order always, so that two writers cannot lock each other out.
  const sorted = counts.toSorted((a, b) => `${a.operation} ${a.outcome}`.localeCompare(`${b.operation} ${b.outcome}`))
  await database.$executeRaw`
    INSERT INTO call_count (operation, outcome, count)
    SELECT * FROM unnest(${sorted.map(({ operation }) => operation)}::text[], ${sorted.map(({ outcome }) => outcome)}::text[], ${sorted.map(({ count }) => count)}::int[])
    ON CONFLICT (operation, outcome) DO UPDATE SET count = call_count.count + excluded.count`
}

/** All counts. */
export const listCalls = (database: Database): Promise<CallCount[]> =>
  database.callCount.findMany({ orderBy: [{ operation: 'asc' }, { outcome: 'asc' }] })

/** Starts counting anew. */
export async function clearCalls(database: Database): Promise<void> {
  await database.callCount.deleteMany()
}
