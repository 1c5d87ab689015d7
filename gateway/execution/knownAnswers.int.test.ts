import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { composeTyped, startTestGateway, type TestGateway } from '../testing/testGateway.js'
import { answerWith } from '../testing/fixtureSubgraph.js'

/** Headers that differ from one answer to the next. */
const changing = ['x-trace-id', 'date']

describe('an operation that is known already', () => {
  let test: TestGateway
  let token: string

  beforeAll(async () => {
    test = await startTestGateway()
    token = await test.issuer.issue()
  })
  beforeEach(() => {
    test.product.behave(null)
    test.auth.setCookies = []
  })
  afterAll(() => test.stop())

  async function ask(body: unknown, headers: Record<string, string> = {}) {
    const response = await fetch(`${test.gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })
    const trace = response.headers.get('x-trace-id') ?? ''
    return {
      status: response.status,
      headers: [...response.headers].filter(([name]) => !changing.includes(name)),
      text: (await response.text()).replaceAll(trace, 'the trace'),
    }
  }

  const total = 'query Total($month: YearMonth) { viewer { lines { total(month: $month) } } }'
  const everything: [string, object, Record<string, string>?][] = [
    ['data', { query: '{ viewer { maskedName lines { total } } }' }],
    ['an operation of several', { query: 'query A { products } query B { viewer { id } }', operationName: 'B' }],
    ['variables', { query: total, variables: { month: '2026-10' } }],
    [
      'variables that do not fit',
      { query: 'query($id: Boolean!) { products @include(if: $id) }', variables: { id: 'yes' } },
    ],
    ['a variable that is missing', { query: 'query($id: Boolean!) { promised @skip(if: $id) }' }],
    ['an error of a subgraph', { query: '{ refused products }' }],
    ['an error that is masked', { query: '{ crashes products }' }],
    ['a promise that was broken', { query: '{ promised }' }],
    ['a mutation', { query: 'mutation { rename(name: "x") }' }],
    ['introspection', { query: '{ __schema { queryType { name } } }' }],
    ['a subscription in the wrong place', { query: 'subscription { ticks }' }],
    ['a token that is refused', { query: '{ products }' }, { authorization: 'Bearer a.b.c' }],
    ['cookies of another site', { query: '{ products }' }, { cookie: 'a=b', origin: 'https://evil.example' }],
    ['another form of answer', { query: '{ products }' }, { accept: 'application/graphql-response+json' }],
    ['a form of answer that there is not', { query: '{ products }' }, { accept: 'text/plain' }],
  ]

  it.each(everything)('is answered as it was the first time: %s', async (_what, body, headers = {}) => {
    if (JSON.stringify(body).includes('promised')) {
      test.product.behave(answerWith(200, 'application/json', '{"data":{}}'))
    }
    const first = await ask(body, headers)
    expect(await ask(body, headers)).toEqual(first)
    expect(await ask(body, headers)).toEqual(first)
  })

  it('is refused to a session that has ended since', async () => {
    const query = '{ viewer { maskedName } products }'
    const before = await ask({ query }, { authorization: `Bearer ${token}` })
    expect(before.status).toBe(200)
    const expired = await test.issuer.issue({ lifetime: -60 })
    const after = await ask({ query }, { authorization: `Bearer ${expired}` })
    expect([after.status, after.text]).toEqual([401, expect.stringContaining('UNAUTHENTICATED')])
  })

  it('hands cookies of auth on each time', async () => {
    test.auth.setCookies = ['__Host-yogeum-access=a; Path=/']
    const query = 'mutation { signIn(userId: "a") }'
    for (const answer of [await ask({ query }), await ask({ query })]) {
      expect(answer.headers).toContainEqual(['set-cookie', '__Host-yogeum-access=a; Path=/'])
    }
  })

  it('is looked at anew when another supergraph is in force', async () => {
    const query = '{ products }'
    const first = await ask({ query })
    expect(await ask({ query })).toEqual(first)
    const without = composeTyped({ product: 'type Query { promised: String }' })
    expect(test.gateway.replaceSupergraph(without)).toBe(true)
    const refused = await ask({ query })
    expect(test.gateway.replaceSupergraph(test.supergraphSdl)).toBe(true)
    expect([refused.status, refused.text]).toEqual([400, expect.stringContaining('Cannot query field')])
    expect(await ask({ query })).toEqual(first)
  })
})
