import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { eventually } from '../../../testing/eventually.js'
import { createTestDatabase } from '../../../testing/postgres.js'
import { openProductDatabase, type ProductDatabase } from '../../database.js'
import { createSagaStore } from './sagaStore.js'

const now = new Date('2026-11-22T05:30:00.000Z')
const later = (ms: number) => new Date(now.getTime() + ms)
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
afterEach(() => rows.productChangeSaga.deleteMany())

const store = (leaseMs = 60_000, definitions = [1]) => createSagaStore(rows, { leaseMs, definitions })
async function saga(changed: Partial<{ wakeAt: Date | null; definitionVersion: number; version: number }> = {}) {
  const changeId = randomUUID()
  const identity = { customerKey: 'c', idempotencyKey: randomUUID(), requestHash: 'h' }
  await rows.productChangeSaga.create({
    data: { changeId, ...identity, version: 3, definitionVersion: 1, wakeAt: now, ...changed },
  })
  return changeId
}
const rowOf = (changeId: string) => rows.productChangeSaga.findUniqueOrThrow({ where: { changeId } })
const mine = async (changeId: string, leaseMs?: number, at = now) => {
  const claim = await store(leaseMs).claim(changeId, 'w', at)
  if (!claim) throw new Error('not claimed')
  return claim
}

describe('UFR-PROD-040 who works on a change', () => {
  it('of many claims at once exactly one is granted', async () => {
    const changeId = await saga()
    const claims = await Promise.all(Array.from({ length: 12 }, (_, at) => store().claim(changeId, `w${at}`, now)))
    expect(claims.filter((claim) => claim !== null)).toEqual([{ changeId, token: 1, version: 3, attempt: 0 }])
  })

  it.each<[string, Parameters<typeof saga>[0]]>([
    ['not due yet', { wakeAt: later(1) }],
    ['without a time', { wakeAt: null }],
    ['of a definition of the future', { definitionVersion: 2 }],
  ])('a change %s is left alone', async (_what, changed) => {
    const changeId = await saga(changed)
    expect(await store().claim(changeId, 'w', now)).toBeNull()
    expect(await store().due(now, 10)).toEqual([])
    expect((await rowOf(changeId)).leaseToken).toBe(0)
  })

  it('a worker that knows both definitions works on both', async () => {
    const changeId = await saga({ definitionVersion: 2 })
    expect(await store(60_000, [1, 2]).due(now, 10)).toEqual([changeId])
  })

  it("a lease that ran out is another worker's, under a higher token, and cannot be renewed", async () => {
    const changeId = await saga()
    const first = await mine(changeId, 1)
    const second = await eventually('the lease to run out', () => store().claim(changeId, 'w2', now))
    expect(second.token).toBe(first.token + 1)
    expect(await store().renew(first)).toBe(false)
    expect(await store().renew(second)).toBe(true)
    await store().release(first, { version: 3, wakeAt: later(9), attempt: 9 })
    expect(await rowOf(changeId)).toMatchObject({ wakeAt: now, attempt: 0, worker: 'w2' })
    expect(await store().claim(changeId, 'w3', now)).toBeNull()
  })

  it('one that is renewed holds', async () => {
    const changeId = await saga()
    const claim = await mine(changeId, 1)
    await eventually('the lease to run out', async () => (await store().due(now, 1)).length > 0)
    expect(await store().renew(claim)).toBe(true)
    expect(await store().due(now, 1)).toEqual([])
  })

  it('a renewal that comes after the change was given back does not take it again', async () => {
    const changeId = await saga()
    const claim = await mine(changeId)
    await store().release(claim, { version: 3, wakeAt: now, attempt: 1 })
    expect(await store().renew(claim)).toBe(false)
    expect(await store().claim(changeId, 'w2', now)).toMatchObject({ token: 2, attempt: 1 })
  })
})

describe('UFR-PROD-040 which change is next', () => {
  it('the longest waiting first, so many at most', async () => {
    const times = [3, 1, 2].map((ms) => later(-ms))
    const [a, b, c] = [
      await saga({ wakeAt: times[0] ?? now }),
      await saga({ wakeAt: times[1] ?? now }),
      await saga({ wakeAt: times[2] ?? now }),
    ]
    expect(await store().due(now, 10)).toEqual([a, c, b])
    expect(await store().due(now, 2)).toEqual([a, c])
    await mine(a)
    expect(await store().due(now, 10)).toEqual([c, b])
  })

  it('given back, it waits until its time', async () => {
    const changeId = await saga()
    await store().release(await mine(changeId), { version: 3, wakeAt: later(500), attempt: 2 })
    expect(await store().due(later(499), 1)).toEqual([])
    expect(await store().due(later(500), 1)).toEqual([changeId])
    await store().release(await mine(changeId, 60_000, later(500)), { version: 3, wakeAt: null, attempt: 0 })
    expect(await store().due(later(1e9), 1)).toEqual([])
  })

  it('given back after somebody has appended, their time counts', async () => {
    const changeId = await saga()
    const claim = await mine(changeId)
    await rows.productChangeSaga.update({ where: { changeId }, data: { version: 4, wakeAt: null } })
    await store().release(claim, { version: 3, wakeAt: later(500), attempt: 2 })
    expect(await rowOf(changeId)).toMatchObject({ wakeAt: null, leaseUntil: null })
  })
})
