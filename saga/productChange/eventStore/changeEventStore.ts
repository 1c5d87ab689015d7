import { Prisma } from '../../../prisma/product/generated/client.js'
import { type ProductDatabase } from '../../database.js'
import { type ChangeEvent, type RecordedEvent } from '../domain/events.js'
import { type ChangeView, planChangesIn } from '../domain/projection.js'

/** The channel on which PostgreSQL says that a stream has grown; the payload is `<change id>:<version>`. */
export const changesChannel = 'yogeum_product_change'
/** graphile-worker's task that wakes a saga, and the key under which a change has at most one waiting job. */
export const advanceTask = 'advance-product-change'
export const jobKeyOf = (changeId: string): string => `product-change:${changeId}`

/** How a request is recognised when it comes again. */
export interface RequestIdentity {
  /** Blind index of the customer's id. */
  customerKey: string
  idempotencyKey: string
  /** SHA-256 of the input. */
  requestHash: string
}

export interface BeginningChange extends RequestIdentity {
  definitionVersion: number
  events: RecordedEvent[]
  view: ChangeView
  wakeAt: Date
  /** How many changes the line had before it was looked at; one that has begun since then comes first. */
  knownChanges?: number
}

export interface Append {
  /** Version of the last event that the writer knows. */
  expectedVersion: number
  events: RecordedEvent[]
  /** The view after these events. */
  view: ChangeView
  /** When the saga is to look again; null: not by itself; 'asBefore': these events are none of its business. */
  wakeAt: Date | null | 'asBefore'
  /** The writer's fencing token, for a worker; its lease ends with this append when `release` is set. */
  lease: { token: number; release: boolean } | null
}

/** CONFLICT: somebody else has appended. LEASE_LOST: another worker owns the change, and nothing was written. */
export type Appended = 'APPENDED' | 'CONFLICT' | 'LEASE_LOST'

/**
 * The streams, and what is derived from them in the same statement: events, the projection, the line's version, the
 * wake-up job and the notification stand or fall together. A statement of its own is a transaction of its own, so an
 * append is one round trip and holds its locks for no longer than that.
 */
export interface ChangeEventStore {
  /** A stream in order; empty when there is none. `afterVersion` leaves out what is known. */
  read(changeId: string, afterVersion?: number): Promise<RecordedEvent[]>
  /** Begins a stream. ACTIVE: the line has an active change, or one more than was known. KEY_USED: the customer has used this key before. */
  begin(change: BeginningChange): Promise<'BEGUN' | 'ACTIVE' | 'KEY_USED'>
  append(changeId: string, append: Append): Promise<Appended>
}

const oneActive = 'product_change_one_active_per_line'

/** The event store on product's database. */
export function createChangeEventStore(database: ProductDatabase): ChangeEventStore {
  return {
    async read(changeId, afterVersion = 0) {
      const rows = await database.$queryRaw<Parameters<typeof recorded>[0][]>`
        SELECT version, type, data, at FROM product_change_event
        WHERE stream_id = ${changeId}::uuid AND version > ${afterVersion}::int ORDER BY version`
      return rows.map(recorded)
    },

    async begin({
      events,
      view,
      customerKey,
      idempotencyKey,
      requestHash,
      definitionVersion,
      wakeAt,
      knownChanges = null,
    }) {
      try {
        const [row] = await database.$queryRaw<{ projected: number }[]>`
          WITH saga AS (
            INSERT INTO product_change_saga
              (change_id, version, definition_version, customer_key, idempotency_key, request_hash, wake_at)
            SELECT ${view.id}::uuid, ${view.version}::int, ${definitionVersion}::int, ${customerKey},
              ${idempotencyKey}::uuid, ${requestHash}, ${wakeAt}::timestamptz
            WHERE ${knownChanges}::int IS NULL
              OR ${knownChanges}::int = (SELECT count(*) FROM product_change WHERE line_key = ${view.lineKey})
            RETURNING change_id
          ), projected AS (
            INSERT INTO product_change (id, line_key, line_id, from_code, to_code, from_product, to_product, status, timing,
              effective_on, requested_at, changed_at, finished_at, failure_code, failure_message, kos_order_number, version)
            SELECT change_id, ${valuesOf(view)} FROM saga
            RETURNING id
          ), ${eventsInto(events, null)}, ${woken(view.id, wakeAt)}, ${notified(view)}
          SELECT ${evaluated}`
        return (row?.projected ?? 0) > 0 ? 'BEGUN' : 'ACTIVE'
      } catch (error) {
        if (!isUniqueViolation(error)) throw error
        return String(error).includes(oneActive) || (await isTaken(database, { customerKey, idempotencyKey })) === false
          ? 'ACTIVE'
          : 'KEY_USED'
      }
    },

    async append(changeId, { expectedVersion, events, view, wakeAt, lease }) {
      const token = lease?.token ?? null
      const planChanges = planChangesIn(events)
      const asBefore = wakeAt === 'asBefore'
      const wake = asBefore ? null : wakeAt
      const [row] = await database.$queryRaw<{ projected: number }[]>`
        WITH saga AS (
          UPDATE product_change_saga SET version = ${view.version}::int,
            attempt = CASE WHEN ${asBefore}::bool THEN attempt ELSE 0 END,
            wake_at = CASE WHEN ${asBefore}::bool THEN wake_at ELSE ${wake}::timestamptz END,
            lease_until = CASE WHEN ${lease?.release ?? false}::bool THEN NULL ELSE lease_until END
          WHERE change_id = ${changeId}::uuid AND version = ${expectedVersion}::int
            AND (${token}::int IS NULL OR lease_token = ${token}::int)
          RETURNING change_id
        ), projected AS (
          UPDATE product_change SET (line_key, line_id, from_code, to_code, from_product, to_product, status, timing,
            effective_on, requested_at, changed_at, finished_at, failure_code, failure_message, kos_order_number, version)
            = ROW (${valuesOf(view)})
          FROM saga WHERE id = change_id
          RETURNING id
        ), bumped AS (
          INSERT INTO product_line_version (line_key, version)
          SELECT ${view.lineKey}, ${planChanges}::int FROM projected WHERE ${planChanges}::int > 0
          ON CONFLICT (line_key) DO UPDATE SET version = product_line_version.version + EXCLUDED.version
          RETURNING version
        ), ${eventsInto(events, token)}, ${woken(changeId, lease && !lease.release ? null : wake)}, ${notified(view)}
        SELECT ${evaluated}`
      if ((row?.projected ?? 0) > 0) return 'APPENDED'
      const saga = await database.productChangeSaga.findUnique({ where: { changeId }, select: { version: true } })
      return saga?.version === expectedVersion ? 'LEASE_LOST' : 'CONFLICT'
    },
  }
}

/** A row of the event table as the domain knows it: what was stored is what was appended. */
export function recorded(row: { version: number; type: string; data: unknown; at: Date }): RecordedEvent {
  return { type: row.type, data: row.data, version: row.version, at: row.at } as RecordedEvent
}

/** Numbers the events that follow a stream. */
export function recordAfter(version: number, events: readonly ChangeEvent[], at: Date): RecordedEvent[] {
  return events.map((event, index) => ({ ...event, version: version + index + 1, at }))
}

const json = (value: unknown): string | null => (value === null ? null : JSON.stringify(value))

/** In the order of the column lists above. */
const valuesOf = (view: ChangeView): Prisma.Sql => Prisma.sql`${view.lineKey}, ${view.lineId}, ${view.fromCode}::text,
  ${view.toCode}, ${json(view.from)}::jsonb, ${json(view.to)}::jsonb, ${view.status}::product_change_status,
  ${view.timing}::change_timing, ${view.effectiveOn}::date, ${view.requestedAt}::timestamptz,
  ${view.changedAt}::timestamptz, ${view.finishedAt}::timestamptz, ${view.failure?.code ?? null}::text,
  ${view.failure?.message ?? null}::text, ${view.kosOrderNumber}::text, ${view.version}::int`

const eventsInto = (events: readonly RecordedEvent[], fence: number | null): Prisma.Sql => Prisma.sql`appended AS (
    INSERT INTO product_change_event (stream_id, version, type, data, at, fence)
    SELECT projected.id, each.version, each.type, each.data, each.at, ${fence}::int
    FROM projected, jsonb_to_recordset(${JSON.stringify(events)}::jsonb)
      AS each (version int, type text, data jsonb, at timestamptz)
    ORDER BY each.version
    RETURNING version
  )`

/** graphile-worker only wakes: a job that is lost costs a sweep, and one too many finds nothing to do. */
const woken = (changeId: string, wakeAt: Date | null): Prisma.Sql => Prisma.sql`woken AS MATERIALIZED (
    SELECT graphile_worker.add_job(${advanceTask}, json_build_object('id', projected.id::text),
      run_at => ${wakeAt}::timestamptz, max_attempts => 1, job_key => ${jobKeyOf(changeId)}) AS job
    FROM projected WHERE ${wakeAt}::timestamptz IS NOT NULL
  )`

const notified = (view: ChangeView): Prisma.Sql => Prisma.sql`notified AS MATERIALIZED (
    SELECT pg_notify(${changesChannel}, ${`${view.id}:${view.version}`}) AS sent FROM projected
  )`

/** Parts of a WITH that only select are carried out when something asks for them. */
const evaluated = Prisma.sql`(SELECT count(*)::int FROM projected) AS projected,
  (SELECT count(job IS NULL)::int FROM woken) AS woken, (SELECT count(sent IS NULL)::int FROM notified) AS notified`

async function isTaken(
  database: ProductDatabase,
  { customerKey, idempotencyKey }: Pick<RequestIdentity, 'customerKey' | 'idempotencyKey'>,
): Promise<boolean> {
  const found = await database.productChangeSaga.findUnique({
    where: { customerKey_idempotencyKey: { customerKey, idempotencyKey } },
    select: { changeId: true },
  })
  return found !== null
}

function isUniqueViolation(error: unknown): boolean {
  return (
    error instanceof Prisma.PrismaClientKnownRequestError &&
    /\b23505\b/.test(JSON.stringify(error.meta ?? {}) + error.message)
  )
}
