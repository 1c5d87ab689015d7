import { Pool, type PoolConfig } from 'pg'
import { type Logger } from '../logging/logger.js'

/** Of a connection pool. */
export interface PoolLimits {
  /** Connections at most. */
  max?: number
  /** To get a connection. */
  connectMs?: number
  /** For one statement; the server stops it as well. */
  queryMs?: number
}

/** How every role connects to its own database: with a deadline on everything. */
export const poolConfig = (
  databaseUrl: string,
  { max = 10, connectMs = 3_000, queryMs = 5_000 }: PoolLimits = {},
): PoolConfig => ({
  connectionString: databaseUrl,
  max,
  connectionTimeoutMillis: connectMs,
  query_timeout: queryMs,
  statement_timeout: queryMs,
  idleTimeoutMillis: 60_000,
  keepAlive: true,
})

/** A pool for what is not asked through Prisma; whoever opens it ends it. A connection that is lost is replaced. */
export function openPool(databaseUrl: string, { log, ...limits }: PoolLimits & { log: Logger }): Pool {
  const pool = new Pool(poolConfig(databaseUrl, limits))
  // Without a listener a connection that PostgreSQL ends would end the process.
  pool.on('error', (error) => log.warn({ reason: error.message }, 'a database connection was lost'))
  return pool
}
