import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { Client } from 'pg'
import { toYearMonth } from '../platform/time/yearMonth.js'
import { partitionOf } from '../subgraphs/billing/inquiryHistory/historyMonths.js'
import { createPartitions, partitionedMonths } from '../subgraphs/billing/inquiryHistory/historyPartitions.js'
import { createTestDatabase } from '../testing/postgres.js'
import { retainHistoryCommand } from './retainHistory.js'

/** Midnight of 1 November 2030 in Seoul: 24 whole months before it begin with November 2028. */
const now = new Date('2030-10-31T15:00:00.000Z')
const oldestKept = new Date('2028-10-31T15:00:00.000Z')
const lastGone = new Date(oldestKept.getTime() - 1)

let testDatabase: Awaited<ReturnType<typeof createTestDatabase>>
let client: Client

beforeEach(async () => {
  testDatabase = await createTestDatabase('billing')
  client = new Client({ connectionString: testDatabase.url })
  await client.connect()
  // A new database has the months of today, whenever that is.
  for (const month of await partitionedMonths(client))
    await client.query(`DROP TABLE ${partitionOf('bill_inquiry', month)}, ${partitionOf('bill_processing', month)}`)
  await createPartitions(client, ['2028-09', '2028-10', '2028-11'].map(toYearMonth))
})
afterEach(async () => {
  await client.end()
  await testDatabase.drop()
})

async function inquiry(at: Date): Promise<void> {
  const id = randomUUID()
  await client.query(
    `INSERT INTO bill_inquiry (id, requested_at, line_key, line_id, customer_key, customer_id, month, trace_id)
     VALUES ($1, $2, 'k', 'l', 'c', 'i', '2028-11', 't')`,
    [id, at],
  )
  await client.query(
    `INSERT INTO bill_processing SELECT $1, $2, 'r', n, 'K1', $2, $2, 'ANSWERED', '0000', false, 'CLOSED', 1, 't', $2, NULL
     FROM generate_series(1, 2) AS n`,
    [id, at],
  )
}
async function retain(args: string[], clock = () => now): Promise<string> {
  let printed = ''
  const print = (text: string) => void (printed += text)
  await retainHistoryCommand(args, { DATABASE_URL: testDatabase.url }, { clock, print })
  return printed
}
const left = async () => {
  const { rows } = await client.query<{ at: Date }>(
    `SELECT requested_at AS at FROM bill_inquiry UNION SELECT requested_at FROM bill_processing ORDER BY at`,
  )
  return rows.map(({ at }) => at.toISOString())
}
const exists = async (table: string) =>
  (await client.query<{ found: string | null }>('SELECT to_regclass($1) AS found', [table])).rows[0]?.found !== null

describe('UFR-BILL-040 yogeum retain-history', () => {
  const september = new Date('2028-09-15T00:00:00.000Z')
  const before = new Date('2027-01-01T00:00:00.000Z')
  const withoutMonth = new Date('2029-06-01T00:00:00.000Z')

  beforeEach(async () => {
    for (const at of [september, lastGone, oldestKept, before, withoutMonth]) await inquiry(at)
  })

  it('UFR-BILL-040 drops the months that are older, and what is older in the DEFAULT partition, and no more', async () => {
    expect(await retain(['--months', '24'])).toBe(
      `dropped 2028-09: 1 inquiries, 2 processing records
dropped 2028-10: 1 inquiries, 2 processing records
deleted from the DEFAULT partition: 1 inquiries, 2 processing records
kept: 2028-11 and everything since
`,
    )
    expect(await left()).toEqual([oldestKept.toISOString(), withoutMonth.toISOString()])
    expect(await exists('bill_processing_2028_10')).toBe(false)
    expect(await exists('bill_processing_2028_11')).toBe(true)
    expect(await retain(['--months=24'])).toBe(
      `deleted from the DEFAULT partition: 0 inquiries, 0 processing records
kept: 2028-11 and everything since
`,
    )
  })

  it("UFR-BILL-040 keeps a month as long as Seoul's clock says so", async () => {
    const aMomentBefore = () => new Date(now.getTime() - 1)
    expect(await retain(['--months', '24'], aMomentBefore)).toContain('kept: 2028-10 and everything since')
    expect(await left()).toContain(lastGone.toISOString())
  })

  it('UFR-BILL-040 a dry run says the same and deletes nothing', async () => {
    expect(await retain(['--months', '24', '--dry-run'])).toBe(
      `would drop 2028-09: 1 inquiries, 2 processing records
would drop 2028-10: 1 inquiries, 2 processing records
would delete from the DEFAULT partition: 1 inquiries, 2 processing records
kept: 2028-11 and everything since; this was a dry run
`,
    )
    expect(await left()).toHaveLength(5)
  })

  it('UFR-BILL-040 keeps less than two years only when it is forced', async () => {
    await expect(retain(['--months', '23'])).rejects.toThrow(/personal data.*24 months.*--force/)
    expect(await left()).toHaveLength(5)
    expect(await retain(['--months', '12', '--force'])).toContain('kept: 2029-11')
    expect(await left()).toEqual([])
  })

  it.each([
    [],
    ['--months'],
    ['--months', '0', '--force'],
    ['--months', '-1'],
    ['--months', '24.5'],
    ['--months', '1e3'],
    ['--months', '9999'],
    ['--months', '24', '--dryrun'],
    ['24'],
  ])('UFR-BILL-040 refuses %s %s %s, and says how it is used', async (...args) => {
    await expect(retain(args.filter((arg) => typeof arg === 'string'))).rejects.toThrow('usage: yogeum retain-history')
    expect(await left()).toHaveLength(5)
  })

  it('UFR-BILL-040 gives up rather than let everybody wait behind a reader', async () => {
    const reader = new Client({ connectionString: testDatabase.url })
    await reader.connect()
    await reader.query('BEGIN')
    await reader.query('SELECT FROM bill_inquiry_2028_09')
    await expect(retain(['--months', '24'])).rejects.toThrow('call the command again')
    await reader.end()
    expect(await left()).toHaveLength(5)
  })
})
