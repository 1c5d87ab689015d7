import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { once } from 'node:events'
import { connect } from 'node:net'
import { connectSocket } from './testing/socketClient.js'
import { readAnswer, startTestGateway, type Answer, type TestGateway } from './testing/testGateway.js'

const json = { 'content-type': 'application/json' }
const query = '{"query":"{ products }"}'
const hash = 'a'.repeat(64)

describe("what another site's page can have a browser send", () => {
  let test: TestGateway
  let cookie: string
  let url: string

  beforeAll(async () => {
    test = await startTestGateway()
    cookie = `__Host-yogeum-access=${await test.issuer.issue()}`
    url = `${test.gateway.url}/graphql`
    // An operation that was carried out before is answered by a shorter way, which must not be an easier one.
    await test.post('{ products }')
    test.product.requests.length = 0
  })
  afterAll(() => test.stop())
  afterEach(() => {
    for (const subgraph of [test.auth, test.billing, test.product]) {
      subgraph.requests.length = 0
      subgraph.subscribes.length = 0
    }
  })

  const asked = () =>
    [test.auth, test.billing, test.product].flatMap(({ requests, subscribes }) => [...requests, ...subscribes])

  function expectRefused(answer: Answer, status: number, code: string) {
    expect([answer.status, answer.errors.map(({ extensions }) => extensions['code'])]).toEqual([status, [code]])
    expect(answer.data).toBeUndefined()
    expect(asked()).toEqual([])
    for (const header of ['access-control-allow-origin', 'access-control-allow-credentials'])
      expect(answer.headers.get(header)).toBeNull()
  }

  const post = async (headers: Record<string, string>, body = query) =>
    readAnswer(await fetch(url, { method: 'POST', headers, body }))
  const get = async (headers: Record<string, string>, search = 'query={products}') =>
    readAnswer(await fetch(`${url}?${search}`, { headers }))

  it.each([
    ['a form', 'application/x-www-form-urlencoded'],
    ['text', 'text/plain'],
    ['text that names JSON too', 'text/plain; application/json'],
    ['text that names JSON after a comma', 'text/plain, application/json'],
    ['a file', 'multipart/form-data; boundary=x'],
    ['what only begins like JSON', 'application/jsonp'],
    ['a type with a blank before it', ' text/plain;charset=application/json'],
  ])('is no POST of %s, for which no permission is asked', async (_what, type) => {
    expectRefused(await post({ 'content-type': type, cookie }), 415, 'BAD_USER_INPUT')
    expectRefused(
      await post({ 'content-type': type, cookie, accept: 'text/event-stream' }, '{"query":"subscription { ticks }"}'),
      415,
      'BAD_USER_INPUT',
    )
  })

  it.each([
    ['with a tab in it', 'content-type: text/plain\tapplication/json'],
    ['with none', 'x-nothing: 1'],
    ['with two', 'content-type: text/plain\r\ncontent-type: application/json'],
  ])('is no POST %s for a type', async (_what, header) => {
    const socket = connect(test.gateway.port, '127.0.0.1')
    socket.setEncoding('utf8')
    let answer = ''
    socket.on('data', (chunk: string) => (answer += chunk))
    socket.write(
      `POST /graphql HTTP/1.1\r\nhost: a\r\n${header}\r\ncookie: ${cookie}\r\ncontent-length: ${query.length}\r\nconnection: close\r\n\r\n${query}`,
    )
    await once(socket, 'close')
    expect(answer).toMatch(/^HTTP\/1.1 4\d\d /)
    expect(answer).toContain('BAD_USER_INPUT')
    expect(asked()).toEqual([])
  })

  it('is no upload', async () => {
    const form = new FormData()
    form.set('operations', query)
    form.set('map', '{}')
    expectRefused(
      await readAnswer(await fetch(url, { method: 'POST', headers: { cookie }, body: form })),
      415,
      'BAD_USER_INPUT',
    )
  })

  it.each([
    ['a query', 'query={products}'],
    ['a mutation', 'query=mutation{signOut}'],
    ['a persisted query', `extensions={"persistedQuery":{"version":1,"sha256Hash":"${hash}"}}`],
    ['a query to be persisted', `query={products}&extensions={"persistedQuery":{"version":1,"sha256Hash":"${hash}"}}`],
  ])('is no GET of %s', async (_what, search) => {
    expectRefused(await get({ cookie }, search), 400, 'BAD_USER_INPUT')
    expectRefused(await get({}, search), 400, 'BAD_USER_INPUT')
    expectRefused(await get({ 'content-type': 'text/plain' }, search), 400, 'BAD_USER_INPUT')
  })

  it('is no event stream in the address of an image', async () => {
    const stream = { accept: 'text/event-stream', cookie }
    for (const headers of [
      stream,
      { ...stream, 'sec-fetch-site': 'cross-site' },
      { ...stream, 'sec-fetch-site': 'same-site' },
    ])
      expectRefused(await get(headers, 'query=subscription{ticks}'), 403, 'FORBIDDEN')
    expectRefused(
      await get(
        { ...stream, 'sec-fetch-site': 'cross-site', 'apollo-require-preflight': '1' },
        'query=subscription{ticks}',
      ),
      403,
      'FORBIDDEN',
    )
  })

  it.each([
    ['from another site', { origin: 'https://evil.example' }],
    ['from a sandboxed frame or a file', { origin: 'null' }],
    ['from another port of this host', { origin: 'http://127.0.0.1:1' }],
    ['from another site, without an origin', { 'sec-fetch-site': 'cross-site' }],
    ['from another host of this site, without an origin', { 'sec-fetch-site': 'same-site' }],
    [
      'from another site that names our host as forwarded',
      { origin: 'https://evil.example', 'x-forwarded-host': 'evil.example' },
    ],
  ] as [string, Record<string, string>][])('cookies are refused %s', async (_what, from) => {
    expectRefused(await post({ ...json, ...from, cookie }), 403, 'FORBIDDEN')
    expectRefused(await get({ ...json, ...from, cookie }), 403, 'FORBIDDEN')
    expectRefused(
      await post({ ...json, ...from, cookie, accept: 'text/event-stream' }, '{"query":"subscription { ticks }"}'),
      403,
      'FORBIDDEN',
    )
    await expect(connectSocket(test.gateway.url, { init: null, headers: { ...from, cookie } })).rejects.toThrow('403')
    expect(asked()).toEqual([])
  })

  it('is no WebSocket either, even without cookies', async () => {
    for (const origin of ['https://evil.example', 'null', 'http://127.0.0.1:1'])
      await expect(connectSocket(test.gateway.url, { init: null, headers: { origin } })).rejects.toThrow('403')
  })

  it('gets no permission when it asks for it', async () => {
    const answer = await fetch(url, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://evil.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type',
      },
    })
    expectRefused(await readAnswer(answer), 404, 'NOT_FOUND')
  })

  it('is told apart from our own page, which is served', async () => {
    const own = { cookie, origin: test.gateway.url, 'sec-fetch-site': 'same-origin' }
    expect((await post({ ...json, ...own })).data).toEqual({ products: ['5G 슬림'] })
    const client = await connectSocket(test.gateway.url, { headers: own })
    expect(await client.next()).toEqual({ type: 'connection_ack' })
    client.socket.terminate()
  })
})

describe('behind a proxy that says which host was asked for', () => {
  let test: TestGateway
  beforeAll(async () => {
    test = await startTestGateway({ TRUSTED_PROXIES: '127.0.0.1' })
  })
  afterAll(() => test.stop())

  it('its pages send cookies, and those of another host do not', async () => {
    const cookie = `__Host-yogeum-access=${await test.issuer.issue()}`
    const page = (origin: string) => ({ cookie, origin, 'x-forwarded-host': 'yogeum.example' })
    expect((await test.post('{ products }', page('https://yogeum.example'))).status).toBe(200)
    expect((await test.post('{ products }', page('https://evil.example'))).status).toBe(403)
    expect((await test.post('{ products }', page(test.gateway.url))).status).toBe(403)
    const client = await connectSocket(test.gateway.url, { headers: page('https://yogeum.example') })
    expect(await client.next()).toEqual({ type: 'connection_ack' })
    client.socket.terminate()
  })
})

describe('past the proxies that are trusted', () => {
  let test: TestGateway
  beforeAll(async () => {
    test = await startTestGateway({ TRUSTED_PROXIES: '10.0.0.0/8,::1', TRUSTED_PROXY_HOPS: '1' })
  })
  afterAll(() => test.stop())

  it('a client is neither at the address, nor at the host, nor on TLS, as it claims', async () => {
    const cookie = `__Host-yogeum-access=${await test.issuer.issue()}`
    const claims = {
      'x-forwarded-for': '203.0.113.5',
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'https',
    }
    const answer = await test.post('{ viewer { id } }', claims)
    expect(answer.headers.get('strict-transport-security')).toBeNull()
    expect(test.auth.requests.map(({ headers }) => headers['x-client-address'])).toEqual(['127.0.0.1'])
    const foreign = { ...claims, cookie, origin: 'https://evil.example' }
    expect((await test.post('{ products }', foreign)).status).toBe(403)
    await expect(connectSocket(test.gateway.url, { init: null, headers: foreign })).rejects.toThrow('403')
  })
})
