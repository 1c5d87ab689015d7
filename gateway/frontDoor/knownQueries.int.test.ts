import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { reset } from '../testing/fixtureSubgraph.js'
import { type Answer, readAnswer, startTestGateway, type TestGateway } from '../testing/testGateway.js'
import { until } from '../testing/until.js'

const home = { query: 'query Home { viewer { maskedName lines { maskedNumber total } } }', operationName: 'Home' }
/** Headers that differ from one answer to the next. */
const changing = ['x-trace-id', 'date']

/** Requests with a body that has been answered before: from the second time on, no route carries them out. */
describe('a query that is known, carried out at the door', () => {
  let test: TestGateway
  let token: string
  let sessionId: string
  let first: Answer

  beforeAll(async () => {
    test = await startTestGateway({
      ...{ RESPONSE_CACHE: 'off', RATE_LIMIT_CLIENT: '20/60s', RATE_LIMIT_ADDRESS: '1000/60s' },
    })
  })
  beforeEach(async () => {
    sessionId = crypto.randomUUID()
    token = await test.issuer.issue({ sessionId })
    await send()
    first = await send()
    await until(() => lines().length >= 2)
    test.logged.length = 0
    for (const subgraph of [test.auth, test.billing]) subgraph.requests.length = 0
  })
  afterAll(() => test.stop())

  const lines = () => test.logged.filter(({ msg }) => msg === 'request')
  const send = async (headers: Record<string, string> = { authorization: `Bearer ${token}` }): Promise<Answer> =>
    readAnswer(
      await fetch(`${test.gateway.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(home),
      }),
    )
  const headersOf = ({ headers }: Answer) => [...headers].filter(([name]) => !changing.includes(name))

  it('has the text and headers of one that came the usual way, a trace of its own, and a line', async () => {
    const usual = await send({ authorization: `Bearer ${token}`, accept: 'application/json, */*' })
    const answer = await send()
    expect([answer.status, answer.text]).toEqual([200, first.text])
    expect(new Set(headersOf(answer).map(([name]) => name))).toEqual(new Set(headersOf(usual).map(([name]) => name)))
    expect(answer.headers.get('x-trace-id')).not.toBe(first.headers.get('x-trace-id'))
    await until(() => lines().length === 2)
    const [before = {}, own = {}] = lines()
    const same = ['operation', 'type', 'document', 'outcome', 'customer', 'status', 'method']
    expect(same.map((key) => own[key])).toEqual(same.map((key) => before[key]))
    expect(own).toMatchObject({ traceId: answer.headers.get('x-trace-id'), subgraphs: { auth: { fetches: 1 } } })
  })

  it('is fetched anew for each, with the token of who asks', async () => {
    await send()
    const other = await test.issuer.issue({ sessionId: crypto.randomUUID(), customerId: crypto.randomUUID() })
    await send({ authorization: `Bearer ${other}` })
    await send({ authorization: `Bearer ${other}` })
    expect(test.auth.requests.map(({ headers }) => headers.authorization)).toEqual(
      [token, other, other].map((one) => `Bearer ${one}`),
    )
  })

  it('goes on in the trace of who asks, with the id that they gave it', async () => {
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`
    const answer = await send({ authorization: `Bearer ${token}`, traceparent, 'x-request-id': 'mine' })
    expect(answer.headers.get('x-trace-id')).toBe('a'.repeat(32))
    expect(test.auth.requests[0]?.headers).toMatchObject({
      traceparent: expect.stringContaining('a'.repeat(32)) as unknown,
      'x-request-id': 'mine',
    })
  })

  it('is refused to a session that has ended, to a broken token, and to a foreign page', async () => {
    test.issuer.endSession(sessionId)
    await test.verifier.poll()
    expect((await send()).status).toBe(401)
    expect((await send({ authorization: 'Bearer a.b.c' })).status).toBe(401)
    const cookie = `__Host-yogeum-access=${await test.issuer.issue()}`
    for (let times = 0; times < 3; times += 1) expect((await send({ cookie })).status).toBe(200)
    expect((await send({ cookie, origin: 'https://evil.example' })).status).toBe(403)
    expect(test.auth.requests).toHaveLength(3)
  })

  it('counts as a request, once, and is refused to who asks too often', async () => {
    const statuses: number[] = []
    for (let times = 0; times < 19; times += 1) statuses.push((await send()).status)
    expect(statuses).toEqual([...Array.from({ length: 18 }, () => 200), 429])
  })

  it('says what a subgraph that fails leaves of it, as the usual way does', async () => {
    test.billing.behave(reset)
    const accept = 'application/json, */*'
    const [usual, own] = [await send({ authorization: `Bearer ${token}`, accept }), await send()]
    test.billing.behave(null)
    expect(own.status).toBe(usual.status)
    expect(own.errors?.map(({ extensions }) => extensions?.['code'])).toEqual(['SERVICE_UNAVAILABLE'])
    expect([own.errors, own.data]).toEqual([usual.errors, usual.data])
    await until(() => lines().length === 2)
    expect(lines()[1]).toMatchObject({ outcome: 'partial', codes: ['SERVICE_UNAVAILABLE'] })
  })

  it('is noted as left when its client goes away', async () => {
    let release = (): void => undefined
    const held = new Promise<void>((resolve) => (release = resolve))
    test.billing.behave((_request, response) => void held.then(() => response.writeHead(503).end()))
    const leaving = new AbortController()
    const left = fetch(`${test.gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(home),
      signal: leaving.signal,
    }).catch(() => 'left')
    await until(() => test.auth.requests.length === 1)
    leaving.abort()
    expect(await left).toBe('left')
    await until(() => lines().length === 1)
    release()
    test.billing.behave(null)
    expect(lines()[0]).toMatchObject({ outcome: 'left' })
  })

  it('is carried out over a new supergraph once there is one', async () => {
    test.gateway.replaceSupergraph(test.supergraphSdl.replace('schema', '# another\nschema'))
    expect((await send()).text).toBe(first.text)
    expect((await send()).text).toBe(first.text)
  })
})
