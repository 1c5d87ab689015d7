import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { answerWith } from '../testing/fixtureSubgraph.js'
import { connectSocket } from '../testing/socketClient.js'
import { type Answer, composeTyped, readAnswer, startTestGateway, type TestGateway } from '../testing/testGateway.js'

/** As the fixtures' supergraph, with a value that GraphQL suggests names for. */
const supergraphSdl = composeTyped({
  auth: 'type Query { viewer: Customer }  type Customer { id: ID!  maskedName: String! }',
  billing: 'type Subscription { kosBreakerChanged(after: Int): Int! }  type Query { total: Int }',
  product: `type Query { products(filter: Filter): [String!]!  refused: String }
    input Filter { network: Network  monthlyFee: Int }  enum Network { LTE FIVE_G }
    type Subscription { ticks(filter: Filter): Int! }`,
})

describe('a schema that programs may see in production, and sessions of browsers may not', () => {
  let test: TestGateway
  let cookie: string
  let authorization: string

  beforeAll(async () => {
    test = await startTestGateway(
      { NODE_ENV: 'production', GATEWAY_INTROSPECTION: 'true', ADHOC_OPERATIONS: 'all' },
      { supergraphSdl },
    )
    const token = await test.issuer.issue()
    cookie = `__Host-yogeum-access=${token}`
    authorization = `Bearer ${token}`
  })
  afterAll(() => test.stop())
  afterEach(() => test.product.behave(null))

  const post = async (body: unknown, headers: Record<string, string>): Promise<Answer> =>
    readAnswer(
      await fetch(`${test.gateway.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      }),
    )

  it.each([
    ['plainly', '{ __schema { queryType { name } } }', undefined],
    ['by an alias', '{ products: __type(name: "Query") { name } }', undefined],
    [
      'in a fragment',
      'query { ...Hidden } fragment Hidden on Query { ... { __schema { queryType { name } } } }',
      undefined,
    ],
    ['beside an operation of no harm', 'query A { products } query B { __type(name: "Query") { name } }', 'B'],
    [
      'under a condition',
      'query($no: Boolean = true) { __schema @include(if: $no) { queryType { name } } }',
      undefined,
    ],
  ])(
    'is not shown to a browser that asks %s, also after a program was shown it',
    async (_what, query, operationName) => {
      for (let time = 0; time < 3; time += 1) {
        const refused = await post({ query, operationName }, { cookie })
        expect([refused.status, refused.data, refused.errors[0]?.extensions]).toEqual([
          400,
          undefined,
          { code: 'BAD_USER_INPUT' },
        ])
        const shown = await post({ query, operationName }, { authorization })
        expect([shown.status, JSON.stringify(shown.data)]).toEqual([200, expect.stringContaining('Query')])
      }
    },
  )

  it('is shown to nobody who brings a cookie beside the token', async () => {
    const query = '{ __schema { queryType { name } } }'
    expect((await post({ query }, { cookie, authorization })).status).toBe(400)
  })

  const variables = { filter: { monthlyFe: 1 } }
  it.each([
    ['a field', { query: '{ productz }' }],
    ['an argument', { query: '{ products(filtre: null) }' }],
    ['a type', { query: 'query($f: Filtre) { products }' }],
    ['a value', { query: '{ products(filter: { network: LTR }) }' }],
    ['a field of a value', { query: '{ products(filter: { monthlyFe: 1 }) }' }],
    ['a field of a variable', { query: 'query($filter: Filter) { products(filter: $filter) }', variables }],
  ])('is not given away by what is suggested for %s', async (_what, body) => {
    for (let time = 0; time < 2; time += 1) {
      const toBrowser = await post(body, { cookie })
      expect([toBrowser.status, toBrowser.text]).toEqual([400, expect.not.stringMatching(/did you mean/i)])
      expect((await post(body, { authorization })).text).toMatch(/did you mean/i)
    }
  })

  it('is not given away by what a subgraph suggests, the first time or later', async () => {
    const errors = [{ message: 'There is no "x". Did you mean "secret"?', extensions: { code: 'BAD_USER_INPUT' } }]
    test.product.behave(answerWith(200, 'application/json', JSON.stringify({ data: { refused: null }, errors })))
    for (let time = 0; time < 2; time += 1) {
      expect((await post({ query: '{ refused }' }, { cookie })).errors[0]?.message).toBe('There is no "x".')
    }
    expect((await post({ query: '{ refused }' }, { authorization })).errors[0]?.message).toMatch(/secret/)
  })

  it.each([
    ['a field', { query: 'subscription { tick }' }],
    [
      'a field of a variable',
      { query: 'subscription($filter: Filter) { ticks(filter: $filter) }', variables: { filter: { monthlyFe: 1 } } },
    ],
  ])('is not given away by what is suggested to subscribers for %s', async (_what, payload) => {
    const streamed = { accept: 'text/event-stream' }
    expect((await post(payload, { ...streamed, cookie })).text).not.toMatch(/did you mean/i)
    expect((await post(payload, { ...streamed, authorization })).text).toMatch(/did you mean/i)
    for (const [headers, expected] of [
      [{ cookie }, expect.not.stringMatching(/did you mean/i)],
      [{ authorization }, expect.stringMatching(/did you mean/i)],
    ] as const) {
      const client = await connectSocket(test.gateway.url, { headers, init: {} })
      await client.next()
      client.send({ type: 'subscribe', id: '1', payload })
      expect(JSON.stringify(await client.next('1'))).toEqual(expected)
      client.socket.terminate()
    }
  })
})
