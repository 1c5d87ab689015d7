import { type ClientBase } from 'pg'
import { type RecordedEvent } from '../domain/events.js'
import { type ChangeView, project as projectStream } from '../domain/projection.js'

/** Events fetched, and views written, at a time. */
const batch = 2_000

type EventRow = RecordedEvent & { stream_id: string }

/**
 * Projects streams into the copies: those of events written before a transaction, or those that have grown since, which
 * replace what was projected of them. `seen` streams were projected; `added` of them for the first time.
 */
export async function project(
  client: ClientBase,
  part: { before: string } | { sinceThen: string },
): Promise<{ seen: number; added: number }> {
  const [where, transaction] =
    'before' in part
      ? ['transaction_id < $1', part.before]
      : ['stream_id IN (SELECT stream_id FROM product_change_event WHERE transaction_id >= $1)', part.sinceThen]
  await client.query(
    `DECLARE streams NO SCROLL CURSOR FOR
     SELECT stream_id, version, type, data, at FROM product_change_event
     WHERE ${where.replace('$1', `${BigInt(transaction)}`)} ORDER BY stream_id, version`,
  )
  const counts = { seen: 0, added: 0 }
  let views: ChangeView[] = []
  let stream: EventRow[] = []
  const finishStream = (): void => {
    const id = stream[0]?.stream_id
    if (id !== undefined) views.push(projectStream(id, stream).view)
    stream = []
  }
  const write = async (): Promise<void> => {
    counts.seen += views.length
    counts.added += await insert(client, views)
    views = []
  }
  for (;;) {
    const { rows } = await client.query<EventRow>(`FETCH ${batch} FROM streams`)
    for (const row of rows) {
      if (stream[0] && stream[0].stream_id !== row.stream_id) finishStream()
      stream.push(row)
    }
    if (rows.length === 0) finishStream()
    if (views.length >= batch || rows.length === 0) await write()
    if (rows.length === 0) break
  }
  await client.query('CLOSE streams')
  return counts
}

/** Returns how many of them were not there before. */
async function insert(client: ClientBase, views: readonly ChangeView[]): Promise<number> {
  if (views.length === 0) return 0
  const { rowCount: replaced } = await client.query('DELETE FROM rebuilt.product_change WHERE id = ANY ($1::uuid[])', [
    views.map(({ id }) => id),
  ])
  await client.query(
    'INSERT INTO rebuilt.product_change SELECT * FROM jsonb_populate_recordset(NULL::public.product_change, $1::jsonb)',
    [JSON.stringify(views.map(row))],
  )
  return views.length - (replaced ?? 0)
}

/** A view under the names of its columns. */
function row({ from, to, failure, ...view }: ChangeView): Record<string, unknown> {
  return {
    id: view.id,
    line_key: view.lineKey,
    line_id: view.lineId,
    from_code: view.fromCode,
    to_code: view.toCode,
    from_product: from,
    to_product: to,
    status: view.status,
    timing: view.timing,
    effective_on: view.effectiveOn,
    requested_at: view.requestedAt,
    changed_at: view.changedAt,
    finished_at: view.finishedAt,
    failure_code: failure?.code ?? null,
    failure_message: failure?.message ?? null,
    kos_order_number: view.kosOrderNumber,
    version: view.version,
  }
}

/** The versions of the lines: how many events changed the plan of each. */
export async function countLineVersions(client: ClientBase): Promise<void> {
  await client.query(
    `INSERT INTO rebuilt.product_line_version (line_key, version)
     SELECT line_key, count(*)::int FROM product_change_event JOIN rebuilt.product_change ON id = stream_id
     WHERE type IN ('KosChanged', 'KosChangedBack') GROUP BY line_key`,
  )
}
