import { hash } from '@node-rs/argon2'
import { ConfigError } from '../../../platform/config/configError.js'
import { type Logger } from '../../../platform/logging/logger.js'
import { createFieldCipher } from '../../../platform/privacy/fieldCipher.js'
import { type Clock, systemClock } from '../../../platform/time/clock.js'
import { type NewCustomer } from '../customer/customerWriteStore.js'
import { openAuthDatabase } from '../database.js'
import { argon2Parameters } from '../signIn/passwordHasher.js'
import { createDemoAccountStore } from './demoAccountStore.js'
import { type SimulatorCustomer, simulatorCustomers } from './simulatorCustomers.js'

/** Accounts are made while everything else starts, on whatever machine that is: there, nobody waits for an answer. */
const startingConnectMs = 30_000

/** Public: it stands in the README. */
export const demoPassword = 'yogeum-demo-1'

export interface DemoSeed {
  databaseUrl: string
  /** Where the simulator is, which knows the people. */
  kosUrl: string
  FIELD_KEYS: string
  BLIND_INDEX_KEY: string
  log: Logger
  /** Enough accounts for whoever is to use them; everybody when absent. A page is seeded whole. */
  enough?: number
  clock?: Clock
  nodeEnv?: string | undefined
}

/**
 * Gives the customers of the KOS simulator accounts, all with one public password. Done in one transaction, so that
 * it is there whole or not at all; a database that has it is left alone. Returns how many accounts were made.
 *
 * @throws ConfigError in production.
 */
export async function seedDemoAccounts(seed: DemoSeed): Promise<number> {
  const {
    databaseUrl,
    kosUrl,
    FIELD_KEYS,
    BLIND_INDEX_KEY,
    log,
    enough = Infinity,
    clock = systemClock,
    nodeEnv = process.env['NODE_ENV'],
  } = seed
  if (nodeEnv === 'production') {
    throw new ConfigError('Demo accounts are not made when NODE_ENV is production: their password is public.')
  }
  const cipher = createFieldCipher({ keys: FIELD_KEYS, blindIndexKey: BLIND_INDEX_KEY })
  const db = openAuthDatabase(databaseUrl, startingConnectMs)
  try {
    const store = createDemoAccountStore(db, cipher)
    if (await store.isSeeded()) return 0
    const pages: NewCustomer[][] = []
    for await (const page of simulatorCustomers(kosUrl)) {
      pages.push(page.map(newCustomer))
      if (pages.flat().length >= enough) break
    }
    const passwordHash = await hash(demoPassword, argon2Parameters)
    const made = await store.seed(pages, { passwordHash, now: clock() })
    log.info({ accounts: made }, 'demo accounts made')
    return made
  } finally {
    await db.$disconnect()
  }
}

function newCustomer({
  loginId,
  customerId,
  customerName,
  birthDate,
  permissions,
  lines,
}: SimulatorCustomer): NewCustomer {
  const staff = permissions.includes('OPERATOR')
  return {
    loginId,
    name: customerName,
    birthDate: staff ? null : (birthDate ?? null),
    kosCustomerId: staff ? null : (customerId ?? null),
    permissions,
    lineNumbers: lines.map(({ lineNumber }) => lineNumber),
  }
}
