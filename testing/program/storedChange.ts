import { Client } from 'pg'

/** An event as it is stored. `fence` is the token of the worker that wrote it; null for a command. */
export interface StoredEvent {
  version: number
  type: string
  at: Date
  fence: number | null
}

/** The stream of a change, past every read side. */
export function storedEvents(databaseUrl: string, changeId: string): Promise<StoredEvent[]> {
  return rowsOf<StoredEvent>(
    databaseUrl,
    'SELECT version, type, at, fence::int AS fence FROM product_change_event WHERE stream_id = $1 ORDER BY version',
    changeId,
  )
}

/** The process id of the worker that has the change in its hands; null while nobody has. */
export async function holderOf(databaseUrl: string, changeId: string): Promise<number | null> {
  const [row] = await rowsOf<{ worker: string }>(
    databaseUrl,
    'SELECT worker FROM product_change_saga WHERE change_id = $1 AND lease_until > now()',
    changeId,
  )
  return row ? Number(row.worker.split('-')[0]) : null
}

async function rowsOf<T extends object>(databaseUrl: string, query: string, changeId: string): Promise<T[]> {
  const client = new Client({ connectionString: databaseUrl, connectionTimeoutMillis: 5_000, query_timeout: 10_000 })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return (await client.query<T>(query, [changeId])).rows
  } finally {
    await client.end()
  }
}
