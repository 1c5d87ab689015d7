import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { once } from 'node:events'
import { connect } from 'node:net'
import { connectSocket } from '../testing/socketClient.js'
import { startTestGateway, type TestGateway } from '../testing/testGateway.js'
import { until } from '../testing/until.js'

const watch = 'subscription Watch($id: ID!) { productChangeProgress(id: $id) { event { type } } }'
/** Far more than a socket, ours and the system's, holds for a client that does not read. */
const events = 3_000
const large = 'x'.repeat(20_000)

describe('a client that does not read', () => {
  let test: TestGateway
  let token: string

  beforeAll(async () => {
    test = await startTestGateway()
    token = await test.issuer.issue()
  })
  afterAll(() => test.stop())

  const heapMb = () => process.memoryUsage().heapUsed / 2 ** 20
  const ended = (transport: string) =>
    test.logged.find((line) => line['msg'] === 'subscription ended' && line['transport'] === transport)
  /** Sends until the client is given up; the fixture's own store of events is in the same heap. */
  const sendUntilEnded = async (id: string, transport: string) => {
    for (let n = 0; n < events && !ended(transport); n += 1) {
      test.events.emit(id, `${n}${large}`)
      await new Promise((resolve) => setImmediate(resolve))
    }
    await until(() => ended(transport) !== undefined)
  }

  it('NFR-stability is closed with 4413, while another one of the same subscription goes on', async () => {
    const slow = await connectSocket(test.gateway.url, { token })
    slow.subscribe('1', watch, { id: 'a' })
    const quick = await connectSocket(test.gateway.url, { token })
    quick.subscribe('1', watch, { id: 'a' })
    let arrived = 0
    quick.socket.on('message', () => (arrived += 1))
    await until(() => test.events.following === 1)
    slow.socket.pause()
    await sendUntilEnded('a', 'websocket')
    expect(ended('websocket')).toMatchObject({ outcome: 'too-slow' })
    const before = arrived
    test.events.emit('a', 'on')
    await until(() => arrived > before)
    slow.socket.resume()
    expect(await slow.closed).toEqual({ code: 4413, reason: 'slow consumer' })
    quick.socket.terminate()
    await quick.closed
  })

  it('NFR-stability has its event stream cut off', async () => {
    const { hostname, port } = new URL(test.gateway.url)
    const socket = connect(Number(port), hostname)
    const body = JSON.stringify({ query: watch, variables: { id: 'b' } })
    socket.write(
      `POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\naccept: text/event-stream\r\nauthorization: Bearer ${token}\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    )
    await once(socket, 'data')
    socket.pause()
    await sendUntilEnded('b', 'event-stream')
    expect(ended('event-stream')).toMatchObject({ outcome: 'too-slow' })
    socket.on('error', () => undefined).resume()
    await once(socket, 'close')
  })

  it('NFR-stability that asks again and again and reads no answer is closed as well', async () => {
    const rude = await connectSocket(test.gateway.url, { token })
    rude.socket.pause()
    const before = heapMb()
    const wrong = JSON.stringify({ type: 'subscribe', id: 'x', payload: { query: `{ ${'a'.repeat(2_000)} }` } })
    for (let n = 0; n < 20_000 && rude.socket.readyState === rude.socket.OPEN; n += 1) {
      rude.socket.send(wrong)
      if (n % 100 === 0) await new Promise((resolve) => setImmediate(resolve))
    }
    rude.socket.resume()
    expect((await rude.closed).code).not.toBe(1000)
    expect(heapMb() - before).toBeLessThan(200)
  })
})
