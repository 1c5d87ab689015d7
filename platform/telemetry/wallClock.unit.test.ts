import { describe, expect, it } from '@jest/globals'
import { createWallClock } from './wallClock.js'

describe('the wall clock of spans', () => {
  let wall = 1_000_000
  let monotonic = 50
  const clock = createWallClock(
    () => Math.floor(wall),
    () => monotonic,
  )
  const pass = (ms: number) => {
    wall += ms
    monotonic += ms
  }

  it('tells parts of a millisecond, and never goes back by the coarseness of the system', () => {
    const before = clock()
    pass(0.25)
    expect(clock() - before).toBeCloseTo(0.25)
    pass(0.9)
    expect(clock() - before).toBeCloseTo(1.15)
  })

  it('follows when the system clock is set', () => {
    wall += 60_000
    expect(Math.abs(clock() - wall)).toBeLessThan(5)
  })
})
