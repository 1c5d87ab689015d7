import { PrismaPg } from '@prisma/adapter-pg'
import { type Prisma, PrismaClient } from '../../prisma/auth/generated/client.js'

/** auth's database, or a transaction in it. */
export type AuthDatabase = PrismaClient
export type AuthTransaction = Prisma.TransactionClient

/** Milliseconds that a transaction may wait for a connection, and then take: no request hangs on a database that does. */
export const transactionDeadlines = { maxWait: 5_000, timeout: 10_000 }

/**
 * Opens the connection pool; the first query connects. Whoever opens it disconnects it.
 *
 * @param connectMs how long a connection may take
 */
export function openAuthDatabase(url: string, connectMs = 3_000): AuthDatabase {
  return new PrismaClient({
    adapter: new PrismaPg({ connectionString: url, max: 10, connectionTimeoutMillis: connectMs, query_timeout: 8_000 }),
  })
}
