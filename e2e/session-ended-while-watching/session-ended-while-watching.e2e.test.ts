import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { readEventStream } from '../../gateway/testing/eventStream.js'
import { connectSocket, type SocketClient } from '../../gateway/testing/socketClient.js'
import { ask } from '../../testing/program/graphql.js'
import { type Customer, type Program, startProgram } from '../../testing/program/startProgram.js'

const withinMs = 5_000
const query = `subscription ($id: ID!) { productChangeProgress(id: $id) { event { version } } }`
const firstEvent = { productChangeProgress: { event: { version: 1 } } }

let program: Program
let url: string

beforeAll(async () => {
  program = await startProgram()
  url = program.gateways[0].url
}, 180_000)

afterAll(() => program?.stop())

/** Somebody with a change that nothing happens to: it is reserved. */
async function customerWithReservation(): Promise<{ customer: Customer; id: string }> {
  const customer = await program.customer()
  const { lineId, to: productCode } = customer
  const { change } = await customer.request({ lineId, productCode, timing: 'NEXT_BILL_CYCLE' })
  return { customer, id: change?.id ?? '' }
}

/** Watches over WebSocket; resolves once the first event is there. */
async function watchOverSocket({ token }: Customer, id: string): Promise<SocketClient> {
  const client = await connectSocket(url, { token })
  client.subscribe('1', query, { id })
  expect(await client.next('1')).toEqual({ id: '1', type: 'next', payload: { data: firstEvent } })
  return client
}

/** Watches over server-sent events; resolves once the first event is there. */
async function watchOverStream({ token }: Customer, id: string): Promise<ReturnType<typeof readEventStream>> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query, variables: { id } }),
  })
  const stream = readEventStream(response)
  expect(await stream.next()).toEqual({ event: 'next', data: { data: firstEvent } })
  return stream
}

/** Signs out; returns how long what waits for it took from then, ms. */
async function signOut({ token }: Customer, untilOver: Promise<unknown>): Promise<number> {
  const { errors } = await ask(url, { query: 'mutation { signOut { signedOutSessions } }', token })
  expect(errors).toBeUndefined()
  const signedOutAt = performance.now()
  await untilOver
  return performance.now() - signedOutAt
}

describe('UFR-PROD-040 the right to watch', () => {
  it('ends with the session, on the socket', async () => {
    const { customer, id } = await customerWithReservation()
    const { closed } = await watchOverSocket(customer, id)
    expect(await signOut(customer, closed)).toBeLessThan(withinMs)
    expect(await closed).toEqual({ code: 4403, reason: 'SESSION_ENDED' })
  })

  it('ends with the session, on the event stream', async () => {
    const { customer, id } = await customerWithReservation()
    const stream = await watchOverStream(customer, id)
    const last = stream.next()
    expect(await signOut(customer, last)).toBeLessThan(withinMs)
    expect(await last).toMatchObject({
      event: 'next',
      data: { errors: [{ extensions: { code: 'UNAUTHENTICATED', reason: 'SESSION_ENDED' } }] },
    })
    expect(await stream.next()).toMatchObject({ event: 'complete' })
    expect(await stream.next()).toBeNull()
  })

  it("ends nobody else's", async () => {
    const [one, other] = [await customerWithReservation(), await customerWithReservation()]
    const watching = await watchOverSocket(other.customer, other.id)
    const { closed } = await watchOverSocket(one.customer, one.id)
    await signOut(one.customer, closed)
    await other.customer.cancel(other.id)
    expect(await watching.next('1')).toMatchObject({
      type: 'next',
      payload: { data: { productChangeProgress: { event: { version: 2 } } } },
    })
    watching.socket.terminate()
  })

  it('is nobody without a session, and no page of a foreign origin', async () => {
    const nobody = await connectSocket(url)
    nobody.subscribe('1', query, { id: 'any' })
    expect(await nobody.closed).toMatchObject({ code: 4401 })
    await expect(connectSocket(url, { origin: 'https://evil.example' })).rejects.toThrow('403')
  })
})
