import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { createWatchedLog } from '../../testing/watchedLog.js'
import { startUpkeep } from './startUpkeep.js'

beforeEach(() => void jest.useFakeTimers())
afterEach(() => void jest.useRealTimers())

/** Work that fails at the turns that it is told. */
function work(failing: number[] = []) {
  const runs: number[] = []
  return {
    runs,
    run: () => {
      runs.push(Date.now())
      return failing.includes(runs.length) ? Promise.reject(new Error('away')) : Promise.resolve()
    },
  }
}

describe('upkeep', () => {
  it('waits for the first turn, or runs at once where it is told', async () => {
    const [patient, prompt] = [work(), work()]
    const { log } = createWatchedLog()
    const upkeep = startUpkeep(
      [
        { name: 'patient', everyMs: 1_000, run: patient.run },
        { name: 'prompt', everyMs: 1_000, atOnce: true, run: prompt.run },
      ],
      log,
    )
    await upkeep.begun
    expect([patient.runs.length, prompt.runs.length]).toEqual([0, 1])
    await jest.advanceTimersByTimeAsync(1_000)
    expect([patient.runs.length, prompt.runs.length]).toEqual([1, 2])
    await upkeep.stop()
    await jest.advanceTimersByTimeAsync(5_000)
    expect([patient.runs.length, prompt.runs.length]).toEqual([1, 2])
  })

  it('logs a failure, goes on, and comes back sooner where it is told', async () => {
    const failing = work([1, 2])
    const { log, messages } = createWatchedLog()
    const upkeep = startUpkeep(
      [{ name: 'it', everyMs: 10_000, afterFailureMs: 100, atOnce: true, run: failing.run }],
      log,
    )
    await upkeep.begun
    await jest.advanceTimersByTimeAsync(100)
    expect(messages).toEqual(Array.from({ length: 2 }, () => 'it failed and is tried again later'))
    await jest.advanceTimersByTimeAsync(100)
    expect(failing.runs).toHaveLength(3)
    await jest.advanceTimersByTimeAsync(9_999)
    expect(failing.runs).toHaveLength(3)
    await upkeep.stop()
  })
})
