import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { verifyAccessLogCommand } from '../../../launcher/verifyAccessLog.js'
import { testKeys } from '../../../testing/keys.js'
import { createTestDatabase } from '../../../testing/postgres.js'
import { type AuthDatabase, openAuthDatabase } from '../database.js'
import { type AccessLog, createAccessLog } from './accessLogStore.js'
import { oldestAccessKept } from './accessLogUpkeep.js'
import { createAccessHashes } from './accessRecord.js'
import { verifyAccessLog } from './verifyAccessLog.js'

const hashes = createAccessHashes(testKeys.BLIND_INDEX_KEY)
const actorId = randomUUID()
const noLimit = { most: 1_000, withinMs: 1 }

describe('the log of accesses to personal data', () => {
  let testDatabase: Awaited<ReturnType<typeof createTestDatabase>>
  let db: AuthDatabase
  let log: AccessLog

  beforeEach(async () => {
    testDatabase = await createTestDatabase('auth')
    db = openAuthDatabase(testDatabase.url)
    log = createAccessLog(db, hashes)
  })
  afterEach(async () => {
    await db.$disconnect()
    await testDatabase.drop()
  })

  const append = (at: Date) =>
    log.append(
      {
        ...{ at, actorId, customerId: randomUUID(), lineIndex: null, shown: ['NAME'], traceId: 'a'.repeat(32) },
        ...{ addressSealed: 'address', reasonSealed: 'reason' },
      },
      noLimit,
    )
  const fill = async (...days: string[]) => {
    for (const day of days) await append(new Date(`${day}T00:00:00Z`))
  }
  const verify = () => verifyAccessLog(db, hashes)
  /** As somebody would who may do anything in the database, and has no key. */
  async function tamper(sql: string): Promise<void> {
    await db.$executeRaw`ALTER TABLE personal_data_access DISABLE TRIGGER USER`
    await db.$executeRawUnsafe(sql)
    await db.$executeRaw`ALTER TABLE personal_data_access ENABLE TRIGGER USER`
  }

  it('is whole while it is only added to', async () => {
    expect(await verify()).toMatchObject({ kind: 'intact', records: 0 })
    await fill('2026-01-01', '2026-01-02', '2026-01-03')
    expect(await verify()).toMatchObject({ kind: 'intact', records: 3, firstNumber: 1, lastNumber: 3 })
  })

  it.each([
    ["UPDATE personal_data_access SET reason_sealed = 'another' WHERE number = 2"],
    ['DELETE FROM personal_data_access WHERE number = 2'],
    ['TRUNCATE personal_data_access'],
  ])('the database refuses: %s', async (sql) => {
    await fill('2026-01-01', '2026-01-02')
    await expect(db.$executeRawUnsafe(sql)).rejects.toThrow()
    expect(await verify()).toMatchObject({ kind: 'intact', records: 2 })
  })

  it.each([
    [
      'a reason that is another now',
      "UPDATE personal_data_access SET reason_sealed = 'x' WHERE number = 2",
      'record 2 was altered',
    ],
    [
      'a time that is another now',
      "UPDATE personal_data_access SET at = at + interval '1 day' WHERE number = 2",
      'record 2 was altered',
    ],
    [
      'whose data they were',
      `UPDATE personal_data_access SET customer_id = '${randomUUID()}' WHERE number = 1`,
      'record 1 was altered',
    ],
    ['a record that is gone', 'DELETE FROM personal_data_access WHERE number = 2', 'record 2 is missing'],
    ['a first record that is gone', 'DELETE FROM personal_data_access WHERE number = 1', 'record 1 is missing'],
    ['a last record that is gone', 'DELETE FROM personal_data_access WHERE number = 3', 'does not end where it should'],
    [
      'an end that was moved with it',
      `WITH gone AS (DELETE FROM personal_data_access WHERE number = 3 RETURNING previous_hash)
       UPDATE personal_data_access_chain SET last_number = 2, last_hash = (SELECT previous_hash FROM gone)`,
      'was altered',
    ],
    [
      'a beginning that was moved',
      `WITH gone AS (DELETE FROM personal_data_access WHERE number = 1 RETURNING hash)
       UPDATE personal_data_access_chain SET first_number = 2, first_previous_hash = (SELECT hash FROM gone)`,
      'was altered',
    ],
    ['ends that are gone', 'DELETE FROM personal_data_access_chain', 'nothing says where it begins'],
    ['every record', 'DELETE FROM personal_data_access', 'does not end where it should'],
  ])('shows %s', async (_, sql, because) => {
    await fill('2026-01-01', '2026-01-02', '2026-01-03')
    await tamper(sql)
    expect(await verify()).toEqual({ kind: 'broken', because: expect.stringContaining(because) })
  })

  it('is not added to once its end was tampered with', async () => {
    await fill('2026-01-01', '2026-01-02')
    await tamper('DELETE FROM personal_data_access WHERE number = 2')
    await expect(fill('2026-01-03')).rejects.toThrow('does not end where it should')
  })

  it('holds only under its own key', async () => {
    await fill('2026-01-01')
    const other = createAccessHashes(Buffer.alloc(32, 9).toString('base64'))
    expect(await verifyAccessLog(db, other)).toMatchObject({ kind: 'broken' })
  })

  it('lets go of what is older than two years, and holds together', async () => {
    await fill('2020-01-01', '2020-06-01', '2023-01-01')
    expect(await log.letGo(new Date('2022-01-01T00:00:00Z'))).toBe(2)
    expect(await log.letGo(new Date('2022-01-01T00:00:00Z'))).toBe(0)
    expect(await verify()).toMatchObject({ kind: 'intact', records: 1, firstNumber: 3, lastNumber: 3 })
    expect(await log.letGo(new Date('2024-01-01T00:00:00Z'))).toBe(1)
    expect(await verify()).toMatchObject({ kind: 'intact', records: 0, firstNumber: 4, lastNumber: 3 })
    await append(new Date())
    expect(await verify()).toMatchObject({ kind: 'intact', records: 1, firstNumber: 4, lastNumber: 4 })
  })

  it('lets go of nothing younger, whatever the clock of a process says', async () => {
    expect(oldestAccessKept(new Date('2026-11-28T00:00:00Z'))).toEqual(new Date('2024-11-27T00:00:00Z'))
    await append(new Date())
    await expect(log.letGo(new Date('2099-01-01T00:00:00Z'))).rejects.toThrow()
    expect(await verify()).toMatchObject({ kind: 'intact', records: 1 })
  })

  it('yogeum verify-access-log says whether it is whole, and with which exit code', async () => {
    let printed = ''
    const env = { DATABASE_URL: testDatabase.url, BLIND_INDEX_KEY: testKeys.BLIND_INDEX_KEY }
    const run = () => verifyAccessLogCommand(env, (text) => void (printed += text))
    expect(await run()).toBe(0)
    await fill('2026-01-01', '2026-01-02')
    expect(await run()).toBe(0)
    const { hash } = await db.personalDataAccess.findUniqueOrThrow({ where: { number: 2 } })
    expect(printed).toBe(`intact: 0 records\nintact: 2 records, numbers 1 to 2, the last with the hash ${hash}\n`)
    await tamper('DELETE FROM personal_data_access WHERE number = 1')
    expect(await run()).toBe(1)
    expect(printed).toContain('BROKEN: record 1 is missing')
  })
})
