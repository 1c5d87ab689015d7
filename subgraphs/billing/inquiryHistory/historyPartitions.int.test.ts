import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { readFile } from 'node:fs/promises'
import { randomBytes, randomUUID } from 'node:crypto'
import { Client } from 'pg'
import { createDatabase, dropDatabase } from '../../../platform/database/createDatabase.js'
import { prismaFolder } from '../../../platform/database/migrations.js'
import { withClient } from '../../../platform/database/withClient.js'
import { startUpkeep } from '../../../platform/upkeep/startUpkeep.js'
import { createTestDatabase } from '../../../testing/postgres.js'
import { createWatchedLog } from '../../../testing/watchedLog.js'
import { monthsWanted } from './historyMonths.js'
import { createPartitions } from './historyPartitions.js'
import { historyUpkeep } from './historyUpkeep.js'

/** Midnight of 1 January 2131 in Seoul: far from the months that a new database has. */
const newYear = new Date('2130-12-31T15:00:00.000Z')
const lastMoment = new Date(newYear.getTime() - 1)
const namesOf = (months: string[]) =>
  months.flatMap((month) => [`bill_inquiry_${month}`, `bill_processing_${month}`]).sort()

let testDatabase: Awaited<ReturnType<typeof createTestDatabase>>
let client: Client

beforeEach(async () => {
  testDatabase = await createTestDatabase('billing')
  client = new Client({ connectionString: testDatabase.url })
  await client.connect()
})
afterEach(async () => {
  await client.end()
  await testDatabase.drop()
})

const insert = (by: Client, at: Date) =>
  by.query(
    `INSERT INTO bill_inquiry (id, requested_at, line_key, line_id, customer_key, customer_id, month, trace_id)
     VALUES ($1, $2, 'k', 'l', 'c', 'i', '2026-11', 't')`,
    [randomUUID(), at],
  )
const where = async () => {
  const { rows } = await client.query<{ name: string; at: Date }>(
    'SELECT tableoid::regclass::text AS name, requested_at AS at FROM bill_inquiry ORDER BY requested_at',
  )
  return rows.map(({ name, at }) => [name, at.toISOString()])
}

describe('UFR-BILL-040 the partitions of the history', () => {
  it("UFR-BILL-040 end where Seoul's month ends, to the millisecond", async () => {
    expect(monthsWanted(lastMoment)).toEqual(['2130-12', '2131-01', '2131-02'])
    expect(monthsWanted(newYear)).toEqual(['2131-01', '2131-02', '2131-03'])
    await createPartitions(client, monthsWanted(lastMoment))
    await insert(client, lastMoment)
    await insert(client, newYear)
    expect(await where()).toEqual([
      ['bill_inquiry_2130_12', lastMoment.toISOString()],
      ['bill_inquiry_2131_01', newYear.toISOString()],
    ])
  })

  it('UFR-BILL-040 are made by several copies at once, each of them once', async () => {
    const copies = Array.from({ length: 6 }, () =>
      withClient(testDatabase.url, (copy) => createPartitions(copy, monthsWanted(newYear))),
    )
    const made = (await Promise.all(copies)).flat()
    expect(made.sort()).toEqual(namesOf(['2131_01', '2131_02', '2131_03']))
    expect(await createPartitions(client, monthsWanted(newYear))).toEqual([])
  })

  it('UFR-BILL-040 take over what the DEFAULT partition has caught, and leave the rest there', async () => {
    const longAgo = new Date('2020-01-01T00:00:00.000Z')
    for (const at of [longAgo, lastMoment, newYear]) await insert(client, at)
    expect((await where()).map(([name]) => name)).toEqual(Array.from({ length: 3 }, () => 'bill_inquiry_default'))
    await createPartitions(client, monthsWanted(newYear))
    expect((await where()).map(([name]) => name)).toEqual([
      ...['bill_inquiry_default', 'bill_inquiry_default', 'bill_inquiry_2131_01'],
    ])
  })

  it('UFR-BILL-040 are made while others write, and nobody waits', async () => {
    await createPartitions(client, monthsWanted(lastMoment))
    await client.query('BEGIN')
    await insert(client, lastMoment)
    const made = await withClient(testDatabase.url, (copy) => createPartitions(copy, monthsWanted(newYear)), {
      queryMs: 2_000,
    })
    expect(made).toEqual(namesOf(['2131_03']))
    await client.query('COMMIT')
  })

  it('UFR-BILL-040 are seen to at start, and again while the database was away', async () => {
    const watched = createWatchedLog()
    const { log, messages } = watched
    const away = historyUpkeep({ databaseUrl: 'postgresql://x:x@127.0.0.1:1/x', clock: () => newYear, log })
    const there = historyUpkeep({ databaseUrl: testDatabase.url, clock: () => newYear, log })
    const upkeep = startUpkeep(
      [{ ...away, name: 'away', afterFailureMs: 1, run: () => (messages.length < 2 ? away.run() : there.run()) }],
      log,
    )
    await upkeep.begun
    expect(messages).toEqual(['away failed and is tried again later'])
    await watched.until('made partitions of the history')
    await upkeep.stop()
    expect(there).toMatchObject({ everyMs: 86_400_000, afterFailureMs: 60_000, atOnce: true })
    expect(await createPartitions(client, monthsWanted(newYear))).toEqual([])
  })
})

describe('UFR-BILL-040 the migration to partitions', () => {
  const migration = (name: string) => readFile(`${prismaFolder('billing')}migrations/${name}/migration.sql`, 'utf8')

  it('UFR-BILL-040 carries every row over, into its month', async () => {
    const server = process.env['YOGEUM_TEST_POSTGRES_URL'] ?? ''
    const name = `scratch_${randomBytes(6).toString('hex')}`
    const url = await createDatabase(server, name)
    try {
      await withClient(url, async (old) => {
        for (const before of ['20261122193222_initial', '20261122215244_line_version'])
          await old.query(await migration(before))
        const ids = [randomUUID(), randomUUID(), randomUUID()]
        for (const [index, at] of [
          '2024-02-29T15:00:00Z',
          '2026-10-31T14:59:59.999Z',
          '2026-10-31T15:00:00Z',
        ].entries())
          await old.query(`INSERT INTO bill_inquiry VALUES ($1, $2, 'k', 'l', 'c', 'i', '2026-11', 't')`, [
            ids[index],
            at,
          ])
        await old.query(
          `INSERT INTO bill_processing SELECT id, 'r', attempt, 'K1', now(), now(), 'ANSWERED', '0000', false, 'CLOSED', 1.5, 't',
             now(), CASE attempt WHEN 2 THEN 'SHOWN'::inquiry_outcome END
           FROM bill_inquiry, generate_series(1, 2) AS attempt`,
        )
        await old.query(await migration('20261125003600_partitioned_history'))
        const places = async (table: string, id: string) =>
          (
            await old.query<{ place: string }>(
              `SELECT tableoid::regclass || ' ' || ${id} AS place FROM ${table} ORDER BY requested_at`,
            )
          ).rows.map(({ place }) => place)
        const expected = (table: string) => [
          `${table}_2024_03 ${ids[0]}`,
          `${table}_2026_10 ${ids[1]}`,
          `${table}_2026_11 ${ids[2]}`,
        ]
        expect(await places('bill_inquiry', 'id')).toEqual(expected('bill_inquiry'))
        expect(await places('bill_processing', 'inquiry_id')).toEqual(
          expected('bill_processing').flatMap((place) => [place, place]),
        )
        const { rows } = await old.query(`SELECT count(*)::int AS ends FROM bill_processing WHERE concludes = 'SHOWN'`)
        expect(rows).toEqual([{ ends: 3 }])
        expect((await old.query(`SELECT FROM pg_class WHERE relname LIKE '%before%'`)).rowCount).toBe(0)
      })
    } finally {
      await dropDatabase(server, name)
    }
  })
})
