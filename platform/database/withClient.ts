import { Client, type ClientBase } from 'pg'

/**
 * A connection of its own for as long as `work` takes: for what is rare and may take longer than the statements of a
 * pool. `queryMs` is the deadline of one statement; the server stops it as well.
 */
export async function withClient<T>(
  databaseUrl: string,
  work: (client: ClientBase) => Promise<T>,
  { connectMs = 5_000, queryMs }: { connectMs?: number; queryMs?: number } = {},
): Promise<T> {
  const client = new Client({
    connectionString: databaseUrl,
    connectionTimeoutMillis: connectMs,
    ...(queryMs !== undefined && { query_timeout: queryMs, statement_timeout: queryMs }),
  })
  // Without a listener a connection that is lost between two statements would end the process; the next one fails.
  client.on('error', () => undefined)
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
