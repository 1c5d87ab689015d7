import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { readEventStream } from '../testing/eventStream.js'
import { connectSocket } from '../testing/socketClient.js'
import { type Answer, composeTyped, readAnswer, startTestGateway, type TestGateway } from '../testing/testGateway.js'
import { hashDocument } from './hashDocument.js'
import { registered, writeManifest } from './testing/writeManifest.js'

const adHoc = '{ products viewer { maskedName } }'
const persistedQuery = (text: string) => ({ persistedQuery: { version: 1, sha256Hash: hashDocument(text) } })

describe('in production, with the session of a browser', () => {
  let test: TestGateway
  let token: string
  let cookie: string

  beforeAll(async () => {
    test = await startTestGateway({ NODE_ENV: 'production', TRUSTED_DOCUMENTS_FILE: await writeManifest() })
    token = await test.issuer.issue()
    cookie = `__Host-yogeum-access=${token}`
  })
  afterAll(() => test.stop())
  afterEach(() => {
    for (const subgraph of [test.auth, test.billing, test.product]) subgraph.requests.length = 0
    test.logged.length = 0
  })

  const post = async (body: unknown, headers: Record<string, string> = { cookie }): Promise<Answer> =>
    readAnswer(
      await fetch(`${test.gateway.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      }),
    )
  const get = async (parameters: Record<string, string>, headers: Record<string, string> = { cookie }) =>
    readAnswer(
      await fetch(`${test.gateway.url}/graphql?${new URLSearchParams(parameters).toString()}`, {
        headers: { 'apollo-require-preflight': '1', ...headers },
      }),
    )
  const asked = () => [test.auth, test.billing, test.product].flatMap(({ requests }) => requests)
  function expectRefused({ status, data, errors }: Answer, code: string, expectedStatus: number) {
    expect([status, data, errors.map(({ extensions }) => extensions)]).toEqual([expectedStatus, undefined, [{ code }]])
    expect(asked()).toEqual([])
  }

  it.each([
    ['by its id', { documentId: `sha256:${hashDocument(registered.products)}` }],
    ["by its id as codegen's manifest has it", { documentId: hashDocument(registered.products) }],
    ['by its hash, as Apollo names it', { extensions: persistedQuery(registered.products) }],
    ['by its text', { query: registered.products }],
    ['by text and hash', { query: registered.products, extensions: persistedQuery(registered.products) }],
    ['by all three', { ...{ query: registered.products }, documentId: hashDocument(registered.products) }],
  ])('carries out a registered operation that is named %s', async (_what, body) => {
    expect(await post(body)).toMatchObject({ status: 200, data: { products: ['5G 슬림'] } })
  })

  it('carries one out by GET, and no mutation', async () => {
    expect((await get({ documentId: hashDocument(registered.products) })).data).toEqual({ products: ['5G 슬림'] })
    const extensions = JSON.stringify(persistedQuery(registered.products))
    expect((await get({ extensions })).data).toEqual({ products: ['5G 슬림'] })
    test.product.requests.length = 0
    const variables = '{"name":"x"}'
    expectRefused(await get({ documentId: hashDocument(registered.rename), variables }), 'BAD_USER_INPUT', 405)
  })

  it.each([
    ['an operation of its own', { query: adHoc }],
    ['a registered one with a space more', { query: `${registered.products} ` }],
    ['a registered one with another beside it', { query: `${registered.products} query b { viewer { id } }` }],
    ['one of its own beside a hash that it wants to be kept', { query: adHoc, extensions: persistedQuery(adHoc) }],
  ])('refuses a script in the page that sends %s', async (_what, body) => {
    expectRefused(await post(body), 'UNKNOWN_OPERATION', 403)
  })

  it.each([
    ['an id that nobody registered', { documentId: hashDocument(adHoc) }],
    ['an id that is none', { documentId: 'sha256:__proto__' }],
    ['a hash that nobody registered', { extensions: persistedQuery(adHoc) }],
  ])('refuses %s', async (_what, body) => {
    expectRefused(await post(body), 'UNKNOWN_OPERATION', 404)
  })

  it.each([
    ['the id of a registered operation', { documentId: hashDocument(registered.products), query: adHoc }],
    ['the hash of a registered operation', { extensions: persistedQuery(registered.products), query: adHoc }],
    ['two names', { extensions: persistedQuery(registered.products), documentId: hashDocument(registered.signIn) }],
    ['an id that is no text', { documentId: [hashDocument(registered.products)], query: adHoc }],
  ])('refuses an operation of its own that hides behind %s', async (_what, body) => {
    expectRefused(await post(body), 'BAD_USER_INPUT', 400)
  })

  it('refuses one that hides in an address with two queries', async () => {
    const url = `${test.gateway.url}/graphql?query=${encodeURIComponent(registered.products)}&query=${encodeURIComponent(adHoc)}`
    const headers = { cookie, 'apollo-require-preflight': '1' }
    expectRefused(await readAnswer(await fetch(url, { headers })), 'BAD_USER_INPUT', 400)
  })

  it('learns nothing from an API client that has had the same operation kept', async () => {
    const body = { query: adHoc, extensions: persistedQuery(adHoc) }
    expect((await post(body, { authorization: `Bearer ${token}` })).status).toBe(200)
    for (const subgraph of [test.auth, test.product]) subgraph.requests.length = 0
    expectRefused(await post({ extensions: body.extensions }), 'UNKNOWN_OPERATION', 404)
  })

  it.each([
    ['a token in a header beside the cookie', () => ({ cookie, authorization: `Bearer ${token}` })],
    ['the refresh cookie alone, which begins a session as well', () => ({ cookie: '__Host-yogeum-refresh=r' })],
    ['an access cookie that is no good', () => ({ cookie: '__Host-yogeum-access=nonsense' })],
    ['our cookie among many', () => ({ cookie: `a=b;__Host-yogeum-access=${token};c=d` })],
  ])('takes %s for a browser', async (_what, headers) => {
    expectRefused(await post({ query: adHoc }, headers()), 'UNKNOWN_OPERATION', 403)
  })

  it('UFR-AUTH-010 lets a page sign in by its registered operation before there is any cookie', async () => {
    const body = { documentId: hashDocument(registered.signIn), variables: { userId: 'demo01' } }
    expect((await post(body, {})).data).toEqual({ signIn: 'signed in' })
  })

  it.each([
    ['with a token', () => ({ authorization: `Bearer ${token}` })],
    ['anonymous', () => ({})],
    ["with a cookie of somebody else's", () => ({ cookie: 'theme=dark' })],
  ])('lets an API client %s send operations of its own', async (_what, headers) => {
    expect((await post({ query: adHoc }, headers())).data).toEqual({
      products: ['5G 슬림'],
      viewer: { maskedName: '홍*동' },
    })
  })

  it('refuses subscriptions of its own over both transports, and serves a registered one', async () => {
    const streamed = { cookie, accept: 'text/event-stream' }
    const own = 'subscription Mine { ticks }'
    expectRefused(await post({ query: own }, streamed), 'UNKNOWN_OPERATION', 403)
    expectRefused(await post({ extensions: persistedQuery(own) }, streamed), 'UNKNOWN_OPERATION', 404)
    const client = await connectSocket(test.gateway.url, { headers: { cookie }, init: {} })
    await client.next()
    client.subscribe('own', own)
    const [error] = (await client.next('own')).payload as { extensions: unknown }[]
    expect(error?.extensions).toEqual({ code: 'UNKNOWN_OPERATION' })

    const documentId = hashDocument(registered.ticks)
    client.send({ type: 'subscribe', id: 'registered', payload: { query: '', documentId } })
    const response = await fetch(`${test.gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...streamed },
      body: JSON.stringify({ documentId }),
    })
    test.events.emit('ticks', 'TICK')
    expect((await client.next('registered')).payload).toEqual({ data: { ticks: 1 } })
    const stream = readEventStream(response)
    expect(await stream.next()).toEqual({ event: 'next', data: { data: { ticks: 1 } } })
    client.socket.terminate()
    await response.body?.cancel().catch(() => undefined)
  })

  it('takes a socket for a browser whose first message brings a token beside the cookie', async () => {
    const client = await connectSocket(test.gateway.url, { headers: { cookie }, token })
    client.subscribe('own', 'subscription Mine { ticks }')
    expect(await client.next('own')).toMatchObject({ payload: [{ extensions: { code: 'UNKNOWN_OPERATION' } }] })
    client.socket.terminate()
  })

  it('still refuses a foreign page first', async () => {
    expectRefused(await post({ query: adHoc }, { cookie, origin: 'https://evil.example' }), 'FORBIDDEN', 403)
  })

  it('writes a log line for what it refused', async () => {
    await post({ query: adHoc })
    expect(test.logged.filter(({ msg }) => msg === 'request')).toEqual([
      expect.objectContaining({ status: 403, outcome: 'refused', codes: ['UNKNOWN_OPERATION'] }),
    ])
  })
})

describe('ADHOC_OPERATIONS', () => {
  let test: TestGateway
  afterEach(() => test.stop())

  it.each([
    ['left out, outside of production', {}, 200, 200],
    ['all', { NODE_ENV: 'production', ADHOC_OPERATIONS: 'all' }, 200, 200],
    ['api-clients, anywhere', { ADHOC_OPERATIONS: 'api-clients' }, 403, 200],
    ['none', { ADHOC_OPERATIONS: 'none' }, 403, 403],
  ])('%s', async (_what, env: Record<string, string>, withCookie, withToken) => {
    test = await startTestGateway({ ...env, TRUSTED_DOCUMENTS_FILE: await writeManifest() })
    const token = await test.issuer.issue()
    const cookie = `__Host-yogeum-access=${token}`
    const statuses = [
      (await test.post(adHoc, { cookie })).status,
      (await test.post(adHoc, { authorization: `Bearer ${token}` })).status,
      (await test.post(registered.products, { cookie })).status,
      (await test.post(registered.products)).status,
    ]
    expect(statuses).toEqual([withCookie, withToken, 200, 200])
  })
})

describe('a supergraph that breaks a trusted document', () => {
  it('keeps the gateway from starting, and every reason is told', async () => {
    const files = [
      await writeManifest({ [hashDocument('query A { salary }')]: 'query A { salary }' }),
      await writeManifest({ [hashDocument('query B { bonus }')]: 'query B { bonus }' }),
    ]
    const start = startTestGateway({ TRUSTED_DOCUMENTS_FILE: files.join(', ') })
    await expect(start).rejects.toThrow(/A \(.*"salary"[\s\S]*B \(.*"bonus"/)
  })

  it('as do manifests with entries that are no good, all told together', async () => {
    const files = [
      await writeManifest({ [hashDocument('other')]: registered.products, [hashDocument('query {')]: 'query {' }),
      await writeManifest('{'),
      '/nowhere/manifest.json',
    ]
    const start = startTestGateway({ TRUSTED_DOCUMENTS_FILE: files.join(',') })
    await expect(start).rejects.toThrow(
      /is not the SHA-256[\s\S]*does not parse[\s\S]*is not JSON[\s\S]*cannot be read: ENOENT/,
    )
  })

  let test: TestGateway | null = null
  afterEach(async () => {
    await test?.stop()
    test = null
  })

  it('does not come into force later on', async () => {
    test = await startTestGateway({ TRUSTED_DOCUMENTS_FILE: await writeManifest() })
    const { auth, billing, product } = test
    const without = product.typeDefs.replace('products: [String!]!', 'productList: [String!]!')
    const next = composeTyped({ auth: auth.typeDefs, billing: billing.typeDefs, product: without })
    expect(test.gateway.replaceSupergraph(next)).toBe(false)
    expect((await test.post(registered.products)).data).toEqual({ products: ['5G 슬림'] })
    expect((await test.post('{ productList }')).status).toBe(400)
    expect(test.logged).toContainEqual(
      expect.objectContaining({
        msg: expect.stringContaining('the old one stays in force'),
        operations: [expect.objectContaining({ name: 'Products', id: hashDocument(registered.products) })],
      }),
    )
  })
})
