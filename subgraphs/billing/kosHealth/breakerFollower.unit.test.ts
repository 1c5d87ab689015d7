import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { createLogger } from '../../../platform/logging/logger.js'
import { eventually } from '../../../testing/eventually.js'
import { type BreakerFollower, createBreakerFollower } from './breakerFollower.js'
import { type KeptBreakerChange } from './kosHealthStore.js'

let table: number[]
let readings: number
/** How many rows each reading found that found any. */
let found: number[]
let fails: boolean
let logLines: string[]
let follower: BreakerFollower

/** Looks each millisecond, and says each time that it does. */
const openFollower = (onReading: () => void) =>
  createBreakerFollower({
    store: {
      changesAfter(version, most) {
        onReading()
        if (fails) return Promise.reject(new Error('the database restarts'))
        const page = table.filter((each) => each > version).slice(0, most)
        if (page.length > 0) found.push(page.length)
        return Promise.resolve(page.map((each) => ({ version: each }) as KeptBreakerChange))
      },
      newestVersion: () => Promise.resolve(table.at(-1) ?? 0),
    },
    log: createLogger({ role: 'billing', destination: { write: (line) => void logLines.push(line) } }),
    everyMs: 1,
  })

beforeEach(() => {
  table = []
  found = []
  readings = 0
  fails = false
  logLines = []
  follower = openFollower(() => (readings += 1))
})
afterEach(() => follower.stop())

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index)
async function taken(steps: AsyncGenerator<KeptBreakerChange, void, void>, count: number): Promise<number[]> {
  const versions: number[] = []
  while (versions.length < count) {
    const step = await steps.next()
    if (step.done) break
    versions.push(step.value.version)
  }
  return versions
}
const looked = async () => {
  const before = readings
  await eventually('another look', () => readings > before + 2)
}

const settled = () => new Promise((resolve) => setImmediate(resolve))

describe('following changes of breakers', () => {
  it('begins with nothing, or behind a version, and goes on in order, each once', async () => {
    table = [1, 2, 5]
    const [live, resumed] = [await follower.follow(null), await follower.follow(1)]
    expect(await taken(resumed, 2)).toEqual([2, 5])
    table.push(6, 9)
    expect(await taken(live, 2)).toEqual([6, 9])
    expect(await taken(resumed, 2)).toEqual([6, 9])
    await looked()
    table.push(10)
    expect(await taken(live, 1)).toEqual([10])
  })

  it('is served to all by one reading', async () => {
    const watching = await Promise.all([1, 2, 3].map(() => follower.follow(0)))
    await looked()
    table.push(1)
    expect(await Promise.all(watching.map((each) => taken(each, 1)))).toEqual([[1], [1], [1]])
    expect(found).toEqual([1])
  })

  it('reads nothing while nobody watches, and begins again with the next who does', async () => {
    const watching = await follower.follow(0)
    await looked()
    await watching.return()
    await settled()
    const atEnd = readings
    let otherReadings = 0
    const other = openFollower(() => (otherReadings += 1))
    await other.follow(0)
    await eventually('many looks of another', () => otherReadings > 5)
    other.stop()
    expect(readings).toBe(atEnd)
    table.push(1)
    expect(await taken(await follower.follow(0), 1)).toEqual([1])
  })

  it('hands out a long past a page at a time, and holds no more than a page for who does not take it', async () => {
    table = numbers(1, 450)
    const [idle, busy] = [await follower.follow(0), await follower.follow(400)]
    expect(await taken(busy, 50)).toEqual(numbers(401, 450))
    table.push(451)
    expect(await taken(busy, 1)).toEqual([451])
    expect(await taken(idle, 451)).toEqual(numbers(1, 451))
  })

  it('survives readings that fail, with one line in the log', async () => {
    fails = true
    const live = await follower.follow(0)
    await looked()
    table.push(1)
    fails = false
    expect(await taken(live, 1)).toEqual([1])
    expect(logLines).toHaveLength(1)
  })

  it('ends for who leaves, also while waiting, and for all when the role stops', async () => {
    const [leaving, staying] = [await follower.follow(null), await follower.follow(null)]
    const waiting = leaving.next()
    await leaving.return()
    expect(await waiting).toEqual({ done: true, value: undefined })
    const last = staying.next()
    follower.stop()
    expect(await last).toEqual({ done: true, value: undefined })
    expect(await (await follower.follow(null)).next()).toEqual({ done: true, value: undefined })
  })
})
