import { PrismaPg } from '@prisma/adapter-pg'
import { PrismaClient } from '../../prisma/kos/generated/client.js'

export type Database = PrismaClient
/** What a store needs: the client, or a transaction of it. */
export type Transaction = Parameters<Parameters<PrismaClient['$transaction']>[0]>[0]

/** Connects to the simulator's own database. `connectMs` bounds the wait for a connection. */
export const openDatabase = (url: string, connectMs = 5_000): Database =>
  new PrismaClient({
    adapter: new PrismaPg({
      connectionString: url,
      connectionTimeoutMillis: connectMs,
      statement_timeout: 10_000,
      max: 8,
    }),
  })
