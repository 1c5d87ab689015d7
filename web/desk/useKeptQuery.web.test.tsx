import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { act, renderHook } from '@testing-library/react'
import { type ReactNode } from 'react'
import { type Client, Provider } from 'urql'
import { DeskChangeDocument } from '../generated/operations.js'
import { useKeptQuery } from './useKeptQuery.js'

let asked: unknown[]
let next: { data?: unknown; error?: unknown }

const client = {
  query: (_: unknown, variables: unknown) => {
    asked.push(variables)
    const answer = next
    return { toPromise: () => Promise.resolve(answer) }
  },
} as unknown as Client

const wrapper = ({ children }: { children: ReactNode }) => <Provider value={client}>{children}</Provider>
const start = () =>
  renderHook(({ id }) => useKeptQuery(DeskChangeDocument, { id }, { everyMs: 5_000 }), {
    wrapper,
    initialProps: { id: 'a' },
  })
const pass = (ms: number) => act(async () => void (await jest.advanceTimersByTimeAsync(ms)))
const hide = (hidden: boolean): void =>
  void Object.defineProperty(document, 'hidden', { value: hidden, configurable: true })

beforeEach(() => {
  asked = []
  next = { data: { productChange: null } }
  jest.useFakeTimers()
})
afterEach(() => {
  hide(false)
  jest.useRealTimers()
})

describe('what was answered', () => {
  it('stays with its age while a later question fails, and is replaced when one is answered', async () => {
    const { result } = start()
    await pass(0)
    const { at } = result.current
    next = { error: new Error('away') }
    await pass(5_000)
    expect(result.current).toMatchObject({ data: { productChange: null }, at, error: next.error })
    next = { data: { productChange: null } }
    await pass(5_000)
    expect(result.current.error).toBeNull()
    expect(result.current.at).not.toBe(at)
  })
  it('is not shown for another question', async () => {
    const { result, rerender } = start()
    await pass(0)
    rerender({ id: 'b' })
    expect(result.current.data).toBeNull()
    await pass(0)
    expect(asked).toEqual([{ id: 'a' }, { id: 'b' }])
  })
  it('is not asked for while nobody sees the page, and not before the gateway wants to be asked', async () => {
    start()
    await pass(0)
    hide(true)
    await pass(60_000)
    expect(asked).toHaveLength(1)
    hide(false)
    next = { error: { graphQLErrors: [{ extensions: { code: 'RATE_LIMITED', retryAfterSeconds: 30 } }] } }
    act(() => void document.dispatchEvent(new Event('visibilitychange')))
    await pass(29_000)
    expect(asked).toHaveLength(2)
    await pass(1_000)
    expect(asked).toHaveLength(3)
  })
})
