import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { attacks } from '../testing/attacks.js'
import { answerWith } from '../testing/fixtureSubgraph.js'
import { connectSocket } from '../testing/socketClient.js'
import { type Answer, composeTyped, readAnswer, startTestGateway, type TestGateway } from '../testing/testGateway.js'
import { until } from '../testing/until.js'

type Over = { limit: string; allowed: number; found?: number }

const shapeAttacks: [string, string, Over][] = [
  ['90 aliases of one field', attacks.aliases, { limit: 'aliases', allowed: 30, found: 90 }],
  [
    'few aliases in a fragment that is spread often',
    attacks.aliasesInFragments,
    { limit: 'aliases', allowed: 30, found: 32 },
  ],
  ['many fields at the root', attacks.rootFields, { limit: 'rootFields', allowed: 20, found: 21 }],
  ['fields nested in fields', attacks.depth, { limit: 'depth', allowed: 16, found: 402 }],
  ['fields nested through fragments', attacks.depthInFragments, { limit: 'depth', allowed: 16, found: 22 }],
  ['a fragment bomb', attacks.fragmentBomb, { limit: 'fields', allowed: 500, found: 2 ** 18 + 1 }],
  ['fields again and again', attacks.repeatedFields, { limit: 'fields', allowed: 500, found: 1_141 }],
  ['directives again and again', attacks.directives, { limit: 'directives', allowed: 50, found: 51 }],
  ['more tokens than any honest document has', attacks.tokens, { limit: 'tokens', allowed: 2_000 }],
  ['very many comments', attacks.comments256k, { limit: 'documentLength', allowed: 32_768, found: 168_017 }],
  [
    'a list of 101 items',
    `{ viewer { id(of: [${'1 '.repeat(101)}]) } }`,
    { limit: 'listSize', allowed: 100, found: 101 },
  ],
  [
    '100 times the schema',
    `{ ${'__schema { types { name } } '.repeat(9)}}`,
    { limit: 'cost', allowed: 4_000, found: 4_500 },
  ],
]

const signIn = 'signIn(userId: "kim")'
const signInAttacks: [string, string][] = [
  ['50 of them by alias', `mutation { ${Array.from({ length: 50 }, (_, n) => `a${n}: ${signIn}`).join(' ')} }`],
  ['one without and one with an alias', `mutation { ${signIn} again: ${signIn} }`],
  ['one of them in a fragment', `mutation { ${signIn} ...F } fragment F on Mutation { again: ${signIn} }`],
  [
    'a fragment that is spread twice',
    `mutation { ...F ... on Mutation { ...F } } fragment F on Mutation { ${signIn} }`,
  ],
  ['one of them under a condition', `mutation { ${signIn} ... @include(if: false) { again: ${signIn} } }`],
]

describe('operations that ask for too much', () => {
  let test: TestGateway
  let token: string

  beforeAll(async () => {
    test = await startTestGateway({ METRICS_PORT: '0' })
    token = await test.issuer.issue()
    const priced = (typeDefs: string) => typeDefs.replace('["@key"]', '["@key", "@cost", "@listSize"]')
    const { auth, billing, product } = test
    const built = test.gateway.replaceSupergraph(
      composeTyped({
        auth: priced(auth.typeDefs).replace('lines: [Line!]!', 'lines: [Line!]! @listSize(assumedSize: 3)'),
        billing: priced(billing.typeDefs)
          .replace(
            '): Int }',
            '): Int @cost(weight: 50)  recent(first: Int = 20): [Bill!]! @listSize(slicingArguments: ["first"]) }\n type Bill { total: Int }',
          )
          .replace('BreakerChange!', 'BreakerChange! @cost(weight: 3000)'),
        product: priced(product.typeDefs).replace('plan: String!', 'plan: String! @cost(weight: 2000)'),
      }),
    )
    expect(built).toBe(true)
  })
  afterAll(() => test.stop())
  afterEach(() => {
    for (const subgraph of [test.auth, test.billing, test.product]) {
      subgraph.requests.length = subgraph.subscribes.length = 0
      subgraph.behave(null)
    }
    test.logged.length = 0
  })

  function expectRefused({ status, data, errors, text }: Answer, over: Over) {
    expect(errors.map(({ extensions }) => extensions)).toEqual([{ code: 'OPERATION_TOO_COMPLEX', ...over }])
    expect([status, data]).toEqual([400, undefined])
    expect(text).not.toMatch(/node_modules|\.ts:/)
    expectUntouched()
  }
  function expectUntouched() {
    for (const { requests, subscribes } of [test.auth, test.billing, test.product])
      expect([requests, subscribes]).toEqual([[], []])
  }
  const get = async (query: string, variables?: Record<string, unknown>) =>
    readAnswer(
      await fetch(
        `${test.gateway.url}/graphql?${new URLSearchParams({ query, ...(variables && { variables: JSON.stringify(variables) }) }).toString()}`,
        { headers: { 'apollo-require-preflight': 'true' } },
      ),
    )
  const stream = async (query: string, variables: Record<string, unknown> = {}, method: 'POST' | 'GET' = 'POST') => {
    const headers = { accept: 'text/event-stream', authorization: `Bearer ${token}` }
    const url = `${test.gateway.url}/graphql`
    const parameters = new URLSearchParams({ query, variables: JSON.stringify(variables) }).toString()
    return method === 'GET'
      ? fetch(`${url}?${parameters}`, { headers })
      : fetch(url, {
          method,
          headers: { ...headers, 'content-type': 'application/json' },
          body: JSON.stringify({ query, variables }),
        })
  }

  async function refusals(limit: string): Promise<number> {
    const metrics = await (await fetch(`http://127.0.0.1:${test.gateway.metricsPort}/metrics`)).text()
    return Number(new RegExp(`limit_refusals_total\\{[^}]*limit="${limit}"[^}]*\\} (\\d+)`).exec(metrics)?.[1])
  }

  /** A refusal is counted when its answer has gone. */
  async function untilRefusals(limit: string, count: number): Promise<void> {
    let counted = await refusals(limit)
    while (counted < count) counted = await refusals(limit)
    expect(counted).toBe(count)
  }

  describe.each(shapeAttacks)('%s', (_what, query, over) => {
    it('are refused and counted over POST, the second time as the first', async () => {
      const before = await refusals(over.limit)
      expectRefused(await test.post(query), over)
      expectRefused(await test.post(query), over)
      await untilRefusals(over.limit, before + 2)
      expect(test.logged.filter(({ msg }) => msg === 'request')).toEqual(
        Array(2).fill(expect.objectContaining({ status: 400, outcome: 'refused', codes: ['OPERATION_TOO_COMPLEX'] })),
      )
      expect(test.logged.filter(({ level }) => Number(level) > 30)).toEqual([])
    })

    it('are refused over GET and as an event stream', async () => {
      // What does not fit into an address cannot come in one.
      if (encodeURIComponent(query).length < 14_000) expectRefused(await get(query), over)
      expectRefused(await readAnswer(await stream(query)), over)
    })

    it('are refused and counted as a subscription, over WebSocket and as an event stream', async () => {
      const before = await refusals(over.limit)
      const asSubscription = query.replace(/\{/, 'subscription { ')
      const refused = { extensions: { code: 'OPERATION_TOO_COMPLEX', limit: over.limit, allowed: over.allowed } }
      const { status, errors } = await readAnswer(await stream(asSubscription))
      expect([status, errors]).toMatchObject([400, [refused]])
      const client = await connectSocket(test.gateway.url, { token })
      client.subscribe('1', asSubscription)
      expect(await client.next('1')).toMatchObject({ id: '1', type: 'error', payload: [refused] })
      expectUntouched()
      await untilRefusals(over.limit, before + 2)
      client.socket.terminate()
      await client.closed
    })
  })

  it.each(signInAttacks)('that sign in more than once are refused: %s', async (_how, query) => {
    const { errors } = await test.post(query)
    expect(errors[0]?.extensions).toMatchObject({ code: 'OPERATION_TOO_COMPLEX' })
    expectUntouched()
  })

  it('let one sign-in pass, under whatever name and beside whatever else', async () => {
    const { errors, data } = await test.post(`mutation { mine: ${signIn} signOut rename(name: "signIn") }`)
    expect(errors).toEqual([])
    expect(data).toEqual({ mine: 'signed in', signOut: 1, rename: 'renamed' })
  })

  it('are refused though the operation that is named is harmless', async () => {
    const response = await fetch(`${test.gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: attacks.fragmentBombAside, operationName: 'Harmless' }),
    })
    expectRefused(await readAnswer(response), { limit: 'fields', allowed: 500, found: 2 ** 18 + 1 })
  })

  it('are refused at once with an expired token, where sign-ins are looked for', async () => {
    const answer = await test.post(attacks.mutationBomb, { authorization: 'Bearer nonsense' })
    expectRefused(answer, { limit: 'rootFields', allowed: 20, found: 2 ** 18 })
  })

  it('are refused when a fragment contains itself', async () => {
    const query = `{ viewer { ...F } } fragment F on Customer { id lines { id } ...G } fragment G on Customer { ...F }`
    const { status, errors } = await test.post(query)
    expect([status, errors[0]?.extensions]).toEqual([400, { code: 'BAD_USER_INPUT' }])
    const answer = await readAnswer(await stream(query.replace('{', 'subscription {')))
    expect([answer.status, answer.errors[0]?.extensions]).toEqual([400, { code: 'BAD_USER_INPUT' }])
    expectUntouched()
  })

  it('are refused when they ask for the types of the types of the schema', async () => {
    const query = `{ __schema { types ${'{ fields { type '.repeat(4)}{ name }${' } }'.repeat(4)} } }`
    const { status, errors } = await test.post(query)
    expect([status, errors[0]?.extensions]).toEqual([400, { code: 'BAD_USER_INPUT' }])
    expect(errors[0]?.message).toMatch(/introspection depth/i)
  })

  it('are refused as a batch, on whatever way', async () => {
    for (const accept of ['application/json', 'text/event-stream']) {
      const response = await fetch(`${test.gateway.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept },
        body: JSON.stringify([{ query: `mutation { ${signIn} }` }, { query: `mutation { ${signIn} }` }]),
      })
      const { status, errors } = await readAnswer(response)
      expect([status, errors[0]?.extensions]).toEqual([400, { code: 'BAD_USER_INPUT' }])
    }
    expectUntouched()
  })

  describe('by their cost', () => {
    const recent = (declared: string, first: string) =>
      `query ${declared} { viewer { lines { recent(first: ${first}) { total } } } }`
    const sums = (count: number) =>
      `{ viewer { lines { ${Array.from({ length: count }, (_, n) => `a${n}: total(month: "2026-${n}")`).join(' ')} } } }`

    it('add up what each alias costs, for each line that there may be', async () => {
      // viewer 1, three lines of 1 and 50 for each of their sums.
      expectRefused(await test.post(sums(27)), { limit: 'cost', allowed: 4_000, found: 4_054 })
      expect((await test.post(sums(26))).errors).toEqual([])
    })

    it.each([
      ['written', recent('', '101'), {}],
      ['in a variable', recent('($first: Int)', '$first'), { first: 101 }],
      ['in the default of a variable', recent('($first: Int = 101)', '$first'), {}],
      ['without end', recent('($first: Int)', '$first'), { first: 1e300 }],
    ])('ask for too long a list: %s', async (_how, query, variables) => {
      const { errors } = await test.post(query, {}, variables)
      expect(errors[0]?.extensions).toMatchObject({ code: 'OPERATION_TOO_COMPLEX', limit: 'listSize', allowed: 100 })
      expect((await get(query, variables)).errors[0]?.extensions).toEqual(errors[0]?.extensions)
      expectUntouched()
    })

    it('are counted anew for each variables, though the document is known', async () => {
      const query = `query ($first: Int) { viewer { lines { ${Array.from({ length: 15 }, (_, n) => `a${n}: recent(first: $first) { total }`).join(' ')} } } }`
      const empty = { data: { viewer: { lines: [] } } }
      test.auth.behave(answerWith(200, 'application/json', JSON.stringify(empty)))
      expect((await test.post(query, {}, { first: 80 })).errors).toEqual([])
      test.auth.requests.length = 0
      // viewer 1, three lines of 1 and 15 lists of 100.
      expectRefused(await test.post(query, {}, { first: 100 }), { limit: 'cost', allowed: 4_000, found: 4_504 })
      expect((await test.post(query, {}, { first: 80 })).errors).toEqual([])
    })

    it('send a list that is too long in a variable', async () => {
      const query = 'mutation ($name: String!) { rename(name: $name) }'
      const answer = await test.post(query, {}, { name: { deep: [Array(101).fill(1)] } })
      expectRefused(answer, { limit: 'listSize', allowed: 100, found: 101 })
    })

    it('subscribe to it: for each event', async () => {
      const query = `subscription ($id: ID!) { productChangeProgress(id: $id) { change { line { plan again: plan more: plan } } } }`
      const over = { limit: 'cost', allowed: 4_000, found: 6_003 }
      expectRefused(await readAnswer(await stream(query, { id: 'a' })), over)
      expectRefused(await readAnswer(await stream(query, { id: 'a' }, 'GET')), over)
    })

    it('subscribe with other variables than before, to what is planned already', async () => {
      const lists = Array.from({ length: 25 }, (_, n) => `a${n}: recent(first: $first) { total }`).join(' ')
      const query = `subscription ($id: ID!, $first: Int) { productChangeProgress(id: $id) { change { line { plan ${lists} } } } }`
      const opened = await stream(query, { id: 'b', first: 1 })
      await until(() => test.product.subscribes.length === 1)
      test.product.subscribes.length = 0
      const over = { limit: 'cost', allowed: 4_000, found: 4_503 }
      expectRefused(await readAnswer(await stream(query, { id: 'b', first: 100 })), over)
      await opened.body?.cancel()
    })

    it('cost otherwise under another supergraph', async () => {
      expectRefused(await test.post(sums(27)), { limit: 'cost', allowed: 4_000, found: 4_054 })
      expect(test.gateway.replaceSupergraph(test.supergraphSdl)).toBe(true)
      expect((await test.post(sums(27))).errors).toEqual([])
    })
  })
})
