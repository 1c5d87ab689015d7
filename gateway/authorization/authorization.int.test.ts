import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { type Permission } from '../../platform/identity/identity.js'
import { createFixtureEvents } from '../testing/fixtureEvents.js'
import { answerWith, type FixtureSubgraph, startFixtureSubgraph } from '../testing/fixtureSubgraph.js'
import { connectSocket, type SocketClient } from '../testing/socketClient.js'
import { type Answer, readAnswer, startTestGateway, type TestGateway } from '../testing/testGateway.js'
import { until } from '../testing/until.js'
import { composeWithRules, ruleSpec, withoutRulesOn } from './testing/composeWithRules.js'

const auth = `
  type Query { viewer: Customer }
  type Mutation { signOut: Int!  rename(name: String!): String @requiresScopes(scopes: [["OPERATOR"]]) }
  type Customer @key(fields: "id") { id: ID!  maskedName: String! @authenticated  lines: [Line!]! }
  type Line @key(fields: "id") { id: ID! }
`

const billing = `
  type Line @key(fields: "id") {
    id: ID!
    vat: Int
    total: Int @requiresScopes(scopes: [["BILL_INQUIRY"]])
    mustTotal: Int! @requiresScopes(scopes: [["BILL_INQUIRY"]])
  }
`

const product = `
  type Query {
    products: [String!]!
    found: [Found!]!
    nodes: [Node!]!
  }
  type Subscription {
    ticks: Tick!
    desk: Int! @requiresScopes(scopes: [["OPERATOR"]])
  }
  type Tick { version: Int!  line: Line! }
  type Line @key(fields: "id") {
    id: ID!
    plan: String
    total: Int @external
    advice: String @requires(fields: "total") @requiresScopes(scopes: [["BILL_INQUIRY"]])
  }
  union Found = Offer | Memo
  type Offer { title: String }
  type Memo @requiresScopes(scopes: [["OPERATOR"]]) { title: String  by: String }
  interface Node { id: ID!  note: String }
  type Plain implements Node { id: ID!  note: String }
  type Guarded implements Node { id: ID!  note: String @requiresScopes(scopes: [["OPERATOR"]]) }
`

const copied = composeWithRules({ auth, billing, product })
/** The same from a composition that does not copy rules to where they can be walked around. */
const bare = withoutRulesOn(copied, 'Line.advice', 'Node.note')

describe.each([
  ['as we compose it', copied],
  ['whose rules were not copied', bare],
])('with a supergraph %s, the gateway', (_which, supergraphSdl) => {
  let test: TestGateway
  let owners: FixtureSubgraph[]
  let asked: FixtureSubgraph[]
  const events = createFixtureEvents()
  const clients: SocketClient[] = []

  beforeAll(async () => {
    owners = [
      await startFixtureSubgraph({
        name: 'billing',
        typeDefs: ruleSpec + billing,
        resolvers: { Line: { vat: () => 3_000, total: () => 33_000, mustTotal: () => 33_000 } },
      }),
      await startFixtureSubgraph({
        name: 'product',
        typeDefs: ruleSpec + product,
        resolvers: {
          Query: {
            products: () => ['5G'],
            found: () => [
              { __typename: 'Offer', title: 'offer' },
              { __typename: 'Memo', title: 'memo', by: 'secret' },
            ],
            nodes: () => [
              { __typename: 'Plain', id: 'p', note: 'plain' },
              { __typename: 'Guarded', id: 'g', note: 'secret' },
            ],
          },
          Line: { plan: () => '5G', advice: ({ total }: { total: number }) => `less than ${total}` },
          Subscription: {
            ticks: {
              subscribe: () => events.follow('ticks', 0),
              resolve: ({ version }: { version: number }) => ({ version, line: { id: 'line-1' } }),
            },
            desk: { subscribe: () => events.follow('desk', 0), resolve: ({ version }: { version: number }) => version },
          },
        },
      }),
    ]
    const [{ url: BILLING_URL }, { url: PRODUCT_URL }] = owners as [FixtureSubgraph, FixtureSubgraph]
    test = await startTestGateway({ BILLING_URL, PRODUCT_URL }, { supergraphSdl })
    asked = [test.auth, ...owners]
  })
  afterAll(async () => {
    await test.stop()
    for (const owner of owners) await owner.stop()
  })
  afterEach(async () => {
    for (const client of clients.splice(0)) {
      client.socket.terminate()
      await client.closed
    }
    await until(() => events.following === 0)
    for (const subgraph of asked) {
      subgraph.requests.length = 0
      subgraph.subscribes.length = 0
    }
    test.logged.length = 0
  })

  const tokenOf = (...permissions: Permission[]) => test.issuer.issue({ permissions })
  const as = async (...permissions: Permission[]) => ({ authorization: `Bearer ${await tokenOf(...permissions)}` })
  const queries = () => asked.flatMap(({ requests }) => requests.map(({ query }) => query)).join('\n')
  const codes = ({ errors }: Answer) =>
    errors.map(({ path, extensions }) => `${String(extensions['code'])} ${(path ?? []).join('.')}`)

  it('asks no subgraph for a field that the caller may not have, and answers the others', async () => {
    const answer = await test.post('{ viewer { id lines { id total plan } } }', await as('PRODUCT_CHANGE'))
    expect(answer.status).toBe(200)
    const lines = ['line-1', 'line-2'].map((id) => ({ id, total: null, plan: '5G' }))
    expect(answer.data).toEqual({ viewer: { id: 'customer-1', lines } })
    expect(answer.errors).toEqual(
      [0, 1].map((at) => ({
        message: '서비스 이용 권한이 없습니다.',
        path: ['viewer', 'lines', at, 'total'],
        extensions: { code: 'FORBIDDEN' },
      })),
    )
    expect(queries()).not.toContain('total')
    expect(test.logged.find(({ msg }) => msg === 'request')).toMatchObject({ outcome: 'partial', codes: ['FORBIDDEN'] })
  })

  it('asks nobody at all when nothing is left', async () => {
    const answer = await test.post('{ viewer { maskedName lines { total } } }')
    expect(answer.data).toEqual({ viewer: null })
    expect(codes(answer)).toEqual(['UNAUTHENTICATED viewer.maskedName', 'UNAUTHENTICATED viewer.lines'])
    expect(queries()).toBe('')
  })

  it('makes the nearest nullable parent null where a value is promised', async () => {
    const answer = await test.post('{ viewer { id lines { id mustTotal } } products }', await as())
    expect(answer.data).toEqual({ viewer: null, products: ['5G'] })
    expect(codes(answer)).toContain('FORBIDDEN viewer.lines.0.mustTotal')
  })

  it('answers the next caller, who may have it, from the same document', async () => {
    const query = '{ viewer { lines { id total } } }'
    expect((await test.post(query, await as())).text).not.toContain('33000')
    expect((await test.post(query, await as('BILL_INQUIRY'))).errors).toEqual([])
    expect((await test.post(query, await as())).text).not.toContain('33000')
  })

  it('does not give away by a @requires what it does not give', async () => {
    const query = '{ viewer { lines { id advice } } }'
    expect((await test.post(query, await as('BILL_INQUIRY'))).text).toContain('less than 33000')
    asked.forEach(({ requests }) => (requests.length = 0))
    const answer = await test.post(query, await as())
    expect(codes(answer)).toEqual(['FORBIDDEN viewer.lines.0.advice', 'FORBIDDEN viewer.lines.1.advice'])
    expect(queries()).not.toMatch(/total|advice/)
  })

  it('does not give away through an interface or a union what its types do not give', async () => {
    const query = `{
      nodes { id note ... on Node { again: note } ... on Guarded { third: note } ... on Plain { fourth: note } }
      found { __typename ... on Offer { title } ... on Memo { title by } }
    }`
    const answer = await test.post(query, await as())
    expect(answer.text).not.toContain('secret')
    expect(answer.data).toEqual({
      nodes: [
        { id: 'p', note: null, again: null, fourth: 'plain' },
        { id: 'g', note: null, again: null, third: null },
      ],
      found: [
        { __typename: 'Offer', title: 'offer' },
        { __typename: 'Memo', title: null, by: null },
      ],
    })
    expect(queries()).not.toMatch(/third|again|by/)
    expect((await test.post(query, await as('OPERATOR'))).text).toContain('secret')
  })

  it('says both what it refused and that a subgraph broke its schema', async () => {
    const [, productOwner] = owners
    productOwner?.behave(answerWith(200, 'application/json', '{"data":{"_entities":[{"plan":5},{"plan":5}]}}'))
    try {
      const answer = await test.post('{ viewer { lines { id plan total } } }', await as())
      expect(codes(answer).sort()).toEqual([
        'FORBIDDEN viewer.lines.0.total',
        'FORBIDDEN viewer.lines.1.total',
        'INTERNAL_SERVER_ERROR ',
      ])
    } finally {
      productOwner?.behave(null)
    }
  })

  it('does not run a mutation that is refused, and runs the one beside it', async () => {
    const alone = await test.post('mutation { rename(name: "x") }', await as())
    expect(alone.data).toEqual({ rename: null })
    expect(queries()).toBe('')
    const beside = await test.post('mutation { rename(name: "x") signOut }', await as())
    expect(beside.data).toEqual({ rename: null, signOut: 1 })
    expect(codes(beside)).toEqual(['FORBIDDEN rename'])
    expect(queries()).not.toContain('rename')
  })

  it('refuses a variable of a wrong type though nobody is asked', async () => {
    const answer = await test.post('mutation($n: String!) { rename(name: $n) }', await as(), { n: { a: 1 } })
    expect(answer.data).toBeUndefined()
    expect(answer.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }])
  })

  it('is not told otherwise by a token that is no good', async () => {
    const answer = await test.post('{ viewer { maskedName } }', { authorization: 'Bearer nonsense' })
    expect(answer).toMatchObject({ status: 401, errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] })
    expect(queries()).toBe('')
  })

  it('refuses a subscription at once, over WebSocket and as an event stream', async () => {
    const client = await connectSocket(test.gateway.url, { token: await tokenOf('BILL_INQUIRY') })
    clients.push(client)
    client.subscribe('1', 'subscription { desk }')
    expect(await client.next('1')).toMatchObject({ type: 'error', payload: [{ extensions: { code: 'FORBIDDEN' } }] })
    const stream = await fetch(`${test.gateway.url}/graphql`, {
      method: 'POST',
      headers: { ...(await as()), accept: 'text/event-stream', 'content-type': 'application/json' },
      body: JSON.stringify({ query: 'subscription { desk }' }),
    })
    expect(await readAnswer(stream)).toMatchObject({ status: 403, errors: [{ extensions: { code: 'FORBIDDEN' } }] })
    expect(owners[1]?.subscribes).toEqual([])
  })

  it('leaves out of every event what one of its subscribers may not have, and gives it to the other', async () => {
    const query = 'subscription { ticks { version line { id total } } }'
    for (const permissions of [[], ['BILL_INQUIRY']] as Permission[][]) {
      const client = await connectSocket(test.gateway.url, { token: await tokenOf(...permissions) })
      clients.push(client)
      client.subscribe('1', query)
    }
    await until(() => events.following === 2)
    events.emit('ticks', 'TICK')
    const [customer, reader] = clients as [SocketClient, SocketClient]
    const total = (value: number | null) => ({ ticks: { version: 1, line: { id: 'line-1', total: value } } })
    expect(await customer.next('1')).toMatchObject({
      payload: {
        data: total(null),
        errors: [{ path: ['ticks', 'line', 'total'], extensions: { code: 'FORBIDDEN' } }],
      },
    })
    expect(await reader.next('1')).toMatchObject({ payload: { data: total(33_000) } })
    expect(owners[0]?.requests).toHaveLength(1)
  })

  it('puts new rules in force with a new supergraph, for what is subscribed to already too', async () => {
    const client = await connectSocket(test.gateway.url, { token: await tokenOf('BILL_INQUIRY') })
    clients.push(client)
    client.subscribe('1', 'subscription { ticks { version line { id vat total } } }')
    const total = (value: number | null) => ({ payload: { data: { ticks: { line: { vat: 3_000, total: value } } } } })
    expect(await client.next('1')).toMatchObject(total(33_000))
    const stricter = supergraphSdl.replaceAll('[["BILL_INQUIRY"]]', '[["BILL_INQUIRY", "OPERATOR"]]')
    expect(test.gateway.replaceSupergraph(stricter)).toBe(true)
    try {
      events.emit('ticks', 'TICK')
      expect(await client.next('1')).toMatchObject(total(null))
      const answer = await test.post('{ viewer { lines { id total } } }', await as('BILL_INQUIRY'))
      expect(codes(answer)).toContain('FORBIDDEN viewer.lines.0.total')
    } finally {
      test.gateway.replaceSupergraph(supergraphSdl)
    }
  })
})
