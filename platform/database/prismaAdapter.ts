import { PrismaPg } from '@prisma/adapter-pg'

/**
 * The connection pool of one role to its own database, with a deadline on everything: `connectMs` to get a connection,
 * `queryMs` for one statement (the server stops it as well).
 */
export function prismaAdapter(databaseUrl: string, { max = 10, connectMs = 3_000, queryMs = 5_000 } = {}): PrismaPg {
  return new PrismaPg({
    connectionString: databaseUrl,
    max,
    connectionTimeoutMillis: connectMs,
    query_timeout: queryMs,
    statement_timeout: queryMs,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
  })
}
