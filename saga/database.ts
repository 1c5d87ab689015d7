import { prismaAdapter } from '../platform/database/prismaAdapter.js'
import { PrismaClient } from '../prisma/product/generated/client.js'

/** product's database, which the saga shares with the product subgraph: the one place where changes are kept. */
export type ProductDatabase = PrismaClient

/** Opens the connection pool, with a deadline on everything; whoever opens it disconnects it. */
export function openProductDatabase(url: string): ProductDatabase {
  return new PrismaClient({ adapter: prismaAdapter(url) })
}

/** Whether the database answers and has our tables. */
export async function databaseAnswers(database: ProductDatabase): Promise<boolean> {
  try {
    await database.productChangeSaga.findFirst({ select: { changeId: true } })
    return true
  } catch {
    return false
  }
}
