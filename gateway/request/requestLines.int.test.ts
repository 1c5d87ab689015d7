import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { createHash } from 'node:crypto'
import { eventually } from '../../testing/eventually.js'
import { hang } from '../testing/fixtureSubgraph.js'
import { connectSocket } from '../testing/socketClient.js'
import { startTestGateway, type TestGateway } from '../testing/testGateway.js'
import { until } from '../testing/until.js'

let test: TestGateway
beforeAll(async () => {
  test = await startTestGateway({ METRICS_PORT: '0', TRUSTED_PROXY_HOPS: '1' })
})
afterAll(() => test.stop())
afterEach(() => {
  test.product.behave(null)
  test.logged.length = 0
})

const lines = () => test.logged.filter(({ msg }) => msg === 'request')
const line = async () => {
  await until(() => lines().length > 0)
  return lines()[0]
}
const scrape = async () => (await fetch(`http://127.0.0.1:${test.gateway.metricsPort}/metrics`)).text()
const counts = (metric: string) =>
  eventually(metric, async () => (await scrape()).split('\n').includes(metric.replace(' ', `{role="gateway"} `)))
const stream = async (query: string, signal: AbortSignal) =>
  fetch(`${test.gateway.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'text/event-stream',
      authorization: `Bearer ${await test.issuer.issue()}`,
    },
    body: JSON.stringify({ query }),
    signal,
  })

describe('the line that a request leaves', () => {
  it('says what was asked for, by its hash too, and how it ended', async () => {
    const query = 'query Plans { products }'
    await test.post(query)
    expect(await line()).toMatchObject({
      ...{ operation: 'Plans', type: 'query', outcome: 'ok', status: 200, ms: expect.any(Number) },
      document: createHash('sha256').update(query).digest('hex'),
    })
  })

  it('says of each subgraph how many fetches were waited for, and for how long', async () => {
    await test.post('{ viewer { lines { total plan } } products }')
    const waited = { fetches: 1, ms: expect.any(Number) }
    expect((await line())?.['subgraphs']).toEqual({ auth: waited, billing: waited, product: { ...waited, fetches: 2 } })
  })

  it('has the hash of a document that was refused as well', async () => {
    await test.post('{ nonsense }')
    expect(await line()).toMatchObject({ outcome: 'refused', document: expect.stringMatching(/^[0-9a-f]{64}$/) })
  })

  it('has nothing personal, whatever a client puts where', async () => {
    const token = await test.issuer.issue()
    await test.post(
      'mutation _01012345678_($id: String!) { signIn(userId: $id) }',
      {
        authorization: `Bearer ${token}`,
        'x-forwarded-for': '203.0.113.77',
        'x-request-id': '010-1234-5678',
        'user-agent': 'kim-minsu-phone',
        cookie: 'name=hong',
      },
      { id: 'hong-gildong' },
    )
    const written = await line()
    expect(JSON.stringify({ ...written, time: '', traceId: '' })).not.toMatch(
      /5678|203\.0\.113|127\.0\.0\.1|minsu|hong|customer-1|eyJ/,
    )
    expect(Object.keys(written ?? {}).sort()).toEqual(
      [
        ...['level', 'time', 'role', 'msg', 'traceId', 'method', 'status'],
        ...['operation', 'type', 'document', 'outcome', 'customer', 'ms', 'subgraphs'],
      ].sort(),
    )
  })

  it('is there although the client went away before its answer, and nothing counts as under way', async () => {
    test.product.behave(hang)
    const left = new AbortController()
    const asked = fetch(`${test.gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: 'query Gone { products }' }),
      signal: left.signal,
    }).catch((error: unknown) => error)
    await until(() => test.product.requests.length > 0)
    await counts('yogeum_gateway_requests_in_flight 1')
    left.abort()
    await asked
    expect(await line()).toMatchObject({ outcome: 'left', operation: 'Gone', type: 'query' })
    await counts('yogeum_gateway_requests_in_flight 0')
  })

  it('is there for an event stream whose client goes away', async () => {
    const left = new AbortController()
    await stream('subscription Watch { productChangeProgress(id: "x") { event { type } } }', left.signal)
    left.abort()
    expect(await line()).toMatchObject({
      ...{ outcome: 'left', operation: 'Watch', type: 'subscription', customer: expect.any(String) },
      document: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
    await counts('yogeum_gateway_requests_in_flight 0')
  })

  it('is there for an operation that a socket refuses, and a pair for one that it carries out', async () => {
    const client = await connectSocket(test.gateway.url, { token: await test.issuer.issue() })
    client.subscribe('1', 'subscription { nonsense }')
    expect(await client.next('1')).toMatchObject({ type: 'error' })
    expect(await line()).toMatchObject({
      ...{ transport: 'websocket', outcome: 'refused', codes: ['BAD_USER_INPUT'], customer: expect.any(String) },
    })
    const query = 'subscription Watch { productChangeProgress(id: "ws") { event { type } } }'
    client.subscribe('2', query)
    await until(() => test.logged.some(({ msg }) => msg === 'subscription begun'))
    client.socket.terminate()
    await until(() => test.logged.some(({ msg }) => msg === 'subscription ended'))
    expect(test.logged.find(({ msg }) => msg === 'subscription ended')).toMatchObject({
      ...{ operation: 'Watch', transport: 'websocket', outcome: 'left' },
      document: createHash('sha256').update(query).digest('hex'),
    })
    await counts('yogeum_gateway_requests_in_flight 0')
  })
})

describe('the metrics of operations', () => {
  it('get no series from names that a client makes up, and one from those that are told', async () => {
    const named = await startTestGateway({ METRICS_PORT: '0', METRICS_OPERATIONS: 'Plans, Bills' })
    for (let n = 0; n < 20; n += 1) await named.post(`query Made${n} { products }`)
    await named.post('query Plans { products }')
    await named.post('query __proto__ { products }')
    const text = async () => (await fetch(`http://127.0.0.1:${named.gateway.metricsPort}/metrics`)).text()
    const series = (operation: string, times: number) =>
      `yogeum_gateway_operation_duration_seconds_count{operation="${operation}",outcome="ok",role="gateway"} ${times}`
    await eventually('all of them', async () => {
      const lines = (await text()).split('\n')
      return lines.includes(series('other', 21)) && lines.includes(series('Plans', 1))
    })
    expect(await text()).not.toMatch(/Made\d|proto/)
    await named.stop()
  })
})
