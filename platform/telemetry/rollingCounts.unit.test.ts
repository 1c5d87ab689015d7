import { describe, expect, it } from '@jest/globals'
import { createRollingCounts } from './rollingCounts.js'

describe('counts of the last while', () => {
  let now = 0
  const counts = () => createRollingCounts({ cells: 2, windowMs: 300, slices: 3, now: () => now })

  it('add up, each cell by itself', () => {
    const own = counts()
    own.add(0)
    own.add(0)
    own.add(1, 5)
    expect([...own.sums()]).toEqual([2, 5])
  })

  it('go on over the slices, and forget the slice that has left the window', () => {
    now = 50
    const own = counts()
    own.add(0)
    now = 299
    own.add(0, 10)
    expect([...own.sums()]).toEqual([11, 0])
    now = 300
    expect([...own.sums()]).toEqual([10, 0])
    now = 500
    expect([...own.sums()]).toEqual([0, 0])
  })

  it('are told of the newest slices alone, too', () => {
    now = 50
    const own = counts()
    own.add(0)
    now = 150
    own.add(0, 10)
    now = 250
    own.add(0, 100)
    expect([1, 2, 3].map((newest) => own.sums(newest)[0])).toEqual([100, 110, 111])
    now = 350
    expect([1, 2, 3].map((newest) => own.sums(newest)[0])).toEqual([0, 100, 110])
  })

  it('begin at nothing where a slice is used again, also after a long silence', () => {
    now = 0
    const own = counts()
    own.add(0, 7)
    now = 3_000
    own.add(0)
    expect([...own.sums()]).toEqual([1, 0])
  })
})
