import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { Client } from 'pg'
import { createTestDatabase } from '../../../testing/postgres.js'
import { openProductDatabase, type ProductDatabase } from '../../database.js'
import { type ChangeEvent } from '../domain/events.js'
import { project } from '../domain/projection.js'
import { createChangeEventStore, recordAfter } from '../eventStore/changeEventStore.js'
import { rebuildProjections } from './rebuildProjections.js'

const at = new Date('2026-11-22T01:02:03.456Z')

let server: Awaited<ReturnType<typeof createTestDatabase>>
let database: ProductDatabase
let client: Client

beforeAll(async () => {
  server = await createTestDatabase('product')
  database = openProductDatabase(server.url)
  client = new Client({ connectionString: server.url })
  await client.connect()
})
afterAll(async () => {
  await client.end()
  await database.$disconnect()
  await server.drop()
})

const requested = (lineKey: string): ChangeEvent => ({
  type: 'Requested',
  data: {
    definitionVersion: 1,
    lineId: 'ln_1_x',
    lineKey,
    customerKey: 'customer',
    fromCode: 'LTE-MAX-011',
    toCode: 'LTE-PLUS-007',
    from: null,
    to: null,
    timing: 'IMMEDIATE',
    effectiveOn: '2026-11-22',
    startsAt: at.toISOString(),
    eligibility: [],
    accepted: null,
    traceId: 'a'.repeat(32),
  },
})
const changed: ChangeEvent[] = [
  { type: 'KosChangeRequested', data: { requestId: 'r', from: 'LTE-MAX-011', to: 'LTE-PLUS-007' } },
  { type: 'KosChanged', data: { kosOrderNumber: 'KO1', effectiveOn: '2026-11-23', learnedBy: 'ANSWER' } },
]

async function begin(lineKey: string): Promise<string> {
  const id = randomUUID()
  const events = recordAfter(0, [requested(lineKey)], at)
  const result = await createChangeEventStore(database).begin({
    ...{ events, view: project(id, events).view, wakeAt: at, definitionVersion: 1 },
    ...{ customerKey: 'customer', idempotencyKey: randomUUID(), requestHash: 'h' },
  })
  expect(result).toBe('BEGUN')
  return id
}

async function goOn(id: string, events: ChangeEvent[]): Promise<void> {
  const store = createChangeEventStore(database)
  const before = await store.read(id)
  const next = recordAfter(before.length, events, new Date(at.getTime() + before.length))
  const view = project(id, [...before, ...next]).view
  const append = { expectedVersion: before.length, events: next, view, wakeAt: null, lease: null }
  expect(await store.append(id, append)).toBe('APPENDED')
}

describe('UFR-PROD-040 projections are rebuilt from the streams', () => {
  it('come out as they are live, and go on working once they are swapped in', async () => {
    const first = await begin('line-1')
    await goOn(first, changed)
    const second = await begin('line-2')
    await goOn(second, [{ type: 'Cancelled', data: { by: 'x' } }])

    expect(await rebuildProjections(client, { swap: true })).toEqual({ streams: 2, differences: [] })

    await goOn(first, [{ type: 'OperatorNoted', data: { by: 'x', note: 'y' } }])
    expect(await rebuildProjections(client, { swap: false })).toEqual({ streams: 2, differences: [] })
    // The rule of one active change a line has moved with the table.
    await expect(begin('line-1')).rejects.toThrow('BEGUN')
    const { rows } = await client.query(
      `SELECT indexname FROM pg_indexes WHERE tablename = 'product_change' ORDER BY 1`,
    )
    expect(rows).toHaveLength(6)
  })

  it('name every row that somebody changed past the events, and put it right', async () => {
    await begin('line-3')
    await client.query(`UPDATE product_change SET status = 'COMPLETED' WHERE line_key = 'line-3'`)
    await client.query(`UPDATE product_line_version SET version = 7 WHERE line_key = 'line-1'`)
    await client.query(`DELETE FROM product_change WHERE line_key = 'line-2'`)
    const check = await rebuildProjections(client, { swap: false })
    expect(check.differences.map(({ table, key, live }) => [table, live === null ? 'missing' : key])).toEqual(
      expect.arrayContaining([
        ['product_change', 'missing'],
        ['product_line_version', 'line-1'],
      ]),
    )
    expect(check.differences).toHaveLength(3)
    expect((await rebuildProjections(client, { swap: false })).differences).toHaveLength(3)
    await rebuildProjections(client, { swap: true })
    expect((await rebuildProjections(client, { swap: false })).differences).toEqual([])
  })

  it('take in what is committed while they are being made', async () => {
    const other = new Client({ connectionString: server.url })
    await other.connect()
    try {
      const id = await begin('line-4')
      // An event of a transaction that is older than the rebuild and commits in the middle of it.
      await other.query('BEGIN')
      await other.query(
        `INSERT INTO product_change_event (stream_id, version, type, data, at) VALUES ($1, 2, 'Cancelled', '{"by":"x"}', $2)`,
        [id, at],
      )
      await other.query(
        `UPDATE product_change SET status = 'CANCELLED', version = 2, finished_at = $2, changed_at = $2 WHERE id = $1`,
        [id, at],
      )
      // The rebuild waits for the lock on the live table, which this transaction's update holds.
      const rebuilding = rebuildProjections(client, { swap: false })
      await waitsForLock(other)
      await other.query('COMMIT')
      expect((await rebuilding).differences).toEqual([])
    } finally {
      await other.end()
    }
  })
})

async function waitsForLock(connection: Client): Promise<void> {
  const until = performance.now() + 10_000
  for (;;) {
    const { rowCount } = await connection.query(
      `SELECT 1 FROM pg_locks WHERE NOT granted AND mode = 'AccessExclusiveLock'`,
    )
    if ((rowCount ?? 0) > 0) return
    if (performance.now() > until) throw new Error('the rebuild never waited')
  }
}
