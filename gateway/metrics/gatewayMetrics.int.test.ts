import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { eventually } from '../../testing/eventually.js'
import { readEventStream } from '../testing/eventStream.js'
import { connectSocket } from '../testing/socketClient.js'
import { startTestGateway, type TestGateway } from '../testing/testGateway.js'

let test: TestGateway
beforeAll(async () => {
  test = await startTestGateway({ METRICS_PORT: '0' })
})
afterAll(() => test.stop())

const scrape = async () => (await fetch(`http://127.0.0.1:${test.gateway.metricsPort}/metrics`)).text()
/** Requests of that type and outcome so far. */
async function requests(type: string, outcome: string): Promise<number> {
  const line = `yogeum_gateway_requests_total{type="${type}",outcome="${outcome}",role="gateway"} `
  const found = (await scrape()).split('\n').find((each) => each.startsWith(line))
  return found === undefined ? 0 : Number(found.slice(line.length))
}
/** The answer leaves a moment before it is counted. */
const counted = (type: string, outcome: string, times: number) =>
  eventually(`${times} of ${type}, ${outcome}`, async () => (await requests(type, outcome)) === times)

describe("the gateway's metrics", () => {
  it('are not on the public port, and on their own is nothing else', async () => {
    const statusOf = async (port: number | null, path: string) =>
      (await fetch(`http://127.0.0.1:${port}${path}`, { method: 'GET' })).status
    expect(await statusOf(test.gateway.port, '/metrics')).toBe(404)
    expect(await statusOf(test.gateway.metricsPort, '/metrics')).toBe(200)
    for (const path of ['/graphql', '/healthz', '/']) expect(await statusOf(test.gateway.metricsPort, path)).toBe(404)
    expect(await scrape()).toContain('nodejs_eventloop_lag_p99_seconds{role="gateway"}')
  })

  it('are served nowhere unless a port is given', async () => {
    const without = await startTestGateway()
    expect(without.gateway.metricsPort).toBeNull()
    await without.stop()
  })

  it('count requests by type of operation and outcome, and time queries and mutations', async () => {
    await test.post('{ products }')
    await counted('query', 'ok', 1)
    await test.post('{ products refused }')
    await counted('query', 'partial', 1)
    await test.post('mutation { rename(name: "a") }')
    await counted('mutation', 'ok', 1)
    await test.post('{ nothing }')
    await counted('none', 'refused', 1)
    const text = await scrape()
    expect(text).toContain('yogeum_gateway_request_duration_seconds_count{type="query",role="gateway"} 2')
    expect(text).toContain('yogeum_gateway_request_duration_seconds_count{type="mutation",role="gateway"} 1')
  })

  it('have nothing in them that a client may choose', async () => {
    const { data } = await test.post('query Holidays2026 { products }')
    expect(data).toBeTruthy()
    await counted('query', 'ok', 2)
    expect(await scrape()).not.toMatch(/Holidays2026|products|customer-1/)
  })

  it('count an event stream once it has ended, and time none', async () => {
    const response = await fetch(`${test.gateway.url}/graphql`, {
      method: 'POST',
      headers: {
        ...{ 'content-type': 'application/json', accept: 'text/event-stream' },
        authorization: `Bearer ${await test.issuer.issue()}`,
      },
      body: JSON.stringify({ query: 'subscription { productChangeProgress(id: "m") { event { type } } }' }),
    })
    const stream = readEventStream(response)
    const connected = (transport: string, count: number) =>
      eventually(`${count} by ${transport}`, async () =>
        (await scrape()).includes(
          `yogeum_gateway_client_connections{transport="${transport}",role="gateway"} ${count}\n`,
        ),
      )
    await connected('event-stream', 1)
    test.events.emit('m', 'COMPLETED')
    while ((await stream.next()) !== null);
    await counted('subscription', 'ok', 1)
    await connected('event-stream', 0)
    const client = await connectSocket(test.gateway.url, { token: await test.issuer.issue() })
    await connected('websocket', 1)
    client.socket.terminate()
    await connected('websocket', 0)
    expect(await scrape()).not.toMatch(/request_duration_seconds_count\{[^}]*type="subscription"/)
  })
})
