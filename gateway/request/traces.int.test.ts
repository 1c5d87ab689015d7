import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type OtlpReceiver, startOtlpReceiver } from '../../testing/otlpReceiver.js'
import { readEventStream } from '../testing/eventStream.js'
import { reset } from '../testing/fixtureSubgraph.js'
import { startTestGateway, type TestGateway } from '../testing/testGateway.js'

const caller = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' }
const traceparent = `00-${caller.traceId}-${caller.spanId}-01`

let receiver: OtlpReceiver
let test: TestGateway
beforeAll(async () => {
  receiver = await startOtlpReceiver()
  test = await startTestGateway({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_SERVICE_NAME: 'edge' })
})
afterAll(async () => {
  await test.stop()
  await receiver.stop()
})

/** The span of the request with this trace id, and all that belong to the same trace. */
async function traceOf(answer: { headers: Headers }) {
  const traceId = answer.headers.get('x-trace-id')
  const request = await receiver.span('of the request', (span) => span.traceId === traceId && span.kind === 2)
  return { request, spans: receiver.spans.filter((span) => span.traceId === traceId) }
}

describe('traces of the gateway', () => {
  it("are one tree from the caller's span to each subgraph, with the ids that the subgraphs were sent", async () => {
    test.billing.requests.length = 0
    const answer = await test.post('query Bills { viewer { lines { total } } }', { traceparent })
    const { request, spans } = await traceOf(answer)
    expect(request).toMatchObject({
      ...{ traceId: caller.traceId, parentSpanId: caller.spanId, service: 'edge', name: 'POST /graphql' },
      attributes: {
        'graphql.operation.type': 'query',
        'graphql.operation.name': 'Bills',
        'yogeum.outcome': 'ok',
        'http.response.status_code': 200,
      },
    })
    const under = (parent: string) => spans.filter(({ parentSpanId }) => parentSpanId === parent)
    expect(under(request.spanId).map(({ name }) => name)).toEqual(['plan', 'fetch auth', 'fetch billing'])
    const [, , billing] = under(request.spanId)
    const sent = test.billing.requests[0]?.headers['traceparent']
    expect(sent).toBe(`00-${caller.traceId}-${billing?.spanId}-01`)
    expect(spans).toHaveLength(4)
  })

  it('say what failed, by stable codes', async () => {
    test.billing.behave(reset)
    const { request, spans } = await traceOf(await test.post('{ viewer { lines { total } } }'))
    test.billing.behave(null)
    expect(request.attributes).toMatchObject({ 'yogeum.outcome': 'partial', 'yogeum.codes': 'SERVICE_UNAVAILABLE' })
    expect(spans.find(({ name }) => name === 'fetch billing')).toMatchObject({
      failed: true,
      attributes: { 'yogeum.outcome': 'connection' },
    })
  })

  it('keep to a caller who does not record', async () => {
    const unrecorded = '1af7651916cd43dd8448eb211c80319c'
    test.product.requests.length = 0
    await test.post('{ products }', { traceparent: `00-${unrecorded}-${caller.spanId}-00` })
    expect(test.product.requests[0]?.headers['traceparent']).toMatch(new RegExp(`^00-${unrecorded}-[0-9a-f]{16}-00$`))
    await traceOf(await test.post('{ products }'))
    expect(receiver.spans.filter(({ traceId }) => traceId === unrecorded)).toEqual([])
  })

  it('have no span for who asks each second whether it is well', async () => {
    await fetch(`${test.gateway.url}/readyz`)
    await fetch(`${test.gateway.url}/healthz`)
    await traceOf(await test.post('{ products }'))
    expect(receiver.text()).not.toMatch(/readyz|healthz/)
  })

  it('say nothing of the customer: no id, token, name, number, variable, address, or what a client hid in a name', async () => {
    const token = await test.issuer.issue({ customerId: 'customer-secret' })
    const answer = await test.post(
      'mutation of01012345678($name: String!) { rename(name: $name) }',
      { authorization: `Bearer ${token}`, 'user-agent': 'agent-secret', 'x-request-id': 'request-secret' },
      { name: '홍길동' },
    )
    expect(answer.data).toEqual({ rename: 'renamed' })
    for (const path of ['graphql?customer=secret', 'graphql?customer=01012345678', 'lines/secret'])
      await fetch(`${test.gateway.url}/${path}`, { headers: { traceparent } })
    await receiver.span('of nowhere', ({ name }) => name === 'GET /*')
    await traceOf(answer)
    expect(receiver.text()).not.toContain(token)
    expect(receiver.text()).not.toMatch(/secret|홍|1234-?5678|127\.0\.0\.1/)
  })

  it('have a span for each event of a subscription, in the trace of the subscriber', async () => {
    const response = await fetch(`${test.gateway.url}/graphql`, {
      method: 'POST',
      headers: {
        ...{ 'content-type': 'application/json', accept: 'text/event-stream', traceparent },
        authorization: `Bearer ${await test.issuer.issue()}`,
      },
      body: JSON.stringify({
        query: 'subscription { productChangeProgress(id: "t") { event { type } change { line { total } } } }',
      }),
    })
    const stream = readEventStream(response)
    test.events.emit('t', 'COMPLETED')
    while ((await stream.next()) !== null);
    const event = await receiver.span('of the event', ({ name }) => name === 'event')
    expect(event.traceId).toBe(caller.traceId)
    expect(receiver.spans.filter(({ parentSpanId }) => parentSpanId === event.spanId).map(({ name }) => name)).toEqual([
      'fetch billing',
    ])
  })
})
