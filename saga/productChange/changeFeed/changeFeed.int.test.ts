import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { Client } from 'pg'
import { createLogger } from '../../../platform/logging/logger.js'
import { eventually } from '../../../testing/eventually.js'
import { createTestDatabase } from '../../../testing/postgres.js'
import { describeWithRedis, startTestRedis, type TestRedis } from '../../../testing/redis.js'
import { openProductDatabase, type ProductDatabase } from '../../database.js'
import { createChangeEventStore, type ChangeEventStore, recordAfter } from '../eventStore/changeEventStore.js'
import { type ChangeLog, createChangeLog, type LogPlace } from '../eventStore/changeLog.js'
import { project, projectNext } from '../domain/projection.js'
import { announcing, type ChangeAnnouncer } from './announcing.js'
import { type ChangeFeed, type ChangeTransport, createChangeFeed } from './changeFeed.js'
import { createChangeTransport, openChangeAnnouncer } from './changeTransport.js'

const at = new Date('2026-11-22T05:30:00Z')
const log = createLogger({ role: 'product', level: 'silent' })

let place: Awaited<ReturnType<typeof createTestDatabase>>
let database: ProductDatabase
let stops: (() => Promise<void>)[]

beforeEach(async () => {
  stops = []
  place = await createTestDatabase('product')
  database = openProductDatabase(place.url)
})
afterEach(async () => {
  for (const stop of stops) await stop()
  await database.$disconnect()
  await place.drop()
})

/** One that carries nothing: everything has to be found in the event table. */
const deafTransport: ChangeTransport = { start: () => undefined, stop: () => Promise.resolve() }

function startFeed(transport: ChangeTransport, catchUpEveryMs: number): ChangeFeed {
  const feed = createChangeFeed({ transport, eventLog: createChangeLog(database), log, catchUpEveryMs })
  stops.push(() => feed.stop())
  feed.start()
  return feed
}

async function beginChange(store: ChangeEventStore): Promise<string> {
  const id = randomUUID()
  const events = recordAfter(0, [{ type: 'Requested', data: requestedOn(id) }], at)
  await store.begin({
    ...{ customerKey: 'customer', idempotencyKey: id, requestHash: 'hash', definitionVersion: 1, wakeAt: at },
    events,
    view: project(id, events).view,
  })
  return id
}

const requestedOn = (lineKey: string) => ({
  ...{ definitionVersion: 1, lineId: 'ln', lineKey, customerKey: 'customer', fromCode: 'A', toCode: 'B' },
  ...{ from: null, to: null, timing: 'IMMEDIATE' as const, effectiveOn: '2026-11-22', startsAt: at.toISOString() },
  ...{ eligibility: [], accepted: null, traceId: 'trace' },
})

async function note(store: ChangeEventStore, id: string): Promise<void> {
  const before = project(id, await store.read(id))
  const { version } = before.view
  const events = recordAfter(version, [{ type: 'OperatorNoted', data: { by: 'by', note: 'note' } }], at)
  const { view } = events.reduce(projectNext, before)
  await store.append(id, { expectedVersion: version, events, view, wakeAt: 'asBefore', lease: null })
}

/** Counts the hints, and waits for the next one. */
function watch(feed: ChangeFeed, changeId: string) {
  let hints = 0
  let tell: () => void = () => undefined
  const unwatch = feed.watch(changeId, () => {
    hints += 1
    tell()
  })
  return {
    unwatch,
    hints: () => hints,
    next: () => new Promise<void>((resolve) => (tell = resolve)),
  }
}

/**
 * Reads on until these changes, and no others, have been seen; returns the place behind them. A transaction that is open
 * in another database of the same server, of another suite, holds the log back as one of ours does.
 */
async function readUntil(eventLog: ChangeLog, start: LogPlace, changes: readonly string[]): Promise<LogPlace> {
  const seen = new Set<string>()
  let place = start
  await eventually(`changes in the log: ${changes.join(', ')}`, async () => {
    const { changeIds, next } = await eventLog.after(place)
    place = next
    for (const id of changeIds) seen.add(id)
    return changes.every((id) => seen.has(id))
  })
  expect([...seen].sort()).toEqual([...changes].sort())
  return place
}

const never = 3_600_000

/** What every transport keeps to. `ready` resolves once it hears. */
function transportContract(
  open: () => Promise<{ transport: ChangeTransport; announcer: ChangeAnnouncer }>,
  cut: () => Promise<() => Promise<void>>,
) {
  const start = async (catchUpEveryMs: number) => {
    const { transport, announcer } = await open()
    stops.push(() => announcer.stop())
    const feed = startFeed(transport, catchUpEveryMs)
    const store = announcing(createChangeEventStore(database), announcer)
    // It connects behind: an append is heard of once it has.
    const probe = await beginChange(store)
    const probing = watch(feed, probe)
    for (let heard = false; !heard;) {
      await note(store, probe)
      heard = await Promise.race([
        probing.next().then(() => true),
        Promise.resolve(false).then(() => probing.hints() > 0),
      ])
    }
    probing.unwatch()
    return { feed, store }
  }

  it('says that a watched change has gone on, without anybody asking', async () => {
    const { feed, store } = await start(never)
    const id = await beginChange(store)
    const watcher = watch(feed, id)
    const heard = watcher.next()
    await note(store, id)
    await heard
    expect(watcher.hints()).toBeGreaterThan(0)
  })

  it('tells everybody who watches the change, and nobody who watches another or has left', async () => {
    const { feed, store } = await start(never)
    const [id, other] = [await beginChange(store), await beginChange(store)]
    const [first, second, left, elsewhere] = [watch(feed, id), watch(feed, id), watch(feed, id), watch(feed, other)]
    left.unwatch()
    const hear = async () => {
      const heard = Promise.all([first.next(), second.next()])
      await note(store, id)
      await heard
    }
    // What began the other change may be heard of late, but before this.
    await hear()
    const before = elsewhere.hints()
    await hear()
    expect([left.hints(), elsewhere.hints()]).toEqual([0, before])
    for (const each of [first, second, elsewhere]) each.unwatch()
    expect(feed.watched()).toBe(0)
  })

  it('what is lost while it is cut off is found all the same, and it hears again afterwards', async () => {
    const { feed, store } = await start(50)
    const id = await beginChange(store)
    const watcher = watch(feed, id)
    const mend = await cut()
    const found = watcher.next()
    await note(store, id)
    await found
    await mend()
    const again = watcher.next()
    await note(store, id)
    await again
  })
}

describe('UFR-PROD-040 the feed over PostgreSQL', () => {
  const endListeners = async () => {
    const client = new Client({ connectionString: place.url })
    await client.connect()
    await client.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'`,
    )
    await client.end()
    return () => Promise.resolve()
  }
  transportContract(() => {
    const places = { databaseUrl: place.url, redisUrl: undefined, log }
    return Promise.resolve({ transport: createChangeTransport(places), announcer: openChangeAnnouncer(places) })
  }, endListeners)
})

describeWithRedis('UFR-PROD-040 the feed over Redis', () => {
  let redis: TestRedis
  transportContract(
    async () => {
      const started = await startTestRedis()
      if (!started) throw new Error('no redis-server')
      redis = started
      stops.push(() => redis.stop())
      const places = { databaseUrl: place.url, redisUrl: redis.url, log }
      return { transport: createChangeTransport(places), announcer: openChangeAnnouncer(places) }
    },
    async () => {
      await redis.stop()
      return async () => {
        const again = await startTestRedis({ port: redis.port })
        if (again) stops.push(() => again.stop())
      }
    },
  )
})

describe('UFR-PROD-040 the feed without any transport', () => {
  it('what happens is found in the event table', async () => {
    const feed = startFeed(deafTransport, 10)
    const store = createChangeEventStore(database)
    const id = await beginChange(store)
    const watcher = watch(feed, id)
    await watcher.next()
    const found = watcher.next()
    await note(store, id)
    await found
  })

  it('an event that is committed late is not skipped, though later ones were read before it', async () => {
    const eventLog = createChangeLog(database)
    const store = createChangeEventStore(database)
    const beginning = await eventLog.end()
    const [late, early] = [await beginChange(store), await beginChange(store)]
    const start = await readUntil(eventLog, beginning, [late, early])
    const client = new Client({ connectionString: place.url })
    await client.connect()
    await client.query('BEGIN')
    // The transaction has its number before the others, and its event a position behind theirs.
    await client.query('SELECT pg_current_xact_id()')
    await note(store, early)
    await client.query(
      `INSERT INTO product_change_event (stream_id, version, type, data, at) VALUES ($1, 2, 'OperatorNoted', '{}', now())`,
      [late],
    )
    const open = await eventLog.after(start)
    expect(open.changeIds).toEqual([])
    await client.query('COMMIT')
    await client.end()
    const end = await readUntil(eventLog, open.next, [late, early])
    expect((await eventLog.after(end)).changeIds).toEqual([])
  })

  it('nor one whose position is lower than one that was read', async () => {
    const eventLog = createChangeLog(database)
    const store = createChangeEventStore(database)
    const beginning = await eventLog.end()
    const [first, second] = [await beginChange(store), await beginChange(store)]
    const start = await readUntil(eventLog, beginning, [first, second])
    const [older, younger] = [new Client({ connectionString: place.url }), new Client({ connectionString: place.url })]
    const insert = `INSERT INTO product_change_event (stream_id, version, type, data, at) VALUES ($1, 2, 'OperatorNoted', '{}', now())`
    for (const client of [older, younger]) {
      await client.connect()
      await client.query('BEGIN')
      await client.query('SELECT pg_current_xact_id()')
    }
    await younger.query(insert, [second])
    await older.query(insert, [first])
    await older.query('COMMIT')
    const open = await readUntil(eventLog, start, [first])
    await younger.query('COMMIT')
    await readUntil(eventLog, open, [second])
    for (const client of [older, younger]) await client.end()
  })
})
