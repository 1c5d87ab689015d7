import { type ProductDatabase } from '../../database.js'

/** A change that a worker owns until its lease ends. */
export interface Claim {
  changeId: string
  /** The fencing token: every append of this worker carries it, and fails once another worker has claimed. */
  token: number
  version: number
  /** How often the present step was tried in vain. */
  attempt: number
}

/** Which changes are due, and who works on them. Leases are measured by the database's clock alone. */
export interface SagaStore {
  /** Null when the change is not due, owned by another worker, or of a definition that this worker does not know. */
  claim(changeId: string, worker: string, now: Date): Promise<Claim | null>
  /** False when the lease is another's by now, or was given back. */
  renew(claim: Claim): Promise<boolean>
  /** Gives a change back without an event. Nothing happens when it is another's by now. */
  release(claim: Claim, next: { version: number; wakeAt: Date | null; attempt: number }): Promise<void>
  /** Changes that are due and owned by nobody, the longest waiting first. */
  due(now: Date, limit: number): Promise<string[]>
}

/** @param leaseMs how long a claim holds without being renewed */
export function createSagaStore(
  database: ProductDatabase,
  { leaseMs, definitions }: { leaseMs: number; definitions: readonly number[] },
): SagaStore {
  const known = [...definitions]
  return {
    async claim(changeId, worker, now) {
      const [row] = await database.$queryRaw<{ token: number; version: number; attempt: number }[]>`
        UPDATE product_change_saga SET lease_token = lease_token + 1, worker = ${worker},
          lease_until = now() + ${leaseMs}::int * interval '1 millisecond'
        WHERE change_id = ${changeId}::uuid AND wake_at <= ${now}::timestamptz
          AND (lease_until IS NULL OR lease_until < now()) AND definition_version = ANY(${known}::int[])
        RETURNING lease_token AS token, version, attempt`
      return row ? { changeId, ...row } : null
    },
    async renew({ changeId, token }) {
      // One that is on its way while the change is given back must not take it again.
      const renewed = await database.$executeRaw`
        UPDATE product_change_saga SET lease_until = now() + ${leaseMs}::int * interval '1 millisecond'
        WHERE change_id = ${changeId}::uuid AND lease_token = ${token}::int AND lease_until IS NOT NULL`
      return renewed > 0
    },
    async release({ changeId, token }, { version, wakeAt, attempt }) {
      // Where somebody has appended meanwhile it is their wake-up time that counts, and the change is looked at anew.
      await database.$executeRaw`
        UPDATE product_change_saga SET lease_until = NULL, attempt = ${attempt}::int,
          wake_at = CASE WHEN version = ${version}::int THEN ${wakeAt}::timestamptz ELSE wake_at END
        WHERE change_id = ${changeId}::uuid AND lease_token = ${token}::int`
    },
    async due(now, limit) {
      const rows = await database.$queryRaw<{ id: string }[]>`
        SELECT change_id::text AS id FROM product_change_saga
        WHERE wake_at <= ${now}::timestamptz AND (lease_until IS NULL OR lease_until < now())
          AND definition_version = ANY(${known}::int[])
        ORDER BY wake_at LIMIT ${limit}::int`
      return rows.map(({ id }) => id)
    },
  }
}
