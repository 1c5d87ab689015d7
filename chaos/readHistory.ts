import { Client } from 'pg'
import { type RecordedEvent } from '../saga/productChange/domain/events.js'
import { rebuildProjections, type Rebuilt } from '../saga/productChange/rebuild/rebuildProjections.js'

/** An event as it is stored. */
export type StoredEvent = RecordedEvent & { streamId: string; fence: number | null; position: number }

/** What our own database says happened. */
export interface OwnHistory {
  /** In global order. */
  events: StoredEvent[]
  streams: ReadonlyMap<string, StoredEvent[]>
  rows: { id: string; status: string; version: number }[]
  rebuilt: Rebuilt
}

/** Whether every change is finished or a person's turn. */
export async function openChanges(databaseUrl: string): Promise<{ id: string; status: string }[]> {
  return withClient(databaseUrl, async (client) => {
    const { rows } = await client.query<{ id: string; status: string }>(
      `SELECT id, status FROM product_change
       WHERE status NOT IN ('COMPLETED', 'REJECTED', 'CANCELLED', 'COMPENSATED', 'NEEDS_ATTENTION')`,
    )
    return rows
  })
}

/** Reads everything, and compares the projections with the streams on the way. */
export async function readOwnHistory(databaseUrl: string): Promise<OwnHistory> {
  return withClient(databaseUrl, async (client) => {
    const { rows: events } = await client.query<StoredEvent>(
      `SELECT stream_id AS "streamId", version, type, data, at, fence, position::int AS position
       FROM product_change_event ORDER BY position`,
    )
    const { rows } = await client.query<OwnHistory['rows'][number]>('SELECT id, status, version FROM product_change')
    const streams = new Map<string, StoredEvent[]>()
    for (const event of events) streams.set(event.streamId, [...(streams.get(event.streamId) ?? []), event])
    for (const stream of streams.values()) stream.sort((a, b) => a.version - b.version)
    return { events, streams, rows, rebuilt: await rebuildProjections(client, { swap: false }) }
  })
}

async function withClient<T>(databaseUrl: string, use: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000, query_timeout: 60_000 })
  await client.connect()
  try {
    return await use(client)
  } finally {
    await client.end()
  }
}
