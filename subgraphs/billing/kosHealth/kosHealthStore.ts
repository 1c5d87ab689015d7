import {
  type BreakerChange,
  type KosReport,
  type KosSnapshot,
  kosSnapshot,
} from '../../../kos/client/health/kosReport.js'
import { type Prisma } from '../../../prisma/billing/generated/client.js'
import { type BillingDatabase } from '../database.js'

/** How one process last said that it fares with KOS. */
export interface KosClientState {
  role: KosReport['role']
  copy: string
  /** When billing heard it, by billing's clock. */
  reportedAt: Date
  snapshot: KosSnapshot
}

/** A change of a breaker as it is kept. `version` grows from each to the next that was kept. */
export interface KeptBreakerChange extends Omit<BreakerChange, 'seq'> {
  version: number
  role: KosReport['role']
  copy: string
}

/** How every process that speaks to KOS fares there. It lies in the database, so that any copy of billing knows of all. */
export interface KosHealthStore {
  /** Keeps a report; a change that is known already is not kept again. */
  take(copy: string, report: KosReport, heardAt: Date): Promise<void>
  /** Those of which was heard in the last 20 s. */
  clients(now: Date): Promise<KosClientState[]>
  /** In the order of their versions. */
  changesAfter(version: number, most: number): Promise<KeptBreakerChange[]>
  /** Newest first. */
  newestChanges(most: number): Promise<KeptBreakerChange[]>
  /** 0 when there is no change. */
  newestVersion(): Promise<number>
  /** Deletes what is not shown any more. */
  purge(now: Date): Promise<void>
}

/** Four reports may be lost before a process is thought to be gone, ms. */
const shownForMs = 20_000
const clientKeptMs = 3_600_000
const changeKeptMs = 30 * 24 * 3_600_000
/** Names the lock under which changes are written, one report after the other; no other lock of this database has this number. */
export const changesLock = 4_201

/** In PostgreSQL. */
export function createKosHealthStore(database: BillingDatabase): KosHealthStore {
  const before = (now: Date, ms: number) => new Date(now.getTime() - ms)
  /**
   * One report after the other: whoever has seen a version must have seen every lower one, and without the lock a
   * transaction that began earlier might show its rows later.
   */
  const keepChanges = (data: Prisma.KosBreakerChangeCreateManyInput[]) =>
    database.$transaction([
      database.$executeRaw`SELECT pg_advisory_xact_lock(${changesLock}::bigint)`,
      database.kosBreakerChange.createMany({ data, skipDuplicates: true }),
    ])
  return {
    async take(copy, { role, snapshot, changes }, reportedAt) {
      // Changes first: whoever is shown an open breaker finds that it opened.
      if (changes.length > 0) await keepChanges(changes.map((change) => ({ ...change, role, copy })))
      const state = { role, reportedAt, snapshot }
      await database.kosClient.upsert({ where: { copy }, create: { copy, ...state }, update: state })
    },
    async clients(now) {
      const rows = await database.kosClient.findMany({
        where: { reportedAt: { gt: before(now, shownForMs) } },
        orderBy: [{ role: 'asc' }, { copy: 'asc' }],
      })
      // A process of another release may say it otherwise: what cannot be read is not shown.
      return rows.flatMap(({ snapshot, ...row }) => {
        const read = kosSnapshot.safeParse(snapshot)
        return read.success ? [{ ...row, role: row.role as KosClientState['role'], snapshot: read.data }] : []
      })
    },
    async changesAfter(version, most) {
      const where = { version: { gt: version } }
      return (await database.kosBreakerChange.findMany({ where, orderBy: { version: 'asc' }, take: most })).map(kept)
    },
    async newestChanges(most) {
      return (await database.kosBreakerChange.findMany({ orderBy: { version: 'desc' }, take: most })).map(kept)
    },
    async newestVersion() {
      const { _max: newest } = await database.kosBreakerChange.aggregate({ _max: { version: true } })
      return newest.version ?? 0
    },
    async purge(now) {
      await database.kosClient.deleteMany({ where: { reportedAt: { lt: before(now, clientKeptMs) } } })
      await database.kosBreakerChange.deleteMany({ where: { at: { lt: before(now, changeKeptMs) } } })
    },
  }
}

type Row = Awaited<ReturnType<BillingDatabase['kosBreakerChange']['findMany']>>[number]

function kept({ version, copy, role, at, operation, from, to }: Row): KeptBreakerChange {
  return {
    ...{ version, copy, at, from, to },
    role: role as KeptBreakerChange['role'],
    operation: operation as KeptBreakerChange['operation'],
  }
}
