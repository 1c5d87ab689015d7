import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { once } from 'node:events'
import { connect } from 'node:net'
import { WebSocket } from 'ws'
import { readEventStream } from '../testing/eventStream.js'
import { hang } from '../testing/fixtureSubgraph.js'
import { connectSocket } from '../testing/socketClient.js'
import { readAnswer, startTestGateway, type Answer, type TestGateway } from '../testing/testGateway.js'

/** Time stands still, so that no window ends while a test runs. */
const now = new Date()
const json = { 'content-type': 'application/json' }
const off = { RATE_LIMIT_CUSTOMER: '0', RATE_LIMIT_CLIENT: '0', RATE_LIMIT_ADDRESS: '0', RATE_LIMIT_SIGN_IN: '0' }

let test: TestGateway
let later: Date
const start = async (env: Record<string, string>) => {
  later = now
  test = await startTestGateway({ ...off, ...env }, { clock: () => later })
}
const bearer = async (customerId: string, sessionId = customerId) => ({
  authorization: `Bearer ${await test.issuer.issue({ customerId, sessionId })}`,
})
const asked = () => [test.auth, test.billing, test.product].flatMap(({ requests }) => requests).length

/** 429 in the shape of GraphQL, with the same seconds in the header and in the error, and no subgraph was asked. */
function expectLimited(answer: Answer, seconds = 10) {
  expect(answer.status).toBe(429)
  expect(answer.headers.get('retry-after')).toBe(String(seconds))
  expect(answer.headers.get('cache-control')).toBe('no-store')
  expect(answer.data).toBeUndefined()
  expect(answer.errors).toEqual([
    {
      message: '요청이 너무 많습니다. 잠시 후 다시 시도해주세요.',
      extensions: { code: 'RATE_LIMITED', retryAfterSeconds: seconds },
    },
  ])
}

describe('whoever asks too often without a session', () => {
  beforeEach(() => start({ RATE_LIMIT_ADDRESS: '3/10s' }))
  afterEach(() => test.stop())

  it('is refused by address on POST, GET, event streams, and where there is nothing', async () => {
    for (let request = 0; request < 3; request += 1) expect((await test.post('{ products }')).status).toBe(200)
    const before = asked()
    expectLimited(await test.post('{ products }'))
    const url = `${test.gateway.url}/graphql?query={products}`
    expectLimited(await readAnswer(await fetch(url, { headers: { 'apollo-require-preflight': '1' } })))
    expectLimited(await readAnswer(await fetch(url, { headers: { accept: 'text/html' } })))
    expectLimited(
      await readAnswer(
        await fetch(`${test.gateway.url}/graphql`, {
          method: 'POST',
          headers: { ...json, accept: 'text/event-stream' },
          body: JSON.stringify({ query: 'subscription { ticks }' }),
        }),
      ),
    )
    expectLimited(await readAnswer(await fetch(`${test.gateway.url}/nowhere`)))
    expect(asked()).toBe(before)
    expect(test.logged.filter(({ status }) => status === 429)).toEqual(
      Array.from({ length: 4 }, () => expect.objectContaining({ outcome: 'refused', codes: ['RATE_LIMITED'] })),
    )
  })

  it('may ask again once the seconds are over that the answer named', async () => {
    for (let request = 0; request < 3; request += 1) await test.post('{ products }')
    later = new Date(now.getTime() + 3_500)
    expectLimited(await test.post('{ products }'), 7)
    later = new Date(now.getTime() + 3_500 + 7_000)
    expect((await test.post('{ products }')).status).toBe(200)
  })

  it('gains nothing by naming other addresses, clients or tokens in headers', async () => {
    const disguise = (n: number) => ({
      'x-forwarded-for': `9.9.9.${n}`,
      forwarded: `for=9.9.9.${n}`,
      'x-real-ip': `9.9.9.${n}`,
      'x-client-address': `9.9.9.${n}`,
      'apollographql-client-name': `client-${n}`,
      'user-agent': `browser-${n}`,
      authorization: `Bearer forged.token.${n}`,
    })
    for (let n = 0; n < 3; n += 1) expect((await test.post('{ products }', disguise(n))).status).toBe(401)
    expectLimited(await test.post('{ products }', disguise(4)))
    expectLimited(await test.post('{ products }', { cookie: '__Host-yogeum-access=a.b.c' }))
  })

  it('is named in the log, once, when it may be a proxy that nobody told us of', async () => {
    const warnings = () => test.logged.filter(({ msg }) => String(msg).includes('TRUSTED_PROXIES'))
    for (let n = 0; n < 4; n += 1) await test.post('{ products }')
    expect(warnings()).toEqual([])
    for (let n = 0; n < 2; n += 1) await test.post('{ products }', { 'x-forwarded-for': '203.0.113.5' })
    expect(warnings()).toHaveLength(1)
    expect(JSON.stringify(warnings())).not.toMatch(/127\.0\.0\.1|203\.0/)
  })

  it('gains nothing by requests that are malformed', async () => {
    const send = (init: RequestInit) => fetch(`${test.gateway.url}/graphql`, { method: 'POST', ...init })
    expect((await send({ headers: json, body: '{' })).status).toBe(400)
    expect((await send({ headers: { 'content-type': 'text/plain' }, body: '{}' })).status).toBe(415)
    const socket = connect(test.gateway.port, '127.0.0.1')
    socket.resume()
    socket.write('POST /graphql HTTP/1.1\r\nhost: [\r\nconnection: close\r\n\r\n')
    await once(socket, 'close')
    expectLimited(await test.post('{ products }'))
  })

  it('is answered before the body is sent', async () => {
    for (let request = 0; request < 3; request += 1) await test.post('{ products }')
    const socket = connect(test.gateway.port, '127.0.0.1')
    socket.setEncoding('utf8')
    const answered = once(socket, 'data')
    socket.write(
      'POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 200000\r\n\r\n{',
    )
    expect(String((await answered)[0])).toMatch(/^HTTP\/1.1 429 /)
    socket.destroy()
  })

  it('uses up nothing of a signed-in neighbour behind the same address', async () => {
    for (let request = 0; request < 4; request += 1) await test.post('{ products }')
    expect((await test.post('{ products }', await bearer('customer-1'))).status).toBe(200)
  })

  it('does not hide the gateway from those who look after it', async () => {
    for (let request = 0; request < 4; request += 1) await test.post('{ products }')
    for (const path of ['/healthz', '/readyz']) expect((await fetch(test.gateway.url + path)).status).toBe(200)
  })

  it('opens no more WebSockets', async () => {
    for (let n = 0; n < 3; n += 1) (await connectSocket(test.gateway.url, { init: null })).socket.terminate()
    await expect(connectSocket(test.gateway.url, { init: null })).rejects.toThrow('429')
    const socket = new WebSocket(`${test.gateway.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws')
    const [, response] = (await once(socket, 'unexpected-response')) as [unknown, AsyncIterable<Buffer> & Response]
    const chunks: Buffer[] = []
    for await (const chunk of response) chunks.push(chunk)
    expect(response.headers).toMatchObject({ 'retry-after': '10', 'content-type': 'application/json; charset=utf-8' })
    expect(JSON.parse(Buffer.concat(chunks).toString())).toMatchObject({
      errors: [{ extensions: { code: 'RATE_LIMITED', retryAfterSeconds: 10 } }],
    })
    expectLimited(await test.post('{ products }'))
  })

  it('cannot have pings answered for ever on a socket that never signs in', async () => {
    const client = await connectSocket(test.gateway.url, { init: null })
    for (let n = 0; n < 2; n += 1) {
      client.send({ type: 'ping' })
      expect(await client.next()).toEqual({ type: 'pong' })
    }
    client.send({ type: 'ping' })
    expect(await client.closed).toEqual({ code: 1013, reason: 'RATE_LIMITED' })
  })
})

describe('a customer who asks too often', () => {
  beforeEach(() => start({ RATE_LIMIT_CUSTOMER: '4/10s', RATE_LIMIT_CLIENT: '3/10s' }))
  afterEach(() => test.stop())

  it('is refused by session, then by customer, on POST and GET, by bearer and by cookie', async () => {
    const first = await bearer('customer-1', 'session-1')
    const cookie = { cookie: `__Host-yogeum-access=${first.authorization.slice(7)}` }
    expect((await test.post('{ products }', first)).status).toBe(200)
    expect((await test.post('{ products }', cookie)).status).toBe(200)
    const url = `${test.gateway.url}/graphql?query={products}`
    const get = async () => readAnswer(await fetch(url, { headers: { ...first, 'apollo-require-preflight': '1' } }))
    expect((await get()).status).toBe(200)
    for (const refused of [
      await get(),
      await test.post('{ products }', first),
      await test.post('{ products }', cookie),
    ])
      expectLimited(refused)
    const second = await bearer('customer-1', 'session-2')
    expect((await test.post('{ products }', second)).status).toBe(200)
    expectLimited(await test.post('{ products }', second))
    expectLimited(await test.post('{ products }', await bearer('customer-1', 'session-3')))
    expect((await test.post('{ products }', await bearer('customer-2'))).status).toBe(200)
  })

  it('is refused by the seconds, whatever address proxies name', async () => {
    const token = await bearer('customer-1')
    for (let n = 0; n < 3; n += 1) await test.post('{ products }', { ...token, 'x-forwarded-for': `9.9.9.${n}` })
    expectLimited(await test.post('{ products }', { ...token, 'x-forwarded-for': '8.8.8.8' }))
  })

  it('is refused subscriptions over WebSocket, one by one, while the others go on', async () => {
    const token = await test.issuer.issue({ customerId: 'customer-1' })
    const client = await connectSocket(test.gateway.url, { token })
    for (const id of ['1', '2', '3']) client.subscribe(id, 'subscription { ticks }')
    client.subscribe('4', 'subscription { ticks }')
    expect(await client.next('4')).toEqual({
      type: 'error',
      id: '4',
      payload: [
        {
          message: '요청이 너무 많습니다. 잠시 후 다시 시도해주세요.',
          extensions: { code: 'RATE_LIMITED', retryAfterSeconds: 10 },
        },
      ],
    })
    test.events.emit('ticks', 'TICK')
    for (const id of ['1', '2', '3']) expect(await client.next(id)).toMatchObject({ type: 'next' })
    expectLimited(await test.post('{ products }', { authorization: `Bearer ${token}` }))
    client.socket.terminate()
  })

  it('is refused event streams, while those that are open go on', async () => {
    const token = await bearer('customer-1')
    const subscribe = () =>
      fetch(`${test.gateway.url}/graphql`, {
        method: 'POST',
        headers: { ...json, ...token, accept: 'text/event-stream' },
        body: JSON.stringify({ query: 'subscription { ticks }' }),
      })
    const open = [await subscribe(), await subscribe(), await subscribe()]
    expectLimited(await readAnswer(await subscribe()))
    test.events.emit('ticks', 'TICK')
    for (const stream of open) expect(await readEventStream(stream).next()).toMatchObject({ event: 'next' })
    for (const stream of open) await stream.body?.cancel().catch(() => undefined)
  })

  it("is counted for no request that another site's page sends with the customer's cookies", async () => {
    const token = await bearer('customer-1')
    const headers = { cookie: `__Host-yogeum-access=${token.authorization.slice(7)}`, origin: 'https://evil.example' }
    for (let n = 0; n < 5; n += 1) expect((await test.post('{ products }', headers)).status).toBe(403)
    expect((await test.post('{ products }', token)).status).toBe(200)
  })
})

describe('whoever tries passwords', () => {
  /** As if no other limit stood before: more than one sign-in in an operation is refused otherwise. */
  const wide = { MAX_SIGN_INS: '1e15', MAX_ALIASES: '1000', MAX_ROOT_FIELDS: '1e15', MAX_FIELDS: '1e15' }
  beforeEach(() => start({ RATE_LIMIT_SIGN_IN: '3/60s', ...wide }))
  afterEach(() => test.stop())
  const once_ = 'mutation { signIn(userId: "a") }'

  it('is refused after so many attempts, however good or bad the token in hand', async () => {
    expect((await test.post(once_)).status).toBe(200)
    expect((await test.post(once_, { authorization: 'Bearer a.b.c' })).status).toBe(200)
    expect((await test.post(once_, await bearer('customer-1'))).status).toBe(200)
    const before = asked()
    for (const headers of [{}, { authorization: 'Bearer a.b.c' }, await bearer('customer-2')])
      expectLimited(await test.post(once_, headers), 60)
    expect(asked()).toBe(before)
    expect((await test.post('mutation { refreshSession { id } }')).status).toBe(200)
    expect((await test.post('{ products }')).status).toBe(200)
  })

  it('gains nothing by aliases or fragments: each is an attempt', async () => {
    const three = 'mutation { a: signIn(userId: "a") ...f ...f } fragment f on Mutation { b: signIn(userId: "b") }'
    expect((await test.post(three)).status).toBe(200)
    expectLimited(await test.post(once_), 60)
    const many = Array.from({ length: 50 }, (_, at) => `a${at}: signIn(userId: "a")`).join(' ')
    expectLimited(await test.post(`mutation { ${many} }`), 60)
  })

  it('gains nothing by an event stream, which such an operation is not', async () => {
    const send = async () =>
      readAnswer(
        await fetch(`${test.gateway.url}/graphql`, {
          method: 'POST',
          headers: { ...json, accept: 'text/event-stream' },
          body: JSON.stringify({ query: once_ }),
        }),
      )
    for (let n = 0; n < 3; n += 1) expect((await send()).status).toBe(200)
    expectLimited(await send(), 60)
  })

  it('does not hang the gateway with fragments that spread each other twice', async () => {
    const doubled = Array.from({ length: 40 }, (_, at) => `fragment f${at} on Mutation { ...f${at + 1} ...f${at + 1} }`)
    const source = `mutation { ...f0 } ${doubled.join(' ')} fragment f40 on Mutation { signIn(userId: "a") }`
    expectLimited(await test.post(source, { authorization: 'Bearer a.b.c' }), 60)
  })
})

describe('behind proxies, whoever asks too often', () => {
  beforeAll(() => start({ RATE_LIMIT_ADDRESS: '2/10s', TRUSTED_PROXY_HOPS: '1' }))
  afterAll(() => test.stop())

  const from = (address: string) => test.post('{ products }', { 'x-forwarded-for': address })

  it('is told by the address that the proxy saw, and not by what it claims itself', async () => {
    for (const forged of ['1.1.1.1', '2.2.2.2']) expect((await from(`${forged}, 203.0.113.5`)).status).toBe(200)
    expectLimited(await from('3.3.3.3, 203.0.113.5'))
    expect((await from('203.0.113.6')).status).toBe(200)
    await expect(
      connectSocket(test.gateway.url, { init: null, headers: { 'x-forwarded-for': '203.0.113.5' } }),
    ).rejects.toThrow('429')
  })

  it('gains nothing by another of the addresses of its IPv6 network', async () => {
    expect((await from('2001:db8::1')).status).toBe(200)
    expect((await from('2001:db8:0:0:ffff::1')).status).toBe(200)
    expectLimited(await from('2001:db8::2:3'))
    expect((await from('2001:db8:0:1::1')).status).toBe(200)
  })
})

describe('whoever watches the metrics', () => {
  beforeAll(() =>
    start({ RATE_LIMIT_ADDRESS: '2/10s', RATE_LIMIT_SIGN_IN: '1/60s', MAX_SIGN_INS: '2', METRICS_PORT: '0' }),
  )
  afterAll(() => test.stop())

  it('sees whose rate was over', async () => {
    expectLimited(await test.post('mutation { a: signIn(userId: "a") b: signIn(userId: "a") }'), 60)
    for (let n = 0; n < 3; n += 1) await test.post('{ products }')
    const metrics = await (await fetch(`http://127.0.0.1:${test.gateway.metricsPort}/metrics`)).text()
    expect(metrics).toMatch(/^yogeum_gateway_rate_refusals_total\{[^}]*scope="address"[^}]*\} 2$/m)
    expect(metrics).toMatch(/^yogeum_gateway_rate_refusals_total\{[^}]*scope="sign-in"[^}]*\} 1$/m)
  })
})

describe('while auth is out of reach', () => {
  beforeAll(() => start({ RATE_LIMIT_ADDRESS: '3/10s' }))
  afterAll(() => test.stop())

  it('a token that cannot be looked at is looked at once, and counts by address', async () => {
    const token = await bearer('customer-1')
    let looked = 0
    const verify = test.verifier.verify.bind(test.verifier)
    test.verifier.verify = (sent) => ((looked += 1), verify(sent))
    await test.issuer.stop().catch(() => undefined)
    test.auth.behave(hang)
    const answer = await test.post('{ products }', token)
    expect([answer.status, answer.errors[0]?.extensions['code'], looked]).toEqual([503, 'SERVICE_UNAVAILABLE', 1])
  })
})
