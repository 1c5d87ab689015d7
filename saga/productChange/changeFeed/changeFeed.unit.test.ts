import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { createLogger } from '../../../platform/logging/logger.js'
import { type ChangeLog } from '../eventStore/changeLog.js'
import { announcing } from './announcing.js'
import { type ChangeFeed, createChangeFeed } from './changeFeed.js'

const log = createLogger({ role: 'product', level: 'silent' })
const nowhere = { transactionId: 0n, position: 0n }
let asked: string[]
let found: string[]
let eventLog: ChangeLog
let feed: ChangeFeed

beforeEach(() => {
  jest.useFakeTimers()
  asked = []
  found = []
  eventLog = {
    end: () => {
      asked.push('end')
      return Promise.resolve(nowhere)
    },
    after: () => {
      asked.push('after')
      return Promise.resolve({ changeIds: found.splice(0), next: nowhere })
    },
  }
  feed = createChangeFeed({
    transport: { start: () => undefined, stop: () => Promise.resolve() },
    eventLog: { end: () => eventLog.end(), after: (place) => eventLog.after(place) },
    log,
  })
})
afterEach(async () => {
  await feed.stop()
  jest.useRealTimers()
})

describe('UFR-PROD-040 the feed asks for what its transport may have lost', () => {
  it('each second while somebody watches, and not at all while nobody does', async () => {
    await jest.advanceTimersByTimeAsync(5_000)
    expect(asked).toEqual([])
    const leave = [feed.watch('a', () => undefined), feed.watch('a', () => undefined)]
    await jest.advanceTimersByTimeAsync(3_000)
    expect(asked).toEqual(['end', 'after', 'after'])
    leave[0]?.()
    await jest.advanceTimersByTimeAsync(1_000)
    expect(asked).toHaveLength(4)
    leave[1]?.()
    await jest.advanceTimersByTimeAsync(5_000)
    expect(asked).toHaveLength(4)
    expect(feed.watched()).toBe(0)
  })

  it('has everybody look once when it begins, and then those whose change went on', async () => {
    const hints: string[] = []
    feed.watch('a', () => hints.push('a'))
    feed.watch('b', () => hints.push('b'))
    await jest.advanceTimersByTimeAsync(1_000)
    expect(hints).toEqual(['a', 'b'])
    found = ['b', 'unknown']
    await jest.advanceTimersByTimeAsync(1_000)
    expect(hints).toEqual(['a', 'b', 'b'])
  })

  it('and goes on asking when the database did not answer', async () => {
    const answering = eventLog
    const hints: string[] = []
    feed.watch('a', () => hints.push('a'))
    await jest.advanceTimersByTimeAsync(1_000)
    eventLog = { ...answering, after: () => Promise.reject(new Error('restarting')) }
    await jest.advanceTimersByTimeAsync(2_000)
    eventLog = answering
    found = ['a']
    await jest.advanceTimersByTimeAsync(1_000)
    expect(hints).toEqual(['a', 'a'])
  })
})

describe('UFR-PROD-040 an announcing store', () => {
  it.each([
    ['APPENDED', [['a', 3]]],
    ['CONFLICT', []],
    ['LEASE_LOST', []],
  ] as const)('tells of an append that is %s: %j', async (outcome, expected) => {
    const told: unknown[] = []
    const store = announcing(
      {
        read: () => Promise.resolve([]),
        begin: () => Promise.resolve('ACTIVE'),
        append: () => Promise.resolve(outcome),
      },
      { announce: (...what) => void told.push(what) },
    )
    type Append = Parameters<typeof store.append>[1]
    await store.append('a', { view: { version: 3 } } as Append)
    expect(told).toEqual(expected)
  })
})
