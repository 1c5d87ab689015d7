import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { Redis } from 'ioredis'
import { describeWithRedis, startTestRedis, type TestRedis } from '../../testing/redis.js'
import { readEventStream } from '../testing/eventStream.js'
import { connectSocket } from '../testing/socketClient.js'
import { type Answer, readAnswer, startTestGateway, type TestGateway } from '../testing/testGateway.js'
import { until } from '../testing/until.js'
import { hashDocument } from './hashDocument.js'

const query = 'query Catalogue { products }'
const persistedQuery = (text: string) => ({ persistedQuery: { version: 1, sha256Hash: hashDocument(text) } })
const json = { 'content-type': 'application/json' }

const post = async ({ gateway }: TestGateway, body: unknown, headers = {}): Promise<Answer> =>
  readAnswer(
    await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { ...json, ...headers },
      body: JSON.stringify(body),
    }),
  )
const get = async ({ gateway }: TestGateway, parameters: Record<string, string>): Promise<Answer> =>
  readAnswer(
    await fetch(`${gateway.url}/graphql?${new URLSearchParams(parameters).toString()}`, {
      headers: { 'apollo-require-preflight': '1' },
    }),
  )
const byHash = (test: TestGateway, text: string) => post(test, { extensions: persistedQuery(text) })
const byBoth = (test: TestGateway, text: string, more = {}) =>
  post(test, { query: text, extensions: persistedQuery(text), ...more })
const notFound = {
  status: 200,
  data: undefined,
  errors: [{ message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }],
}
const catalogue = { status: 200, data: { products: ['5G 슬림'] } }

describe('automatic persisted queries', () => {
  let test: TestGateway
  let token: string

  beforeEach(async () => {
    test = await startTestGateway({ MAX_DOCUMENT_LENGTH: '65536' })
    token = await test.issuer.issue()
  })
  afterEach(() => test.stop())

  it('follow the protocol of Apollo: the hash, then the text with it, and from then on the hash', async () => {
    expect(await byHash(test, query)).toMatchObject(notFound)
    expect(await byBoth(test, query)).toMatchObject(catalogue)
    expect(await byHash(test, query)).toMatchObject(catalogue)
  })

  it('work over GET, where an answer that asks for the text is not to be kept by anybody', async () => {
    const extensions = JSON.stringify(persistedQuery(query))
    const first = await get(test, { extensions })
    expect(first).toMatchObject(notFound)
    expect(first.headers.get('cache-control')).toMatch(/no-store|private, no-cache/)
    expect(await get(test, { query, extensions })).toMatchObject(catalogue)
    expect(await get(test, { extensions })).toMatchObject(catalogue)
  })

  it('carry out no mutation by GET, and keep none that came so', async () => {
    const text = 'mutation Leave { signOut }'
    const extensions = JSON.stringify(persistedQuery(text))
    expect((await get(test, { query: text, extensions })).status).toBe(405)
    expect(await byHash(test, text)).toMatchObject(notFound)
    expect((await byBoth(test, text)).data).toEqual({ signOut: 1 })
    test.auth.requests.length = 0
    expect((await get(test, { extensions })).status).toBe(405)
    expect(test.auth.requests).toEqual([])
  })

  it('work for subscriptions over WebSocket and as server-sent events', async () => {
    const text = 'subscription Ticks { ticks }'
    const client = await connectSocket(test.gateway.url, { token })
    const subscribe = (id: string, sent: string) =>
      client.send({ type: 'subscribe', id, payload: { query: sent, extensions: persistedQuery(text) } })
    subscribe('1', '')
    expect(await client.next('1')).toMatchObject({ type: 'error', payload: notFound.errors })
    const stream = (body: unknown) =>
      fetch(`${test.gateway.url}/graphql`, {
        method: 'POST',
        headers: { ...json, accept: 'text/event-stream', authorization: `Bearer ${token}` },
        body: JSON.stringify(body),
      })
    expect(await readAnswer(await stream({ extensions: persistedQuery(text) }))).toMatchObject(notFound)

    subscribe('2', text)
    await until(() => test.product.subscribes.length === 1)
    subscribe('3', '')
    const streamed = await stream({ extensions: persistedQuery(text) })
    test.events.emit('ticks', 'TICK')
    const tick = { data: { ticks: 1 } }
    expect([(await client.next('2')).payload, (await client.next('3')).payload]).toEqual([tick, tick])
    expect(await readEventStream(streamed).next()).toEqual({ event: 'next', data: tick })
    client.socket.terminate()
  })

  it('are kept while the event stream that brought them is open, and found when an address names them', async () => {
    const text = 'subscription Ticks { ticks }'
    const headers = { accept: 'text/event-stream', authorization: `Bearer ${token}` }
    const brought = await fetch(`${test.gateway.url}/graphql`, {
      method: 'POST',
      headers: { ...json, ...headers },
      body: JSON.stringify({ query: text, extensions: persistedQuery(text) }),
    })
    const extensions = encodeURIComponent(JSON.stringify(persistedQuery(text)))
    const named = await fetch(`${test.gateway.url}/graphql?extensions=${extensions}`, { headers })
    test.events.emit('ticks', 'TICK')
    for (const streamed of [brought, named]) {
      expect(await readEventStream(streamed).next()).toEqual({ event: 'next', data: { data: { ticks: 1 } } })
    }
  })

  it('let a client take back a subscription whose document is still looked for', async () => {
    const client = await connectSocket(test.gateway.url, { token })
    client.subscribe('1', 'subscription Ticks { ticks }')
    client.send({ type: 'complete', id: '1' })
    client.subscribe('2', 'subscription Ticks { ticks }')
    await until(() => test.product.subscribes.length > 0)
    test.events.emit('ticks', 'TICK')
    expect(await client.next('2')).toMatchObject({ type: 'next' })
    expect(client.unread('1')).toEqual([])
    client.socket.terminate()
  })

  it.each([
    ['a hash that is not that of the text', { query, extensions: persistedQuery('{ viewer { id } }') }],
    ['another version', { query, extensions: { persistedQuery: { version: 2, sha256Hash: hashDocument(query) } } }],
    ['a hash in capitals', { extensions: { persistedQuery: { version: 1, sha256Hash: 'A'.repeat(64) } } }],
    ['a hash that is no text', { extensions: { persistedQuery: { version: 1, sha256Hash: [hashDocument(query)] } } }],
    ['something else in its place', { extensions: { persistedQuery: 'x' } }],
  ])('cannot be poisoned by %s', async (_what, body) => {
    const answer = await post(test, body)
    expect([answer.status, answer.errors[0]?.extensions]).toEqual([400, { code: 'BAD_USER_INPUT' }])
    expect(await byHash(test, query)).toMatchObject(notFound)
    expect(await byHash(test, '{ viewer { id } }')).toMatchObject(notFound)
  })

  it.each([
    ['does not parse', 'query Catalogue { products'],
    ['is not valid', 'query Catalogue { salary }'],
    ['names no operation', 'query A { products } query B { products }'],
    ['has a text in it, which may be a password', 'mutation In { signIn(userId: "demo01") }'],
    ['has a long text in it', 'mutation In { signIn(userId: """demo01""") }'],
    ['is longer than any that is sent again', `${query} # ${'x'.repeat(33 * 1024)}`],
  ])('keep no document that %s', async (_what, text) => {
    await byBoth(test, text)
    expect(await byHash(test, text)).toMatchObject(notFound)
  })

  it('keep no document of a browser in production, and none that a refused session sent', async () => {
    const cookie = `__Host-yogeum-access=${token}`
    const inProduction = await startTestGateway({ NODE_ENV: 'production' })
    expect((await post(inProduction, { query, extensions: persistedQuery(query) }, { cookie })).status).toBe(403)
    expect(await byHash(inProduction, query)).toMatchObject(notFound)
    await inProduction.stop()
    const nobody = { authorization: 'Bearer nonsense' }
    expect((await post(test, { query, extensions: persistedQuery(query) }, nobody)).status).toBe(401)
    expect(await byHash(test, query)).toMatchObject(notFound)
  })

  it('are for a hash alone: an id that was not registered is never looked for among them', async () => {
    await byBoth(test, query)
    const answer = await post(test, { documentId: hashDocument(query) })
    expect([answer.status, answer.errors[0]?.extensions]).toEqual([404, { code: 'UNKNOWN_OPERATION' }])
  })

  it('are refused to a foreign form as any other GET', async () => {
    const url = `${test.gateway.url}/graphql?extensions=${encodeURIComponent(JSON.stringify(persistedQuery(query)))}`
    await byBoth(test, query)
    test.product.requests.length = 0
    expect((await fetch(url)).status).toBe(400)
    expect(test.product.requests).toEqual([])
  })
})

describeWithRedis('automatic persisted queries over Redis', () => {
  let redis: TestRedis
  let one: TestGateway
  let other: TestGateway
  let direct: Redis

  const keyOf = (text: string) => `yogeum:persisted-query:${hashDocument(text)}`

  beforeEach(async () => {
    const started = await startTestRedis()
    if (!started) throw new Error('no redis-server')
    redis = started
    direct = new Redis(redis.url)
    const connected = ({ logged }: TestGateway) =>
      logged.some(
        ({ msg, purpose }) => /^connected to Redis/.test(String(msg)) && purpose === 'documents named by their hash',
      )
    one = await startTestGateway({ REDIS_URL: redis.url })
    other = await startTestGateway({ REDIS_URL: redis.url })
    await until(() => connected(one) && connected(other))
  })
  afterEach(async () => {
    direct.disconnect()
    await one.stop()
    await other.stop()
    await redis.stop()
  })

  /** Has one gateway keep a document, and waits until Redis has it. */
  async function kept(text: string): Promise<void> {
    expect((await byBoth(one, text)).status).toBe(200)
    while ((await direct.get(keyOf(text))) === null);
  }

  it('are known to every copy, for a day', async () => {
    await kept(query)
    expect(await byHash(other, query)).toMatchObject(catalogue)
    expect(await direct.ttl(keyOf(query))).toBeGreaterThan(23 * 3600)
  })

  it('are not answered with what somebody else wrote into Redis', async () => {
    await direct.set(keyOf(query), 'query Catalogue { viewer { maskedName } }')
    expect(await byHash(other, query)).toMatchObject(notFound)
  })

  it('put no text that a client wrote into a document into Redis', async () => {
    const text = 'mutation In { signIn(userId: "demo01") }'
    expect((await byBoth(one, text)).status).toBe(200)
    await kept(query)
    expect(await direct.get(keyOf(text))).toBeNull()
  })

  it.each([
    ['frozen', () => Promise.resolve(redis.pause()), () => redis.resume()],
    ['gone', () => redis.stop(), () => undefined],
  ])('fail no request and let none wait while Redis is %s', async (_what, breakIt, mend) => {
    await kept(query)
    direct.disconnect()
    await breakIt()
    expect(await byHash(one, query)).toMatchObject(catalogue)
    expect(await byHash(other, query)).toMatchObject(notFound)
    expect(await byBoth(other, query)).toMatchObject(catalogue)
    expect(await byHash(other, query)).toMatchObject(catalogue)
    mend()
  })
})
