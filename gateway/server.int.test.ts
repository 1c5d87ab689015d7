import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { readAnswer, startTestGateway, type TestGateway } from './testing/testGateway.js'

describe('the gateway over three subgraphs', () => {
  let test: TestGateway

  beforeAll(async () => {
    test = await startTestGateway()
  })
  afterAll(() => test.stop())
  afterEach(() => {
    for (const subgraph of [test.auth, test.billing, test.product]) {
      subgraph.behave(null)
      subgraph.requests.length = 0
      subgraph.setCookies = []
    }
    test.logged.length = 0
  })

  it('UFR-BILL-010 merges what the subgraphs know of a customer, their lines and the catalogue', async () => {
    const answer = await test.post('{ viewer { maskedName lines { maskedNumber total } } products }')
    expect(answer.status).toBe(200)
    expect(answer.errors).toEqual([])
    expect(answer.data).toEqual({
      viewer: {
        maskedName: '홍*동',
        lines: [
          { maskedNumber: '010-1234-****', total: 33_000 },
          { maskedNumber: '010-5678-****', total: 33_000 },
        ],
      },
      products: ['5G 슬림'],
    })
  })

  it('UFR-BILL-040 carries the trace to every subgraph with a span of its own, and gives it to the client', async () => {
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
    const answer = await test.post('{ viewer { lines { total } } products }', {
      traceparent: `00-${traceId}-00f067aa0ba902b7-01`,
      'x-request-id': 'click-1',
    })
    expect(answer.headers.get('x-trace-id')).toBe(traceId)
    const sent = [test.auth, test.billing, test.product].flatMap(({ requests }) =>
      requests.map(({ headers }) => headers),
    )
    expect(sent).toHaveLength(3)
    expect(new Set(sent.map((headers) => headers['traceparent'])).size).toBe(3)
    for (const headers of sent) {
      expect(headers['traceparent']).toMatch(new RegExp(`^00-${traceId}-(?!00f067aa0ba902b7)[0-9a-f]{16}-01$`))
      expect(headers['x-request-id']).toBe('click-1')
    }
  })

  it('UFR-BILL-040 begins a trace where the client sent none, or one that is malformed', async () => {
    for (const traceparent of ['', '00-zz-1-01', `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`]) {
      const answer = await test.post('{ products }', traceparent === '' ? {} : { traceparent })
      expect(answer.status).toBe(200)
      expect(answer.headers.get('x-trace-id')).toMatch(/^(?!0{32})[0-9a-f]{32}$/)
    }
  })

  it('answers a GET query of a client that is no browser form, and no mutation by GET', async () => {
    const url = `${test.gateway.url}/graphql?query=`
    const read = await readAnswer(await fetch(`${url}{products}`, { headers: { 'apollo-require-preflight': '1' } }))
    expect(read.data).toEqual({ products: ['5G 슬림'] })
    const write = await readAnswer(
      await fetch(`${url}mutation{signOut}`, { headers: { 'apollo-require-preflight': '1' } }),
    )
    expect([write.status, write.errors[0]?.extensions['code']]).toEqual([405, 'BAD_USER_INPUT'])
    const form = await readAnswer(await fetch(`${url}{products}`))
    expect([form.status, form.errors[0]?.extensions['code']]).toEqual([400, 'BAD_USER_INPUT'])
  })
})
