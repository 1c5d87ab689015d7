import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { GraphQLError } from 'graphql'
import { request } from 'node:http'
import { readEventStream } from '../testing/eventStream.js'
import { readAnswer, startTestGateway, type TestGateway } from '../testing/testGateway.js'
import { until } from '../testing/until.js'

const watch =
  'subscription Watch($id: ID!) { productChangeProgress(id: $id) { event { type } change { line { total } } } }'

describe('subscriptions as server-sent events', () => {
  let test: TestGateway
  let token: string

  beforeAll(async () => {
    test = await startTestGateway()
    token = await test.issuer.issue()
  })
  afterAll(() => test.stop())

  const post = (body: unknown, headers: Record<string, string> = { authorization: `Bearer ${token}` }) =>
    fetch(`${test.gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...headers },
      body: JSON.stringify(body),
    })
  const get = (parameters: Record<string, string>, headers: Record<string, string>) =>
    fetch(`${test.gateway.url}/graphql?${new URLSearchParams(parameters).toString()}`, {
      headers: { accept: 'text/event-stream', ...headers },
    })
  const next = (type: string) => ({
    event: 'next',
    data: { data: { productChangeProgress: { event: { type }, change: { line: { total: 33_000 } } } } },
  })

  it('UFR-PROD-040 answers a POST with a stream of results that ends with "complete"', async () => {
    const response = await post({ query: watch, variables: { id: 'a' }, operationName: 'Watch' })
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    expect(response.headers.get('x-trace-id')).toMatch(/^[0-9a-f]{32}$/)
    const stream = readEventStream(response)
    for (const type of ['REQUESTED', 'COMPLETED']) {
      test.events.emit('a', type)
      expect(await stream.next()).toEqual(next(type))
    }
    expect(await stream.next()).toEqual({ event: 'complete', data: null })
    expect(await stream.next()).toBeNull()
  })

  it('UFR-PROD-040 answers a GET, as a page of ours sends it with its cookies', async () => {
    test.events.emit('b', 'COMPLETED')
    const cookie = `__Host-yogeum-access=${token}`
    const parameters = { query: watch, variables: '{"id":"b"}' }
    for (const headers of [{ cookie, 'sec-fetch-site': 'same-origin' }, { authorization: `Bearer ${token}` }]) {
      const stream = readEventStream(await get(parameters, headers))
      expect(await stream.next()).toEqual(next('COMPLETED'))
      expect(await stream.next()).toEqual({ event: 'complete', data: null })
    }
    for (const headers of [
      { cookie },
      { cookie, 'sec-fetch-site': 'cross-site' },
      { cookie, 'sec-fetch-site': 'same-origin', origin: 'https://evil.example' },
    ]) {
      const { status, errors } = await readAnswer(await get(parameters, headers))
      expect([status, errors[0]?.extensions]).toEqual([403, { code: 'FORBIDDEN' }])
    }
  })

  it('refuses a foreign page that POSTs with cookies', async () => {
    const headers = { cookie: `__Host-yogeum-access=${token}`, origin: 'https://evil.example' }
    const { status, errors } = await readAnswer(await post({ query: watch, variables: { id: 'a' } }, headers))
    expect([status, errors[0]?.extensions]).toEqual([403, { code: 'FORBIDDEN' }])
  })

  it('UFR-AUTH-010 answers 401 without a session, or with one that is no good', async () => {
    const request = { query: watch, variables: { id: 'a' } }
    const none = await readAnswer(await post(request, {}))
    expect([none.status, none.errors[0]?.extensions]).toEqual([401, { code: 'UNAUTHENTICATED' }])
    const bad = await readAnswer(await post(request, { authorization: 'Bearer nonsense' }))
    expect([bad.status, bad.errors[0]?.extensions]).toEqual([
      401,
      { code: 'UNAUTHENTICATED', reason: 'TOKEN_MALFORMED' },
    ])
  })

  it.each([
    ['an unknown field', { query: 'subscription { nothing }' }],
    ['what does not parse', { query: 'subscription {' }],
    ['a missing variable', { query: watch }],
    ['variables that are none', { query: watch, variables: 'x' }],
    ['no query', {}],
  ])('answers %s with 400 as JSON', async (_what, body) => {
    const answer = await readAnswer(await post(body))
    expect([answer.status, answer.errors[0]?.extensions]).toEqual([400, { code: 'BAD_USER_INPUT' }])
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/)
  })

  it('answers a query with that accept header as any other query', async () => {
    const answer = await readAnswer(await post({ query: '{ products }' }))
    expect([answer.status, answer.data]).toEqual([200, { products: ['5G 슬림'] }])
  })

  it('tells who subscribes without it how to', async () => {
    const answer = await test.post('subscription { ticks }', { authorization: `Bearer ${token}` })
    expect([answer.status, answer.errors[0]?.extensions['code']]).toEqual([400, 'BAD_USER_INPUT'])
    expect(answer.errors[0]?.message).toMatch(/graphql-transport-ws.*text\/event-stream/)
  })

  it('hands on what a subgraph refuses, and completes', async () => {
    test.product.refuseSubscribe = () => [new GraphQLError('inside')]
    const stream = readEventStream(await post({ query: watch, variables: { id: 'a' } }))
    const refused = await stream.next()
    test.product.refuseSubscribe = null
    expect(refused).toMatchObject({
      event: 'next',
      data: { errors: [{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }] },
    })
    expect(JSON.stringify(refused)).not.toContain('inside')
    expect(await stream.next()).toEqual({ event: 'complete', data: null })
  })

  it('UFR-AUTH-010 ends with UNAUTHENTICATED when the session is ended', async () => {
    const ending = await test.issuer.issue({ sessionId: 'ending' })
    const response = await post({ query: watch, variables: { id: 'c' } }, { authorization: `Bearer ${ending}` })
    const stream = readEventStream(response)
    test.issuer.endSession('ending')
    await test.verifier.poll()
    expect(await stream.next()).toMatchObject({
      event: 'next',
      data: { errors: [{ extensions: { code: 'UNAUTHENTICATED', reason: 'SESSION_ENDED' } }] },
    })
    expect(await stream.next()).toEqual({ event: 'complete', data: null })
    await until(() => test.events.following === 0)
  })

  it('UFR-PROD-040 unsubscribes when the client goes', async () => {
    const sent = request(`${test.gateway.url}/graphql`, {
      method: 'POST',
      agent: false,
      headers: {
        'content-type': 'application/json',
        accept: 'text/event-stream',
        authorization: `Bearer ${token}`,
      },
    }).end(JSON.stringify({ query: watch, variables: { id: 'd' } }))
    sent.on('error', () => undefined)
    await until(() => test.events.following === 1)
    sent.destroy()
    await until(() => test.events.following === 0)
  })

  it('ends without "complete" when the gateway stops, so that the client comes back', async () => {
    const other = await startTestGateway()
    const response = await fetch(`${other.gateway.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'text/event-stream',
        authorization: `Bearer ${await other.issuer.issue()}`,
      },
      body: JSON.stringify({ query: watch, variables: { id: 'a' } }),
    })
    const stream = readEventStream(response)
    await until(() => other.events.following === 1)
    const stopped = other.stop()
    expect(await stream.next()).toBeNull()
    await stopped
  })
})
