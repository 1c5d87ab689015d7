import { type FieldCipher } from '../../../platform/privacy/fieldCipher.js'
import { insertCustomers, type NewCustomer } from '../customer/customerWriteStore.js'
import { type AuthDatabase } from '../database.js'

export interface DemoAccountStore {
  isSeeded(): Promise<boolean>
  /** All pages or none. Of two that seed at once, the second finds the work done. */
  seed(pages: NewCustomer[][], account: { passwordHash: string; now: Date }): Promise<number>
}

/** An arbitrary number that stands for "the demo accounts" among PostgreSQL's advisory locks. */
const demoAccountsLock = 7_310_002
/** ms for some ten thousand accounts; they take one or two seconds. */
const deadlines = { maxWait: 10_000, timeout: 60_000 }

export function createDemoAccountStore(db: AuthDatabase, cipher: FieldCipher): DemoAccountStore {
  return {
    isSeeded: async () => (await db.customer.findFirst({ where: { demo: true }, select: { id: true } })) !== null,
    seed: (pages, { passwordHash, now }) =>
      db.$transaction(async (tx) => {
        await tx.$executeRaw`SELECT pg_advisory_xact_lock(${demoAccountsLock}::bigint)`
        if (await tx.customer.findFirst({ where: { demo: true }, select: { id: true } })) return 0
        let made = 0
        for (const customers of pages)
          made += await insertCustomers(tx, { cipher, customers, passwordHash, demo: true, now })
        return made
      }, deadlines),
  }
}
