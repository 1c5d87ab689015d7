import { describe, expect, it } from '@jest/globals'
import { type KosOperationState } from '../kosObserver.js'
import { type KosCallRecord } from '../kosOrder.js'
import { createRecentCalls } from './recentCalls.js'

const state: KosOperationState = {
  ...{ operation: 'K1', breaker: 'OPEN', retryAfterSeconds: 3 },
  ...{ inUse: 4, waiting: 5, atOnce: 150 },
}
const minutes = (count: number) => count * 60_000

function watched() {
  const time = { now: 0 }
  const recent = createRecentCalls(() => time.now)
  const called = (durationMs: number, outcome: KosCallRecord['outcome'] = 'ANSWERED') =>
    recent.observer.called({ operation: 'K1', outcome, durationMs } as KosCallRecord)
  const health = (of: Partial<KosOperationState> = {}) => {
    const [only] = recent.health([{ ...state, ...of }])
    if (!only) throw new Error('there is none')
    return only
  }
  return { time, ...recent, called, health }
}

describe('what happened at KOS in the last five minutes', () => {
  it('stands beside how it is now', () => {
    expect(watched().health()).toMatchObject({
      ...{
        operation: 'K1',
        breaker: 'OPEN',
        retryAfterSeconds: 3,
        breakerChanges: 0,
        p50Ms: null,
        p95Ms: null,
        p99Ms: null,
      },
      bulkhead: { inUse: 4, waiting: 5, size: 150, refused: 0 },
    })
  })

  it('is counted for each operation by itself', () => {
    const { observer, called, health } = watched()
    called(10)
    called(10, 'TIMED_OUT')
    observer.lookedUp('K1', 'memory')
    observer.lookedUp('K1', 'none')
    observer.refused('K1')
    observer.breakerChanged('K1', 'OPEN')
    expect(health()).toMatchObject({
      calls: { ANSWERED: 1, TIMED_OUT: 1, SYSTEM_ERROR: 0, NOT_SENT: 0 },
      lookUps: { memory: 1, redis: 0, stale: 0, joined: 0, kos: 0, none: 1 },
      bulkhead: { refused: 1 },
      breakerChanges: 1,
    })
    for (const operation of ['K2', 'K7'] as const) {
      const { calls, lookUps, bulkhead } = health({ operation })
      expect([...Object.values(calls), ...Object.values(lookUps), bulkhead.refused].every((count) => count === 0)).toBe(
        true,
      )
    }
  })

  it('is told of the newest minute by itself', () => {
    const { time, observer, called, health } = watched()
    called(10)
    observer.lookedUp('K1', 'kos')
    time.now = minutes(1)
    called(2_000, 'TIMED_OUT')
    called(0, 'NOT_SENT')
    for (const source of ['memory', 'redis', 'stale', 'none'] as const) observer.lookedUp('K1', source)
    expect(health()).toMatchObject({
      calls: { ANSWERED: 1, TIMED_OUT: 1, NOT_SENT: 1 },
      lastMinute: { calls: 2, failed: 2, lookUps: 4, hits: 2, stale: 1 },
    })
    expect(health().lastMinute?.p50Ms).toBeGreaterThanOrEqual(2_000)
    expect(health({ operation: 'K2' }).lastMinute).toMatchObject({ calls: 0, p50Ms: null, p95Ms: null, lookUps: 0 })
    time.now = minutes(2)
    expect(health().lastMinute).toMatchObject({ calls: 0, failed: 0, lookUps: 0 })
  })

  it('is forgotten afterwards', () => {
    const { time, called, health } = watched()
    called(10)
    time.now = minutes(5) - 1
    expect(health().calls.ANSWERED).toBe(1)
    time.now = minutes(5)
    expect(health()).toMatchObject({ calls: { ANSWERED: 0 }, p50Ms: null })
  })

  it.each([0, 0.4, 1, 7, 42, 300, 2_500, 8_000])('knows a duration of %d ms to a tenth', (durationMs) => {
    const { called, health } = watched()
    called(durationMs)
    const { p50Ms } = health()
    expect(p50Ms).toBeGreaterThanOrEqual(durationMs)
    expect(p50Ms).toBeLessThanOrEqual(Math.max(1, durationMs * 1.1) + 0.1)
  })

  it('tells the usual from the slow, and takes what was not sent for neither', () => {
    const { called, health } = watched()
    for (let times = 0; times < 94; times += 1) called(20)
    for (let times = 0; times < 3; times += 1) called(400)
    for (let times = 0; times < 3; times += 1) called(2_000)
    for (let times = 0; times < 500; times += 1) called(0, 'NOT_SENT')
    const { p50Ms, p95Ms, p99Ms } = health()
    expect(p50Ms).toBeGreaterThanOrEqual(20)
    expect(p50Ms).toBeLessThan(23)
    expect(p95Ms).toBeGreaterThanOrEqual(400)
    expect(p95Ms).toBeLessThan(450)
    expect(p99Ms).toBeGreaterThanOrEqual(2_000)
  })

  it('puts what takes longer than any deadline into the last bucket', () => {
    const { called, health } = watched()
    called(3_600_000)
    expect(health().p99Ms).toBeGreaterThan(10_000)
  })
})
