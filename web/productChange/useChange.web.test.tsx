import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { act, cleanup, renderHook } from '@testing-library/react'
import { type ReactNode } from 'react'
import { Provider } from 'urql'
import { createGraphqlClient } from '../graphql/createGraphqlClient.js'
import { useChange } from './useChange.js'

interface Watched {
  afterVersion: unknown
  sink: { next: (result: { data: object }) => void; error: (error: unknown) => void; complete: () => void }
}

const standing = (version: number, status: string) => ({ id: 'c', status, version })
const happening = (version: number) => ({ version, type: 'Requested', at: '', message: `${version}` })
const step = (version: number, status = 'IN_PROGRESS') => ({
  data: {
    productChangeProgress: {
      percent: version * 10,
      terminal: false,
      event: happening(version),
      change: standing(version, status),
    },
  },
})

/** A change of which the gateway tells that it stands at `version`, and how often it was asked and watched. */
async function following(version: () => number) {
  const watched: Watched[] = []
  let asked = 0
  const fetch = () => {
    asked += 1
    const history = Array.from({ length: version() }, (_, at) => happening(at + 1))
    const productChange = { ...standing(version(), 'IN_PROGRESS'), history }
    return Promise.resolve({
      status: 200,
      headers: { get: () => 'application/json' },
      text: () => Promise.resolve(JSON.stringify({ data: { productChange } })),
    } as unknown as Response)
  }
  const client = createGraphqlClient(fetch, {
    watch: ({ variables }, sink) => {
      watched.push({ afterVersion: variables?.['afterVersion'], sink: sink as never })
      return () => undefined
    },
  })
  const wrapper = ({ children }: { children: ReactNode }) => <Provider value={client}>{children}</Provider>
  const { result } = renderHook(() => useChange('c'), { wrapper })
  await act(() => jest.advanceTimersByTimeAsync(10))
  return { result, watched, asked: () => asked }
}

beforeEach(() => void jest.useFakeTimers())
afterEach(() => {
  cleanup()
  jest.useRealTimers()
})

describe('UFR-PROD-040 following a change', () => {
  it('begins with the last step that is known, so that how far along it is comes with it', async () => {
    const { result, watched } = await following(() => 3)
    expect(watched.map(({ afterVersion }) => afterVersion)).toEqual([2])
    act(() => watched[0]?.sink.next(step(3)))
    act(() => watched[0]?.sink.next(step(4)))
    expect(result.current.story.percent).toBe(40)
    expect(result.current.story.happenings.map(({ version }) => version)).toEqual([1, 2, 3, 4])
  })

  it('is taken up again when its news break off before its end', async () => {
    let version = 3
    const { result, watched, asked } = await following(() => version)
    act(() => watched[0]?.sink.next(step(4)))
    version = 6
    act(() => watched[0]?.sink.error([{ message: 'x' }]))
    expect(result.current.story.change?.version).toBe(4)
    await act(() => jest.advanceTimersByTimeAsync(3_100))
    expect(asked()).toBe(2)
    expect(watched).toHaveLength(2)
    act(() => watched[1]?.sink.next(step(7, 'COMPLETED')))
    expect(result.current.story.happenings.map((one) => one.version)).toEqual([1, 2, 3, 4, 5, 6, 7])
  })

  it('is seen to go on where no news come through at all', async () => {
    let version = 3
    const { result } = await following(() => version)
    version = 6
    await act(() => jest.advanceTimersByTimeAsync(15_100))
    expect(result.current.story.happenings.map((one) => one.version)).toEqual([1, 2, 3, 4, 5, 6])
  })

  it('is let alone once it has ended', async () => {
    const { watched, asked } = await following(() => 3)
    act(() => watched[0]?.sink.next(step(4, 'COMPLETED')))
    act(() => watched[0]?.sink.complete())
    await act(() => jest.advanceTimersByTimeAsync(40_000))
    expect(asked()).toBe(1)
    expect(watched).toHaveLength(1)
  })
})
