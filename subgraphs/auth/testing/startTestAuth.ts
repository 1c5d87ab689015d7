import { hash } from '@node-rs/argon2'
import { createLogger, type Logger } from '../../../platform/logging/logger.js'
import { createFieldCipher } from '../../../platform/privacy/fieldCipher.js'
import { testKeys } from '../../../testing/keys.js'
import { createTestDatabase } from '../../../testing/postgres.js'
import { insertCustomers, type NewCustomer } from '../customer/customerWriteStore.js'
import { openAuthDatabase } from '../database.js'
import { authConfigSchema, startAuth } from '../server.js'
import { argon2Parameters } from '../signIn/passwordHasher.js'
import { createTestClient } from './testClient.js'

export const password = 'right-horse-battery'

export const hong: NewCustomer = {
  loginId: 'hong',
  name: '홍길동',
  birthDate: '1990-05-05',
  kosCustomerId: 'KOS-HONG-1',
  permissions: ['BILL_INQUIRY', 'PRODUCT_CHANGE'],
  lineNumbers: ['01012345678', '01098765432'],
}
export const kim: NewCustomer = {
  loginId: 'kim',
  name: '김영희',
  birthDate: '1950-01-01',
  kosCustomerId: 'KOS-KIM-2',
  permissions: ['BILL_INQUIRY'],
  lineNumbers: ['01055556666'],
}
/** Staff. */
export const park: NewCustomer = {
  loginId: 'park',
  name: '박상담',
  birthDate: null,
  kosCustomerId: null,
  permissions: ['OPERATOR'],
  lineNumbers: [],
}

/** A running auth on a database of its own, with two customers and an operator, a clock that stands still, and its log in memory. */
export async function startTestAuth(overrides: Record<string, string> = {}, parts: { log?: Logger } = {}) {
  const database = await createTestDatabase('auth')
  const db = openAuthDatabase(database.url)
  const cipher = createFieldCipher({ keys: testKeys.FIELD_KEYS, blindIndexKey: testKeys.BLIND_INDEX_KEY })
  const passwordHash = await hash(password, argon2Parameters)
  let now = new Date('2026-11-22T03:00:00.000Z')
  const clock = () => now
  await insertCustomers(db, { cipher, customers: [hong, kim, park], passwordHash, demo: false, now })

  const logged: string[] = []
  const log =
    parts.log ??
    createLogger({ role: 'auth', level: 'trace', destination: { write: (line) => void logged.push(line) } })
  const config = authConfigSchema.parse({
    ...testKeys,
    PORT: '0',
    NODE_ENV: 'test',
    DATABASE_URL: database.url,
    ...overrides,
  })
  const role = await startAuth(config, { clock, log })

  return {
    role,
    config,
    db,
    cipher,
    clock,
    /** Everything that was logged, one JSON line each; empty when the test brought a log of its own. */
    logged,
    databaseUrl: database.url,
    /** Moves the clock. */
    pass: (ms: number) => void (now = new Date(now.getTime() + ms)),
    /** A caller with a cookie jar of its own. */
    client: () => createTestClient(role.url),
    async stop() {
      await role.stop()
      await db.$disconnect()
      await database.drop()
    },
  }
}

export type TestAuth = Awaited<ReturnType<typeof startTestAuth>>
