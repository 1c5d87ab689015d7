import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { act, renderHook } from '@testing-library/react'
import { useAutomaticRetry } from './useAutomaticRetry.js'

let asked: number
const start = (seconds: number | null) =>
  renderHook(({ after }: { after: number | null }) => useAutomaticRetry(() => (asked += 1), after), {
    initialProps: { after: seconds },
  })
const pass = (seconds: number): void => act(() => jest.advanceTimersByTime(seconds * 1_000))
const hide = (hidden: boolean): void =>
  void Object.defineProperty(document, 'hidden', { value: hidden, configurable: true })

beforeEach(() => {
  asked = 0
  jest.useFakeTimers()
})
afterEach(() => {
  hide(false)
  jest.useRealTimers()
})

describe('asking again by itself', () => {
  it('waits as long as it was told, then twice as long each time, and never more than a minute', () => {
    const { result } = start(5)
    const times: number[] = []
    for (let second = 1; second <= 200; second += 1) {
      const before = asked
      pass(1)
      if (asked > before) times.push(second)
    }
    expect(times).toEqual([5, 15, 35, 75, 135, 195])
    expect(result.current).toBe(55)
  })
  it('asks nothing once there is nothing to ask for, and begins anew when there is', () => {
    const { rerender, result } = start(5)
    pass(5)
    rerender({ after: null })
    pass(100)
    expect([asked, result.current]).toEqual([1, null])
    rerender({ after: 5 })
    expect(result.current).toBe(5)
    pass(5)
    expect(asked).toBe(2)
  })
  it('asks nothing as long as nobody sees the page, and soon after somebody does', () => {
    start(5)
    hide(true)
    pass(60)
    expect(asked).toBe(0)
    hide(false)
    pass(1)
    expect(asked).toBe(1)
  })
  it('asks at once when there is a network again, and not any more when it is gone from the screen', () => {
    const { unmount } = start(50)
    act(() => void dispatchEvent(new Event('online')))
    expect(asked).toBe(1)
    unmount()
    pass(200)
    dispatchEvent(new Event('online'))
    expect(asked).toBe(1)
  })
})
