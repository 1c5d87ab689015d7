import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { once } from 'node:events'
import { connect as connectTcp } from 'node:net'
import { connectSocket, type SocketClient } from '../testing/socketClient.js'
import { startTestGateway, type TestGateway } from '../testing/testGateway.js'
import { until } from '../testing/until.js'

const progress = (selection: string) =>
  `subscription Watch($id: ID!, $after: Int) { productChangeProgress(id: $id, afterVersion: $after) { ${selection} } }`
const versions = progress('event { version type }')

describe('subscriptions over WebSocket', () => {
  let test: TestGateway
  let token: string
  const clients: SocketClient[] = []

  beforeAll(async () => {
    test = await startTestGateway({ ALLOWED_ORIGINS: 'https://app.example' })
    token = await test.issuer.issue({ sessionId: 'session-1' })
  })
  afterAll(() => test.stop())
  afterEach(async () => {
    for (const client of clients.splice(0)) {
      client.socket.terminate()
      await client.closed
    }
    test.product.subscribes.length = 0
    test.logged.length = 0
  })

  const connect = async (options: Parameters<typeof connectSocket>[1] = { token }) => {
    const client = await connectSocket(test.gateway.url, options)
    clients.push(client)
    return client
  }

  it('UFR-PROD-040 gives each event, with fields of another subgraph, aliases, fragments and type names', async () => {
    const client = await connect()
    const query = `
      query Other { products }
      subscription Watch($id: ID!, $plan: Boolean!) {
        mine: productChangeProgress(id: $id) { __typename ...Seen change { line { id sum: total plan @include(if: $plan) } } }
      }
      fragment Seen on Progress { e: event { n: version ... on Event { __typename type } } }`
    client.subscribe('1', query, { id: 'change-a', plan: false }, 'Watch')
    test.events.emit('change-a', 'REQUESTED')
    const event = (n: number, type: string) => ({
      id: '1',
      type: 'next',
      payload: {
        data: {
          mine: {
            __typename: 'Progress',
            e: { n, __typename: 'Event', type },
            change: { line: { id: 'line-1', sum: 33_000 } },
          },
        },
      },
    })
    expect(await client.next('1')).toEqual(event(1, 'REQUESTED'))
    test.events.emit('change-a', 'COMPLETED')
    expect(await client.next('1')).toEqual(event(2, 'COMPLETED'))
    expect(await client.next('1')).toEqual({ id: '1', type: 'complete' })
    expect(test.product.subscribes).toEqual([
      expect.objectContaining({
        extensions: { authorization: `Bearer ${token}`, traceparent: expect.stringMatching(/^00-/) },
      }),
    ])
  })

  it('UFR-PROD-040 keeps the rest of an event when a subgraph fails, with an error at its place', async () => {
    const client = await connect()
    test.events.emit('change-b', 'REQUESTED')
    test.billing.behave((_request, response) => response.destroy())
    client.subscribe('1', progress('event { version } change { broken line { total } }'), { id: 'change-b' })
    const { payload } = await client.next('1')
    test.billing.behave(null)
    expect(payload).toMatchObject({
      data: { productChangeProgress: { event: { version: 1 }, change: { broken: null, line: { total: null } } } },
    })
    const { errors } = payload as { errors: { path: string[]; extensions: { code: string }; message: string }[] }
    expect(errors.map(({ path, extensions }) => [path.join('.'), extensions.code])).toEqual([
      ['productChangeProgress.change.broken', 'INTERNAL_SERVER_ERROR'],
      ['productChangeProgress.change.line', 'SERVICE_UNAVAILABLE'],
    ])
    expect(JSON.stringify(payload)).not.toContain('10.0.0.7')
  })

  it('UFR-PROD-040 begins after the version that the client names, as a literal and as a variable', async () => {
    for (const type of ['REQUESTED', 'CHECKED', 'COMPLETED']) test.events.emit('change-c', type)
    const client = await connect()
    client.subscribe('1', versions, { id: 'change-c', after: 1 })
    client.subscribe(
      '2',
      'subscription { productChangeProgress(id: "change-c", afterVersion: 2) { event { version } } }',
    )
    expect(await client.next('1')).toMatchObject({
      payload: { data: { productChangeProgress: { event: { version: 2 } } } },
    })
    expect(await client.next('2')).toMatchObject({
      payload: { data: { productChangeProgress: { event: { version: 3 } } } },
    })
    expect(await client.next('2')).toMatchObject({ type: 'complete' })
  })

  it('UFR-PROD-040 completes at the subgraph what the client leaves, and what its lost socket had', async () => {
    const client = await connect()
    client.subscribe('1', versions, { id: 'change-d' })
    client.subscribe('2', versions, { id: 'change-d', after: 7 })
    await until(() => test.events.following === 2)
    client.send({ type: 'complete', id: '1' })
    await until(() => test.events.following === 1)
    client.socket.terminate()
    await until(() => test.events.following === 0)
    expect(test.logged.filter(({ msg }) => msg === 'subscription ended')).toHaveLength(2)
  })

  it.each([
    ['an unknown field', { query: 'subscription { nothing }' }, /nothing/],
    ['a document that does not parse', { query: 'subscription {' }, /Syntax Error/],
    ['two fields', { query: 'subscription { ticks b: ticks }' }, /only one/],
    ['a condition at the root', { query: 'subscription { ticks @skip(if: false) }' }, /@skip/],
    ['a missing variable', { query: versions }, /\$id/],
    ['a query', { query: '{ products }' }, /POST/],
    ['a mutation', { query: 'mutation { signOut }' }, /POST/],
  ])('refuses %s with BAD_USER_INPUT, and the socket lives on', async (_what, payload, message) => {
    const client = await connect()
    client.send({ type: 'subscribe', id: '1', payload })
    expect(await client.next('1')).toMatchObject({
      type: 'error',
      payload: [{ message: expect.stringMatching(message), extensions: { code: 'BAD_USER_INPUT' } }],
    })
    client.send({ type: 'ping' })
    expect(await client.next()).toEqual({ type: 'pong' })
  })

  it('hands on what the subgraph refuses, without its inside', async () => {
    const { GraphQLError } = await import('graphql')
    test.product.refuseSubscribe = () => [
      new GraphQLError('주문을 찾을 수 없습니다.', {
        extensions: { code: 'NOT_FOUND', stacktrace: ['at secret.ts:1'] },
      }),
    ]
    const client = await connect()
    client.subscribe('1', versions, { id: 'change-e' })
    const refused = await client.next('1')
    test.product.refuseSubscribe = null
    expect(refused).toEqual({
      id: '1',
      type: 'error',
      payload: [{ message: '주문을 찾을 수 없습니다.', extensions: { code: 'NOT_FOUND' } }],
    })
  })

  it('takes 50 subscriptions on a socket and no more, and no id twice', async () => {
    const client = await connect()
    for (let n = 0; n <= 50; n += 1) client.subscribe(`s${n}`, versions, { id: 'change-f' })
    expect(await client.next('s50')).toMatchObject({
      type: 'error',
      payload: [{ extensions: { code: 'RATE_LIMITED' } }],
    })
    client.subscribe('s1', versions, { id: 'change-f' })
    expect(await client.closed).toMatchObject({ code: 4409 })
    await until(() => test.events.following === 0)
  })

  it('UFR-AUTH-010 signs in by cookie, by header, or by the first message', async () => {
    const cookie = `__Host-yogeum-access=${token}`
    for (const options of [
      { headers: { cookie }, init: {} },
      { headers: { cookie }, init: {}, origin: test.gateway.url },
      { headers: { cookie }, init: {}, origin: 'https://app.example' },
      { headers: { authorization: `Bearer ${token}` }, init: {} },
      { init: { authorization: `Bearer ${token}` } },
      { init: { Authorization: `Bearer ${token}` }, headers: { cookie: '__Host-yogeum-access=nonsense' } },
    ]) {
      const client = await connect(options)
      expect(await client.next()).toEqual({ type: 'connection_ack' })
    }
  })

  it('UFR-AUTH-010 closes with 4401 where there is no session, or none that is any good', async () => {
    const expired = await test.issuer.issue({ now: new Date(Date.now() - 3_600_000) })
    for (const [init, reason] of [
      [{}, 'UNAUTHENTICATED'],
      [{ authorization: 'Bearer nonsense' }, 'TOKEN_MALFORMED'],
      [{ authorization: 7 }, 'TOKEN_MALFORMED'],
      [{ authorization: `Bearer ${expired}` }, 'TOKEN_EXPIRED'],
    ] as const) {
      const client = await connect({ init })
      expect(await client.closed).toEqual({ code: 4401, reason })
    }
  })

  it('UFR-AUTH-010 closes with 4401 who subscribes before having signed in', async () => {
    const client = await connect({ init: null })
    client.subscribe('1', versions, { id: 'change-a' })
    expect(await client.closed).toMatchObject({ code: 4401 })
  })

  it('UFR-AUTH-010 closes with 4403 when the token expires', async () => {
    const brief = await test.issuer.issue({ lifetime: 2 })
    const client = await connect({ token: brief })
    client.subscribe('1', versions, { id: 'change-g' })
    await until(() => test.events.following === 1)
    expect(await client.closed).toEqual({ code: 4403, reason: 'TOKEN_EXPIRED' })
    await until(() => test.events.following === 0)
  })

  it('UFR-AUTH-010 closes with 4403 when the session is ended, and no other socket', async () => {
    const ending = await test.issuer.issue({ sessionId: 'ending' })
    const client = await connect({ token: ending })
    const other = await connect()
    test.issuer.endSession('ending')
    await test.verifier.poll()
    expect(await client.closed).toEqual({ code: 4403, reason: 'SESSION_ENDED' })
    other.send({ type: 'ping' })
    expect(await other.next()).toEqual({ type: 'pong' })
    expect(await (await connect({ init: { authorization: `Bearer ${ending}` } })).closed).toEqual({
      code: 4401,
      reason: 'SESSION_ENDED',
    })
  })

  it('refuses the handshake of a foreign page, with cookies and without', async () => {
    for (const origin of ['https://evil.example', 'null', `${test.gateway.url}0`]) {
      await expect(connect({ token, origin })).rejects.toThrow('403')
      await expect(connect({ init: {}, origin, headers: { cookie: `__Host-yogeum-access=${token}` } })).rejects.toThrow(
        '403',
      )
    }
  })

  it('serves nothing at other addresses, and no other protocol', async () => {
    await expect(connect({ token, path: '/graphql/x' })).rejects.toThrow('404')
    const client = await connect({ init: null, protocol: 'graphql-ws' }).catch((error: Error) => error.message)
    expect(typeof client === 'string' ? client : (await client.closed).code).not.toBe(1000)
  })

  it('answers a request that offers HTTP/2 as if it did not', async () => {
    for (const [method, body] of [
      ['POST', '{"query":"{ products }"}'],
      ['GET', ''],
    ] as const) {
      const { hostname, port } = new URL(test.gateway.url)
      const socket = connectTcp(Number(port), hostname)
      socket.write(
        `${method} /graphql?query={products} HTTP/1.1\r\nhost: x\r\nconnection: Upgrade, HTTP2-Settings\r\nupgrade: h2c\r\nhttp2-settings: AAMAAABk\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
      )
      const [answer] = (await once(socket, 'data')) as [Buffer]
      expect(answer.toString()).toMatch(/^HTTP\/1.1 200 OK[^]*5G 슬림/)
      socket.destroy()
    }
  })

  it('closes a client that sends too large a message, or what is no message', async () => {
    const large = await connect()
    large.socket.send('x'.repeat(256 * 1024 + 1))
    expect((await large.closed).code).toBe(1009)
    const odd = await connect()
    odd.socket.send('nonsense')
    expect((await odd.closed).code).toBe(4400)
    const wrong = await connect()
    wrong.send({ type: 'next', id: '1', payload: {} })
    expect((await wrong.closed).code).toBe(4400)
  })

  it('UFR-PROD-040 tells its clients to come back when it stops', async () => {
    const other = await startTestGateway()
    const client = await connectSocket(other.gateway.url, { token: await other.issuer.issue() })
    client.subscribe('1', versions, { id: 'change-h' })
    await until(() => other.events.following === 1)
    const stopped = other.stop()
    expect(await client.closed).toEqual({ code: 1012, reason: 'service restart' })
    await stopped
    expect(other.events.following).toBe(0)
  })

  it('NFR-privacy logs one line at the beginning and one at the end, and neither token nor customer', async () => {
    const customerId = '99999999-2222-4333-8444-555555555555'
    const own = await test.issuer.issue({ customerId })
    const client = await connect({ token: own })
    client.subscribe('1', versions, { id: 'change-a' })
    while ((await client.next('1')).type !== 'complete');
    client.socket.close()
    await once(client.socket, 'close')
    const lines = test.logged.filter(({ msg }) => String(msg).startsWith('subscription'))
    expect(lines).toEqual([
      expect.objectContaining({ msg: 'subscription begun', operation: 'Watch', transport: 'websocket' }),
      expect.objectContaining({
        msg: 'subscription ended',
        customer: expect.stringMatching(/^[0-9a-f]{16}$/),
        outcome: 'completed',
        events: 2,
      }),
    ])
    for (const secret of [own, customerId]) expect(JSON.stringify(test.logged)).not.toContain(secret)
  })
})
