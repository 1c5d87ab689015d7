import { type KosProduct } from '../../../kos/client/kosOrder.js'
import { type ProductDatabase } from '../../database.js'
import { type ChangeStatus, type ChangeView } from '../domain/projection.js'
import { type OwnChanges } from '../precheck/changeFacts.js'
import { type ChangeCursor, type ChangeSearch, findChangeIds, type SearchPage } from './findChangeStore.js'

export { type ChangeCursor } from './findChangeStore.js'

/** The changes that stand in one state. */
export interface ChangeCount {
  status: ChangeStatus
  count: number
  /** When the oldest of them was requested; null when there is none. */
  oldestRequestedAt: Date | null
  /** When something last happened to the one that has stood still for longest; null when there is none. */
  unchangedSince: Date | null
}

/** What a request for another change of a line has to know. */
export interface LineStanding {
  /** How many changes the line has had, however they ended. */
  changes: number
  /** The change that is under way; null when there is none. */
  activeId: string | null
  lastCompletedAt: Date | null
}

/** What is shown of product changes. Lines are named by their blind index. */
export interface ChangeReadStore extends OwnChanges {
  find(changeId: string): Promise<ChangeView | null>
  /** The line's change that is under way: accepted and in no final state. */
  activeOf(lineKey: string): Promise<ChangeView | null>
  /** How the line stands, all of it at one moment. */
  standingOf(lineKey: string): Promise<LineStanding>
  /** The line's last completed change. */
  lastCompletedOf(lineKey: string): Promise<ChangeView | null>
  /** The line's changes, newest first; one more than `first` says whether more follow. */
  ofLine(lineKey: string, page: { first: number; after: ChangeCursor | null }): Promise<ChangeView[]>
  /** Changes in these states, longest unchanged first: what an operator has to look at. */
  inStates(
    statuses: readonly ChangeStatus[],
    page: { first: number; after: ChangeCursor | null },
  ): Promise<ChangeView[]>
  /** Changes of all lines by when they were requested; one more than `first` says whether more follow. */
  search(search: ChangeSearch, page: SearchPage): Promise<ChangeView[]>
  /** How many there are in each state; states without any are left out. */
  counts(): Promise<ChangeCount[]>
  /** The change that a customer requested under a key, and what they asked for then. */
  byIdempotencyKey(customerKey: string, key: string): Promise<{ changeId: string; requestHash: string } | null>
  /** The same knowledge without one change: what that change itself must not be held up by. */
  othersThan(changeId: string): OwnChanges
  /** How often we have changed the line's plan. */
  lineVersion(lineKey: string): Promise<number>
  /**
   * The same for many lines, without those whose plan is in motion: KOS may have been asked to change it, or a change
   * ended after `settledBefore`, so that KOS may not show it yet.
   */
  settledVersions(lineKeys: string[], settledBefore: Date): Promise<ReadonlyMap<string, number>>
}

/** States that are not final; the partial unique index of the table lists the same ones. */
export const activeStatuses = ['RESERVED', 'REQUESTED', 'IN_PROGRESS', 'IN_DOUBT', 'NEEDS_ATTENTION'] as const

/** States in which KOS has been asked, so that the line may be on either plan. */
const inMotion = ['IN_PROGRESS', 'IN_DOUBT', 'NEEDS_ATTENTION'] as const satisfies readonly ChangeStatus[]

/** The read side on product's database. */
export function createChangeReadStore(database: ProductDatabase): ChangeReadStore {
  const changes = database.productChange
  const active = (lineKey: string, except: { id?: { not: string } } = {}) =>
    changes.findFirst({ where: { lineKey, status: { in: [...activeStatuses] }, ...except } })
  const lastCompleted = (lineKey: string, except: { id?: { not: string } } = {}) =>
    changes.findFirst({ where: { lineKey, status: 'COMPLETED', ...except }, orderBy: { finishedAt: 'desc' } })
  const own = (except: { id?: { not: string } } = {}): OwnChanges => ({
    hasActive: async (lineKey) => (await active(lineKey, except)) !== null,
    lastCompletedAt: async (lineKey) => (await lastCompleted(lineKey, except))?.finishedAt ?? null,
  })

  return {
    ...own(),
    othersThan: (changeId) => own({ id: { not: changeId } }),
    find: async (id) => viewOf(await changes.findUnique({ where: { id } })),
    activeOf: async (lineKey) => viewOf(await active(lineKey)),
    async standingOf(lineKey) {
      const [row] = await database.$queryRaw<LineStanding[]>`
        SELECT count(*)::int AS changes, max(finished_at) FILTER (WHERE status = 'COMPLETED') AS "lastCompletedAt",
          max(id::text) FILTER (WHERE status::text = ANY(${[...activeStatuses]}::text[])) AS "activeId"
        FROM product_change WHERE line_key = ${lineKey}`
      return row ?? { changes: 0, activeId: null, lastCompletedAt: null }
    },
    lastCompletedOf: async (lineKey) => viewOf(await lastCompleted(lineKey)),
    async ofLine(lineKey, { first, after }) {
      const rows = await changes.findMany({
        where: {
          lineKey,
          ...(after && { OR: [{ requestedAt: { lt: after.at } }, { requestedAt: after.at, id: { lt: after.id } }] }),
        },
        orderBy: [{ requestedAt: 'desc' }, { id: 'desc' }],
        take: first + 1,
      })
      return rows.map(view)
    },
    async inStates(statuses, { first, after }) {
      const rows = await changes.findMany({
        where: {
          status: { in: [...statuses] },
          ...(after && { OR: [{ changedAt: { gt: after.at } }, { changedAt: after.at, id: { gt: after.id } }] }),
        },
        orderBy: [{ changedAt: 'asc' }, { id: 'asc' }],
        take: first + 1,
      })
      return rows.map(view)
    },
    async search(search, page) {
      const ids = await findChangeIds(database, search, page)
      const rows = new Map((await changes.findMany({ where: { id: { in: ids } } })).map((row) => [row.id, row]))
      return ids.flatMap((id) => {
        const row = rows.get(id)
        return row ? [view(row)] : []
      })
    },
    counts: () => database.$queryRaw<ChangeCount[]>`
      SELECT status::text, count(*)::int, min(requested_at) AS "oldestRequestedAt", min(changed_at) AS "unchangedSince"
      FROM product_change GROUP BY status`,
    async byIdempotencyKey(customerKey, idempotencyKey) {
      return database.productChangeSaga.findUnique({
        where: { customerKey_idempotencyKey: { customerKey, idempotencyKey } },
        select: { changeId: true, requestHash: true },
      })
    },
    async lineVersion(lineKey) {
      const [row] = await database.$queryRaw<{ version: number }[]>`
        SELECT version FROM product_line_version WHERE line_key = ${lineKey}`
      return row?.version ?? 0
    },
    async settledVersions(lineKeys, settledBefore) {
      const rows = await database.$queryRaw<{ lineKey: string; version: number }[]>`
        SELECT key AS "lineKey", coalesce(version, 0) AS version
        FROM unnest(${lineKeys}::text[]) AS key LEFT JOIN product_line_version ON line_key = key
        WHERE NOT EXISTS (
          SELECT FROM product_change WHERE product_change.line_key = key
            AND (status::text = ANY(${[...inMotion]}::text[]) OR finished_at > ${settledBefore}::timestamptz))`
      return new Map(rows.map(({ lineKey, version }) => [lineKey, version]))
    },
  }
}

type Row = NonNullable<Awaited<ReturnType<ProductDatabase['productChange']['findFirst']>>>

const viewOf = (row: Row | null): ChangeView | null => row && view(row)

function view({ fromProduct, toProduct, failureCode, failureMessage, effectiveOn, ...row }: Row): ChangeView {
  return {
    ...row,
    from: fromProduct as KosProduct | null,
    to: toProduct as KosProduct | null,
    effectiveOn: effectiveOn.toISOString().slice(0, 10),
    failure: failureCode === null ? null : { code: failureCode, message: failureMessage ?? '' },
  }
}
