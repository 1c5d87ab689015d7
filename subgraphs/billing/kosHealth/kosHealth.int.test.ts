import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { createBillingTarget } from '../../../kos/client/health/billingTarget.js'
import { startCannedKos, type CannedKos } from '../../../kos/client/testing/cannedKos.js'
import { eventually } from '../../../testing/eventually.js'
import { testKeys } from '../../../testing/keys.js'
import { changeOf, putReport, reportOf } from '../testing/kosReports.js'
import { startTestBilling, type TestBilling } from '../testing/startTestBilling.js'
import { changesLock, createKosHealthStore, type KosHealthStore } from './kosHealthStore.js'
import { createKosMinuteStore } from './kosMinuteStore.js'

const begin = new Date('2026-11-25T01:00:00Z')
let now = begin
const copy = '6f0c7d1e-52b9-4b7e-9c53-8a3f1d2e4b5c'
let billing: TestBilling
let kos: CannedKos
let store: KosHealthStore

const operator = { permissions: ['OPERATOR' as const] }
const health = `{ kosHealth { role copy reportedAt eventLoopLagMs historyBatches { batches rows rowsPerBatch }
  operations { operation breaker retryAfterSeconds breakerChanges calls { outcome count } p50Ms p95Ms p99Ms
    bulkhead { inUse waiting size refused } lookUps { source count } hitRate stale } } }`
const changes = '{ kosBreakerChanges { version at role copy operation from to } }'

const history = `query ($minutes: Int) { kosHealthHistory(minutes: $minutes) { at processes
  operations { operation breaker calls failed p50Ms p95Ms lookUps hitRate stale } } }`

interface Shown {
  role: string
  copy: string
  operations: { operation: string; breaker: string; calls: { outcome: string; count: number }[] }[]
}
const asked = async () => ((await billing.ask(health, {}, operator)).data?.['kosHealth'] ?? []) as Shown[]
/** Without billing's own, which is there as well. */
const others = async () => (await asked()).filter(({ role }) => role !== 'BILLING')

beforeAll(async () => {
  kos = await startCannedKos()
  billing = await startTestBilling({ remembers: true, kosUrl: kos.url, clock: () => now })
  store = createKosHealthStore(billing.rows)
})
afterAll(async () => {
  await billing.end()
  await kos.stop()
})
beforeEach(() => {
  now = begin
})
afterEach(async () => {
  await billing.rows.kosClient.deleteMany({ where: { role: { not: 'BILLING' } } })
  await billing.rows.kosBreakerChange.deleteMany()
  await billing.rows.kosClientMinute.deleteMany()
})

describe('kosHealth', () => {
  it('shows what another process has said, with shares and sums', async () => {
    expect(await putReport(billing.role.url, copy, reportOf())).toBe(204)
    expect(await others()).toEqual([
      {
        ...{ role: 'PRODUCT', copy, reportedAt: begin.toISOString(), eventLoopLagMs: 1.5, historyBatches: null },
        operations: [
          expect.objectContaining({
            ...{
              operation: 'K1',
              breaker: 'OPEN',
              retryAfterSeconds: 4,
              breakerChanges: 1,
              p50Ms: 12.1,
              p95Ms: 40,
              p99Ms: 2500,
            },
            calls: expect.arrayContaining([
              { outcome: 'ANSWERED', count: 1 },
              { outcome: 'CONNECTION_FAILED', count: 10 },
              { outcome: 'TIMED_OUT', count: 0 },
            ]),
            bulkhead: { inUse: 1, waiting: 2, size: 150, refused: 3 },
            lookUps: expect.arrayContaining([
              { source: 'MEMORY', count: 6 },
              { source: 'NONE', count: 4 },
            ]),
            hitRate: 0.5,
            stale: 2,
          }),
        ],
      },
    ])
  })

  it('shows billing itself, with its operations, its history and what it asked of KOS', async () => {
    const [own] = await eventually('its own report', async () => {
      const found = await asked()
      return found.length > 0 && found
    })
    expect(own).toMatchObject({
      role: 'BILLING',
      historyBatches: { batches: 0, rows: 0, rowsPerBatch: null },
      operations: ['K1', 'K2', 'K3', 'K4', 'K5', 'K6', 'K7'].map((operation) => ({ operation, breaker: 'CLOSED' })),
    })
  })

  it('replaces what the same process said before, and tells copies apart', async () => {
    await putReport(billing.role.url, copy, reportOf())
    const later = reportOf()
    later.snapshot.eventLoopLagMs = 9
    await putReport(billing.role.url, copy, later)
    await putReport(billing.role.url, randomUUID(), reportOf())
    await putReport(billing.role.url, randomUUID(), reportOf([], 'SAGA'))
    const shown = await others()
    expect(shown.map(({ role }) => role)).toEqual(['PRODUCT', 'PRODUCT', 'SAGA'])
    expect(shown.find((each) => each.copy === copy)).toMatchObject({ eventLoopLagMs: 9 })
  })

  it('leaves out who has been silent for 20 s', async () => {
    await putReport(billing.role.url, copy, reportOf())
    now = new Date(begin.getTime() + 19_999)
    expect(await others()).toHaveLength(1)
    now = new Date(begin.getTime() + 20_000)
    expect(await others()).toEqual([])
  })

  it('leaves out what another release says in a way that is not understood', async () => {
    await billing.rows.kosClient.create({ data: { copy, role: 'SAGA', reportedAt: now, snapshot: { other: true } } })
    expect(await others()).toEqual([])
  })

  it.each([health, changes, history])('is for operators: %#', async (query) => {
    expect((await billing.ask(query)).errors?.[0]?.extensions['code']).toBe('FORBIDDEN')
    expect((await billing.ask(query, {}, null)).errors?.[0]?.extensions['code']).toBe('UNAUTHENTICATED')
  })
})

describe('kosHealthHistory', () => {
  /** K1 of each minute. Billing itself is among the processes, whenever it likes, and asks nothing of KOS. */
  const minutes = async (variables: object = {}) => {
    const { data, errors } = await billing.ask(history, { ...variables }, operator)
    expect(errors).toBeUndefined()
    const found = data?.['kosHealthHistory'] as { at: string; processes: number; operations: { operation: string }[] }[]
    expect(found.map((each) => each.at)).toEqual(found.map((each) => each.at).sort())
    return Object.fromEntries(
      found.map((each) => [each.at, each.operations.find(({ operation }) => operation === 'K1')]),
    )
  }
  const at = (seconds: number) => (now = new Date(begin.getTime() + seconds * 1_000))

  it('adds up what the processes said of each minute, oldest first', async () => {
    const slower = reportOf([], 'SAGA')
    const [one] = slower.snapshot.operations
    if (!one?.lastMinute) throw new Error('there is none')
    one.breaker = 'HALF_OPEN'
    one.lastMinute = { calls: 1, failed: 0, p50Ms: 50, p95Ms: null, lookUps: 2, hits: 1, stale: 0 }
    const quiet = reportOf()
    const [none] = quiet.snapshot.operations
    if (!none) throw new Error('there is none')
    none.breaker = 'CLOSED'
    none.lastMinute = { calls: 0, failed: 0, p50Ms: null, p95Ms: null, lookUps: 0, hits: 0, stale: 0 }
    at(5)
    await putReport(billing.role.url, copy, quiet)
    at(59)
    await putReport(billing.role.url, copy, reportOf())
    await putReport(billing.role.url, randomUUID(), slower)
    at(60)
    await putReport(billing.role.url, copy, quiet)
    const first = begin.toISOString()
    const second = new Date(begin.getTime() + 60_000).toISOString()
    const sum = { calls: 6, failed: 4, p50Ms: 50, p95Ms: 30, lookUps: 10, hitRate: 0.5, stale: 2 }
    const still = { calls: 0, failed: 0, p50Ms: null, p95Ms: null, lookUps: 0, hitRate: null, stale: 0 }
    const found = await minutes()
    expect(found[first]).toEqual({ operation: 'K1', breaker: 'OPEN', ...sum })
    expect(found[second]).toEqual({ operation: 'K1', breaker: 'CLOSED', ...still })
    expect(Object.keys(await minutes({ minutes: 1 }))).toEqual([second])
    at(60 * 60)
    const later = Object.keys(await minutes())
    expect(later).toContain(second)
    expect(later).not.toContain(first)
  })

  it('leaves out processes of a release that tells no minutes, which are shown in kosHealth all the same', async () => {
    const report = reportOf()
    const operations = report.snapshot.operations.map((each) => ({ ...each, lastMinute: undefined, p95Ms: undefined }))
    expect(await putReport(billing.role.url, copy, { ...report, snapshot: { ...report.snapshot, operations } })).toBe(
      204,
    )
    expect(await billing.rows.kosClientMinute.count({ where: { copy } })).toBe(0)
    expect(await others()).toHaveLength(1)
  })

  it.each([0, 101, -1])('goes 1 to 100 minutes back, not %d', async (bad) => {
    const { errors } = await billing.ask(history, { minutes: bad }, operator)
    expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', argument: 'minutes' })
  })

  it('is let go of when it is not shown any more', async () => {
    const minutesStore = createKosMinuteStore(billing.rows)
    await minutesStore.take(copy, reportOf(), new Date(begin.getTime() - 161 * 60_000))
    await minutesStore.take(copy, reportOf(), new Date(begin.getTime() - 159 * 60_000))
    await minutesStore.purge(begin)
    expect(await billing.rows.kosClientMinute.count({ where: { copy } })).toBe(1)
  })
})

describe('changes of breakers', () => {
  it('are kept once, however often they are told, and shown newest first', async () => {
    const [first, second] = [changeOf(1), changeOf(2, { from: 'OPEN', to: 'HALF_OPEN' })]
    await putReport(billing.role.url, copy, reportOf([first]))
    await putReport(billing.role.url, copy, reportOf([first, second]))
    await putReport(billing.role.url, randomUUID(), reportOf([first], 'SAGA'))
    const { data } = await billing.ask(changes, {}, operator)
    expect(data?.['kosBreakerChanges']).toMatchObject([
      { role: 'SAGA', from: 'CLOSED', to: 'OPEN' },
      { role: 'PRODUCT', copy, operation: 'K1', from: 'OPEN', to: 'HALF_OPEN', at: first.at.toISOString() },
      { role: 'PRODUCT', copy, operation: 'K1', from: 'CLOSED', to: 'OPEN' },
    ])
  })

  it.each([0, 101])('are asked for 1 to 100 at a time, not %d', async (first) => {
    const { errors } = await billing.ask(`{ kosBreakerChanges(first: ${first}) { version } }`, {}, operator)
    expect(errors?.[0]?.extensions['code']).toBe('BAD_USER_INPUT')
  })

  it('become visible in the order of their versions: who writes later waits for who has begun', async () => {
    const later = await billing.rows.$transaction(async (earlier) => {
      await earlier.$executeRaw`SELECT pg_advisory_xact_lock(${changesLock}::bigint)`
      await earlier.kosBreakerChange.create({ data: { ...changeOf(1), copy, role: 'SAGA' } })
      const writing = { done: store.take(randomUUID(), reportOf([changeOf(1)]), now) }
      await eventually(
        'a writer that waits',
        async () => {
          const [locks] = await billing.rows.$queryRaw<{ waiting: boolean }[]>`
          SELECT count(*) > 0 AS waiting FROM pg_locks JOIN pg_database ON oid = database
          WHERE datname = current_database() AND locktype = 'advisory' AND NOT granted`
          return locks?.waiting
        },
        1_500,
      )
      expect(await store.changesAfter(0, 10)).toEqual([])
      return writing
    })
    await later.done
    expect((await store.changesAfter(0, 10)).map(({ role }) => role)).toEqual(['SAGA', 'PRODUCT'])
  })

  it('are deleted after 30 days, and what a process said after an hour', async () => {
    const days = (count: number) => new Date(begin.getTime() - count * 86_400_000)
    await store.take(copy, reportOf([changeOf(1, { at: days(31) }), changeOf(2, { at: days(29) })]), begin)
    await store.take(randomUUID(), reportOf(), new Date(begin.getTime() - 3_700_000))
    await store.purge(begin)
    expect((await billing.rows.kosBreakerChange.findMany()).map(({ seq }) => seq)).toEqual([2])
    expect((await billing.rows.kosClient.findMany({ where: { role: 'PRODUCT' } })).map((each) => each.copy)).toEqual([
      copy,
    ])
  })
})

describe('PUT /internal/kos-clients/{copy}', () => {
  it.each<[string, string, unknown]>([
    ['a copy that is no id', 'billing-1', reportOf()],
    ['no JSON', copy, '{'],
    ['another role', copy, { ...reportOf(), role: 'AUTH' }],
    ['a state that no breaker has', copy, reportOf([changeOf(1, { to: 'AJAR' as never })])],
    ['more changes than are sent', copy, reportOf(Array.from({ length: 101 }, (_, index) => changeOf(index + 1)))],
  ])('refuses %s, and keeps nothing', async (_, name, report) => {
    expect(await putReport(billing.role.url, name, report)).toBe(400)
    expect(await billing.rows.kosClient.count({ where: { role: { not: 'BILLING' } } })).toBe(0)
    expect(await billing.rows.kosBreakerChange.count()).toBe(0)
  })

  it('refuses who is none of ours', async () => {
    expect(await putReport(billing.role.url, copy, reportOf(), Buffer.alloc(32, 9).toString('base64'))).toBe(401)
    expect(await others()).toEqual([])
  })

  it('is where the other roles report, as large as a report can be', async () => {
    const target = createBillingTarget({ billingUrl: `${billing.role.url}/`, blindIndexKey: testKeys.BLIND_INDEX_KEY })
    const [one] = reportOf().snapshot.operations
    if (!one) throw new Error('there is none')
    const full = reportOf(Array.from({ length: 50 }, (_, index) => changeOf(1_000_000 + index)))
    full.snapshot.operations = Array.from({ length: 7 }, () => one)
    await target.send(copy, full)
    expect(await others()).toHaveLength(1)
    expect(await billing.rows.kosBreakerChange.count()).toBe(50)
    await target.close()
    const wrong = createBillingTarget({
      billingUrl: billing.role.url,
      blindIndexKey: Buffer.alloc(32, 9).toString('base64'),
    })
    await expect(wrong.send(copy, full)).rejects.toMatchObject({ code: '401' })
    await wrong.close()
  })
})

describe('GET /metrics of billing', () => {
  it('has KOS and the history in it', async () => {
    const text = await (await fetch(`${billing.role.url}/metrics`)).text()
    expect(text).toContain('yogeum_kos_breaker_state{operation="K1",role="billing"} 0')
    expect(text).toContain('yogeum_inquiry_history_batch_rows_count{role="billing"} 0')
    expect(text).toContain('nodejs_eventloop_lag_p99_seconds')
  })
})
