import { beforeEach, describe, expect, it } from '@jest/globals'
import { type Breaker, createBreaker } from './breaker.js'

describe('the breaker of a subgraph', () => {
  let now = 0
  let breaker: Breaker

  beforeEach(() => {
    now = 0
    breaker = createBreaker(() => now)
  })

  const fail = (times: number) => {
    for (let each = 0; each < times; each += 1) if (breaker.admits()) breaker.failed()
  }
  const answer = (times: number) => {
    for (let each = 0; each < times; each += 1) if (breaker.admits()) breaker.answered()
  }

  it('stays closed while too few were tried to judge by', () => {
    fail(19)
    expect(breaker.admits()).toBe(true)
  })

  it('opens when half of the fetches get no answer', () => {
    answer(30)
    fail(29)
    expect(breaker.state()).toBe('closed')
    fail(1)
    expect(breaker.state()).toBe('open')
    expect(breaker.admits()).toBe(false)
  })

  it('forgets what is longer ago than its window', () => {
    fail(19)
    now = 10_000
    fail(1)
    expect(breaker.state()).toBe('closed')
  })

  it('lets a single fetch try after the pause, and closes with its answer', () => {
    fail(20)
    now = 1_000
    expect(breaker.state()).toBe('half-open')
    expect([breaker.admits(), breaker.admits()]).toEqual([true, false])
    breaker.answered()
    expect(breaker.state()).toBe('closed')
    fail(19)
    expect(breaker.state()).toBe('closed')
  })

  it('pauses again when that one fails', () => {
    fail(20)
    now = 1_000
    fail(1)
    now = 1_999
    expect(breaker.admits()).toBe(false)
    now = 2_000
    expect(breaker.admits()).toBe(true)
  })

  it('is not closed by an answer to what was sent before the pause', () => {
    fail(19)
    expect([breaker.admits(), breaker.admits()]).toEqual([true, true])
    breaker.failed()
    breaker.answered()
    expect(breaker.state()).toBe('open')
  })
})
