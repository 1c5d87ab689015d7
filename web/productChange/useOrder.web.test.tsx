import { beforeEach, describe, expect, it } from '@jest/globals'
import { act, renderHook, waitFor } from '@testing-library/react'
import { type ReactNode } from 'react'
import { type Client, CombinedError, Provider } from 'urql'
import { useOrder } from './useOrder.js'

const wanted = { lineId: 'l', productCode: 'p', timing: 'IMMEDIATE', acceptedQuoteId: 'q' } as const
const lost = { error: new CombinedError({ networkError: new TypeError('Failed to fetch') }) }
const answer = (change: object | null, ...userErrors: object[]) => ({
  data: { requestProductChange: { change, userErrors } },
})

/** The hook before a gateway that gives these answers, one after the other. */
function ordering(...answers: object[]) {
  const keys: string[] = []
  const client = {
    mutation: (_: unknown, { input }: { input: { idempotencyKey: string } }) => ({
      toPromise: () => {
        keys.push(input.idempotencyKey)
        return Promise.resolve(answers.shift() ?? lost)
      },
    }),
  } as unknown as Client
  const accepted: string[] = []
  const wrapper = ({ children }: { children: ReactNode }) => <Provider value={client}>{children}</Provider>
  const { result, unmount } = renderHook(() => useOrder('l', (id) => accepted.push(id)), { wrapper })
  return { result, unmount, keys, accepted }
}

/** Does it, and waits until what the gateway answers has been taken in. */
const told = (task: () => unknown): Promise<void> =>
  act(async () => {
    task()
    await Promise.resolve()
  })

beforeEach(() => {
  sessionStorage.clear()
  let made = 0
  Object.assign(crypto, { randomUUID: () => `key-${(made += 1)}` })
})

describe('UFR-PROD-030 ordering a change', () => {
  it('sends the same again by itself when the network is back, and takes its change', async () => {
    const { result, keys, accepted } = ordering(lost, answer({ id: 'c', status: 'REQUESTED' }))
    await told(() => result.current.order(wanted))
    expect(result.current.state.kind).toBe('lost')
    await told(() => dispatchEvent(new Event('online')))
    expect(keys).toEqual(['key-1', 'key-1'])
    expect(accepted).toEqual(['c'])
    expect(result.current.pending).toBeNull()
  })

  it('does not send again behind the back of whoever reloads, and lets them go on under the same key', async () => {
    const before = ordering(lost)
    await told(() => before.result.current.order(wanted))
    before.unmount()
    const { result, keys, accepted } = ordering(answer({ id: 'c', status: 'REQUESTED' }))
    expect(result.current.pending?.idempotencyKey).toBe('key-1')
    expect(keys).toEqual([])
    await told(() => result.current.goOn())
    expect(keys).toEqual(['key-1'])
    expect(accepted).toEqual(['c'])
  })

  it('sends one request for two presses at once', async () => {
    const { result, keys } = ordering(answer({ id: 'c', status: 'REQUESTED' }))
    await told(() => {
      result.current.order(wanted)
      result.current.order(wanted)
    })
    expect(keys).toEqual(['key-1'])
  })

  it.each([
    ['refused', { __typename: 'ChangeRefused', checks: [] }],
    ['inFlight', { __typename: 'OrderInFlight', change: { id: 'other', status: 'REQUESTED' } }],
    ['quoteExpired', { __typename: 'QuoteExpired' }],
    ['keyReused', { __typename: 'IdempotencyKeyReused' }],
  ])('is %s, and the next press is another intention', async (kind, error) => {
    const { result, keys } = ordering(answer(null, error), answer({ id: 'c', status: 'REQUESTED' }))
    await told(() => result.current.order(wanted))
    expect(result.current.state.kind).toBe(kind)
    await told(() => result.current.order({ ...wanted, acceptedQuoteId: 'q2' }))
    expect(keys).toEqual(['key-1', 'key-2'])
  })

  it('keeps the key when the gateway says that something went wrong: it may have been taken', async () => {
    const broken = { error: new CombinedError({ graphQLErrors: [{ message: 'x' }] }) }
    const { result, keys } = ordering(broken, answer({ id: 'c', status: 'REQUESTED' }))
    await told(() => result.current.order(wanted))
    await waitFor(() => expect(result.current.state.kind).toBe('failed'))
    await told(() => result.current.goOn())
    expect(keys).toEqual(['key-1', 'key-1'])
  })
})
