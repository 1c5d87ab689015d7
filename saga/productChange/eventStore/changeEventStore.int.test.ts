import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { Client } from 'pg'
import { createTestDatabase } from '../../../testing/postgres.js'
import { eventually } from '../../../testing/eventually.js'
import { openProductDatabase, type ProductDatabase } from '../../database.js'
import { type ChangeEvent } from '../domain/events.js'
import { project, type Projected, projectNext } from '../domain/projection.js'
import { happened, ways } from '../domain/testing/story.js'
import {
  type Append,
  type BeginningChange,
  changesChannel,
  createChangeEventStore,
  recordAfter,
} from './changeEventStore.js'
import { createSagaStore } from './sagaStore.js'

const now = new Date('2026-11-22T05:30:00.123Z')
let database: Awaited<ReturnType<typeof createTestDatabase>>
let rows: ProductDatabase
beforeAll(async () => {
  database = await createTestDatabase('product')
  rows = openProductDatabase(database.url)
})
afterAll(async () => {
  await rows.$disconnect()
  await database.drop()
})
afterEach(async () => {
  await rows.$executeRaw`TRUNCATE product_change, product_change_event, product_change_saga, product_line_version, graphile_worker._private_jobs`
})

const store = () => createChangeEventStore(rows)
const sagas = (leaseMs = 5_000) => createSagaStore(rows, { leaseMs, definitions: [1] })

function beginning(changed: Partial<BeginningChange> & { lineKey?: string; events?: never } = {}): BeginningChange {
  const id = randomUUID()
  const { lineKey = `line-${id}`, ...rest } = changed
  const events = recordAfter(0, [happened.requested({ lineKey })], now)
  const identity = { customerKey: 'customer', idempotencyKey: randomUUID(), requestHash: 'hash' }
  return { ...identity, definitionVersion: 1, events, view: project(id, events).view, wakeAt: now, ...rest }
}

async function begun(more: ChangeEvent[] = []): Promise<Projected> {
  const change = beginning()
  expect(await store().begin(change)).toBe('BEGUN')
  let projected = project(change.view.id, change.events)
  if (more.length > 0) {
    const next = after(projected, more)
    expect(await store().append(change.view.id, next)).toBe('APPENDED')
    projected = next.events.reduce(projectNext, projected)
  }
  return projected
}

function after(before: Projected, events: ChangeEvent[], changed: Partial<Append> = {}): Append {
  const recorded = recordAfter(before.view.version, events, now)
  const { view } = recorded.reduce(projectNext, before)
  return { expectedVersion: before.view.version, events: recorded, view, wakeAt: now, lease: null, ...changed }
}

/** Everything that an append may write. */
const everything = async () => ({
  events: await rows.productChangeEvent.findMany({ orderBy: { position: 'asc' } }),
  changes: await rows.productChange.findMany({ orderBy: { id: 'asc' } }),
  sagas: await rows.productChangeSaga.findMany({ orderBy: { changeId: 'asc' } }),
  lines: await rows.productLineVersion.findMany({ orderBy: { lineKey: 'asc' } }),
  jobs: await jobs(),
})
const jobs = () =>
  rows.$queryRaw<{ key: string; run_at: Date; max_attempts: number; payload: unknown }[]>`
    SELECT key, run_at, max_attempts, payload FROM graphile_worker._private_jobs ORDER BY key`

describe('UFR-PROD-040 beginning a stream', () => {
  it('stores the event, the change, the saga and the job that wakes it, together', async () => {
    const change = beginning({ wakeAt: new Date('2026-12-01T00:00:00+09:00') })
    const { id } = change.view
    expect(await store().begin(change)).toBe('BEGUN')
    const stored = await everything()
    expect(stored.changes).toMatchObject([{ id, status: 'REQUESTED', version: 1, fromProduct: { code: 'OLD' } }])
    expect(stored.sagas).toMatchObject([{ changeId: id, version: 1, definitionVersion: 1, leaseUntil: null }])
    expect(stored.events).toMatchObject([{ streamId: id, version: 1, type: 'Requested', at: now, fence: null }])
    expect(stored.jobs).toEqual([
      { key: `product-change:${id}`, run_at: change.wakeAt, max_attempts: 1, payload: { id } },
    ])
    expect(await store().read(id)).toEqual(change.events)
  })

  it('UFR-PROD-030 a line has one active change, however many are asked for at once', async () => {
    const results = await Promise.all(
      Array.from({ length: 20 }, () => store().begin(beginning({ lineKey: 'the-line' }))),
    )
    expect(results.filter((result) => result === 'BEGUN')).toHaveLength(1)
    expect(results.filter((result) => result === 'ACTIVE')).toHaveLength(19)
    const { events, sagas: kept, jobs: waiting } = await everything()
    expect([events.length, kept.length, waiting.length]).toEqual([1, 1, 1])
  })

  it('UFR-PROD-030 a line whose change has ended may have the next', async () => {
    const first = await begun([{ type: 'Cancelled', data: { by: 'c' } }])
    expect(await store().begin(beginning({ lineKey: first.view.lineKey }))).toBe('BEGUN')
  })

  it("UFR-PROD-030 a customer's key is used once; another customer's is another", async () => {
    const first = beginning()
    await store().begin(first)
    const { customerKey, idempotencyKey } = first
    expect(await store().begin(beginning({ customerKey, idempotencyKey }))).toBe('KEY_USED')
    expect(await store().begin(beginning({ customerKey: 'other', idempotencyKey }))).toBe('BEGUN')
    expect((await everything()).events).toHaveLength(2)
  })
})

describe('UFR-PROD-040 appending to a stream', () => {
  it('stores events, view, saga and job together', async () => {
    const first = await begun()
    const { id } = first.view
    const wakeAt = new Date('2026-11-22T06:00:00Z')
    const next = after(first, [happened.prechecked(), happened.changeSent], { wakeAt })
    expect(await store().append(id, next)).toBe('APPENDED')
    const stored = await everything()
    expect(stored.events.map(({ version, type }) => [version, type])).toEqual([
      [1, 'Requested'],
      [2, 'Prechecked'],
      [3, 'KosChangeRequested'],
    ])
    expect(stored.changes).toMatchObject([{ status: 'IN_PROGRESS', version: 3 }])
    expect(stored.sagas).toMatchObject([{ version: 3, wakeAt }])
    expect(stored.jobs).toMatchObject([{ key: `product-change:${id}`, run_at: wakeAt }])
    expect((await store().read(id, 1)).map(({ version }) => version)).toEqual([2, 3])
    expect(project(id, await store().read(id)).view).toEqual(next.view)
  })

  it('CONFLICT: somebody else has appended, and nothing is written', async () => {
    const first = await begun()
    await store().append(first.view.id, after(first, [happened.noted]))
    const before = await everything()
    expect(await store().append(first.view.id, after(first, [happened.prechecked()]))).toBe('CONFLICT')
    expect(await everything()).toEqual(before)
  })

  it('LEASE_LOST: another worker has claimed, and nothing is written', async () => {
    const first = await begun()
    const { id } = first.view
    const frozen = await sagas(1).claim(id, 'frozen', now)
    const next = await eventually('the lease to run out', () => sagas().claim(id, 'next', now))
    expect(next.token).toBe((frozen?.token ?? 0) + 1)
    const before = await everything()
    const stale = after(first, [happened.changed], { lease: { token: frozen?.token ?? 0, release: true } })
    expect(await store().append(id, stale)).toBe('LEASE_LOST')
    expect(await everything()).toEqual(before)
    expect(await store().append(id, { ...stale, lease: { token: next.token, release: false } })).toBe('APPENDED')
    expect((await everything()).events.at(-1)).toMatchObject({ type: 'KosChanged', fence: next.token })
  })

  it('of two writers at once exactly one wins', async () => {
    for (let round = 0; round < 10; round += 1) {
      const first = await begun()
      const results = await Promise.all(
        Array.from({ length: 8 }, () => store().append(first.view.id, after(first, [happened.prechecked()]))),
      )
      expect(results.filter((result) => result === 'APPENDED')).toHaveLength(1)
      expect(results.filter((result) => result === 'CONFLICT')).toHaveLength(7)
      expect(await store().read(first.view.id)).toHaveLength(2)
    }
  })

  it('what fails leaves nothing at all, the job neither', async () => {
    const change = beginning()
    const broken = {
      ...change,
      events: change.events.map((event) => ({ ...event, version: null as unknown as number })),
    }
    await expect(store().begin(broken)).rejects.toThrow()
    expect(await everything()).toEqual({ events: [], changes: [], sagas: [], lines: [], jobs: [] })
    const first = await begun()
    const before = await everything()
    const next = after(first, [happened.changed])
    const twice = { ...next, events: [...next.events, ...next.events] }
    await expect(store().append(first.view.id, twice)).rejects.toThrow()
    expect(await everything()).toEqual(before)
  })

  it("the line's version goes up by one with each change of its plan", async () => {
    const steps = ways.changedBack.slice(1)
    const first = await begun()
    let projected = first
    const versions: number[] = []
    for (const event of steps) {
      const next = after(projected, [event])
      await store().append(first.view.id, next)
      projected = next.events.reduce(projectNext, projected)
      versions.push((await rows.productLineVersion.findFirst())?.version ?? 0)
    }
    expect(steps.map(({ type }) => type).indexOf('KosChanged')).toBe(versions.indexOf(1))
    expect(steps.map(({ type }) => type).indexOf('KosChangedBack')).toBe(versions.indexOf(2))
    expect(versions.at(-1)).toBe(2)
  })

  it("a note leaves the saga's own time and attempts alone; without a time nothing wakes it", async () => {
    const first = await begun()
    const { id } = first.view
    const saga = () => rows.productChangeSaga.findUnique({ where: { changeId: id } })
    await rows.productChangeSaga.update({ where: { changeId: id }, data: { attempt: 4 } })
    const noted = after(first, [happened.noted], { wakeAt: 'asBefore' })
    await store().append(id, noted)
    expect(await saga()).toMatchObject({ wakeAt: now, attempt: 4, version: 2 })
    const cancelled = after(noted.events.reduce(projectNext, first), [{ type: 'Cancelled', data: { by: 'c' } }], {
      wakeAt: null,
    })
    await store().append(id, cancelled)
    expect(await saga()).toMatchObject({ wakeAt: null, attempt: 0, version: 3 })
  })

  it("a worker's append queues no job, and gives the change back when asked to", async () => {
    const first = await begun()
    const { id } = first.view
    await rows.$executeRaw`TRUNCATE graphile_worker._private_jobs`
    const claim = await sagas().claim(id, 'w', now)
    const token = claim?.token ?? 0
    const kept = after(first, [happened.prechecked()], { lease: { token, release: false } })
    await store().append(id, kept)
    expect((await everything()).sagas[0]?.leaseUntil).not.toBeNull()
    const last = after(kept.events.reduce(projectNext, first), [happened.attention], {
      wakeAt: null,
      lease: { token, release: true },
    })
    await store().append(id, last)
    expect((await everything()).sagas[0]).toMatchObject({ leaseUntil: null, wakeAt: null })
    expect(await jobs()).toEqual([])
  })

  it('says on the channel that the stream has grown, and only when it has', async () => {
    const listener = new Client({ connectionString: database.url })
    await listener.connect()
    const heard: string[] = []
    listener.on('notification', ({ payload }) => void heard.push(payload ?? ''))
    await listener.query(`LISTEN ${changesChannel}`)
    const first = await begun()
    const { id } = first.view
    const next = after(first, [happened.prechecked(), happened.changeSent])
    await store().append(id, next)
    await store().append(id, next)
    await store().append(id, after(next.events.reduce(projectNext, first), [happened.changed]))
    await eventually('the last word', () => heard.includes(`${id}:4`))
    expect(heard).toEqual([`${id}:1`, `${id}:3`, `${id}:4`])
    await listener.end()
  })
})
