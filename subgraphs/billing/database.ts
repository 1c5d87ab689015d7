import { prismaAdapter } from '../../platform/database/prismaAdapter.js'
import { PrismaClient } from '../../prisma/billing/generated/client.js'

/** billing's database. */
export type BillingDatabase = PrismaClient

/** A customer waits for what is asked of it. */
export const billingDeadlines = { connectMs: 1_000, queryMs: 2_000 } as const

/** Opens the connection pool, with a deadline on everything; whoever opens it disconnects it. */
export function openBillingDatabase(url: string): BillingDatabase {
  return new PrismaClient({ adapter: prismaAdapter(url, { max: 15, ...billingDeadlines }) })
}

/** Whether the database answers and has our tables. */
export async function databaseAnswers(database: BillingDatabase): Promise<boolean> {
  try {
    await database.billInquiry.findFirst({ select: { id: true } })
    return true
  } catch {
    return false
  }
}
