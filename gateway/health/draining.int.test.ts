import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { once } from 'node:events'
import { Agent, type IncomingMessage, request } from 'node:http'
import { connect } from 'node:net'
import { eventually } from '../../testing/eventually.js'
import { readEventStream } from '../testing/eventStream.js'
import { connectSocket } from '../testing/socketClient.js'
import { startTestGateway, type TestGateway } from '../testing/testGateway.js'
import { until } from '../testing/until.js'

/** Ended by `stop` long before. */
const DRAIN_MS = '60000'
const body = JSON.stringify({ query: '{ products }' })

describe('a gateway that is told to stop', () => {
  let test: TestGateway
  let agent: Agent
  let answerNow: () => void

  beforeEach(async () => {
    test = await startTestGateway({ DRAIN_MS, SUBGRAPH_TIMEOUT_MS: '5000' })
    agent = new Agent({ keepAlive: true })
  })
  afterEach(async () => {
    agent.destroy()
    await test.stop()
  })

  async function ask(path = '/graphql', sent: string | null = body) {
    const asked = request(`${test.gateway.url}${path}`, {
      agent,
      method: sent === null ? 'GET' : 'POST',
      headers: { 'content-type': 'application/json' },
    }).end(sent ?? undefined)
    const [answer] = (await once(asked, 'response')) as [IncomingMessage]
    answer.resume()
    await once(answer, 'end')
    return { status: answer.statusCode, connection: answer.headers.connection }
  }
  /** Begins a request that is answered when `answerNow` is called. */
  async function beginRequest() {
    test.product.behave((_request, response) => {
      response.setHeader('content-type', 'application/json')
      answerNow = () => response.end('{"data":{"products":[]}}')
    })
    const asked = ask()
    await until(() => test.product.requests.length > 0)
    test.product.behave(null)
    return asked
  }

  it('says so at /readyz first, serves on, and lets go of connections that are kept', async () => {
    const begun = beginRequest()
    await until(() => test.product.requests.length > 0)
    expect(await ask('/readyz', null)).toEqual({ status: 200, connection: 'keep-alive' })
    const drained = test.gateway.drain?.()
    expect(await ask('/readyz', null)).toEqual({ status: 503, connection: 'close' })
    expect(await ask()).toEqual({ status: 200, connection: 'close' })
    answerNow()
    // It began before there was a word of stopping, and its connection is let go all the same.
    expect(await begun).toEqual({ status: 200, connection: 'close' })
    await test.gateway.stop()
    await drained
  })

  it('answers what is under way, although it takes no connection any more', async () => {
    const begun = beginRequest()
    await until(() => test.product.requests.length > 0)
    const stopped = test.gateway.stop()
    await eventually('no connection', () =>
      fetch(`${test.gateway.url}/healthz`).then(
        () => false,
        () => true,
      ),
    )
    answerNow()
    expect(await begun).toEqual({ status: 200, connection: 'close' })
    // Without the connection's end this would wait until it is cut off, and then say so.
    await stopped
  })

  it('carries out a request that was on its way on an open connection', async () => {
    const socket = connect(test.gateway.port, '127.0.0.1')
    let answer = ''
    socket.setEncoding('utf8').on('data', (text: string) => (answer += text))
    socket.write('POST /graphql HTTP/1.1\r\nhost: x\r\n')
    await ask()
    const stopped = test.gateway.stop()
    await eventually('no connection', () =>
      fetch(`${test.gateway.url}/healthz`).then(
        () => false,
        () => true,
      ),
    )
    socket.write(`content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`)
    await once(socket, 'close')
    expect(answer).toMatch(/^HTTP\/1.1 200 /)
    expect(answer).toMatch(/\r\nconnection: close\r\n/i)
    expect(answer).toContain('"products":["5G 슬림"]')
    await stopped
  })

  it('tells sockets and event streams to come back, and only when it stops', async () => {
    const token = await test.issuer.issue()
    const client = await connectSocket(test.gateway.url, { token })
    const watch = 'subscription { productChangeProgress(id: "a") { event { type } } }'
    client.subscribe('1', watch)
    const response = await fetch(`${test.gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query: watch }),
    })
    const stream = readEventStream(response)
    void test.gateway.drain?.()
    test.events.emit('a', 'WHILE_DRAINING')
    expect(await client.next('1')).toMatchObject({ type: 'next' })
    expect(await stream.next()).toMatchObject({ event: 'next' })
    const stopped = test.gateway.stop()
    expect(await client.closed).toMatchObject({ code: 1012 })
    // Cut, not completed: its client connects again.
    expect(await stream.next()).toBeNull()
    await stopped
  })
})
