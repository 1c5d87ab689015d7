import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { type Answer } from '../testing/testGateway.js'
import { until } from '../testing/until.js'
import { type CachedGateway, startCachedGateway } from '../responseCache/testing/cachedGateway.js'

const home = { query: 'query Home { viewer { maskedName lines { maskedNumber plan total } } }', operationName: 'Home' }
const other = '00000000-0000-4000-8000-00000000000f'
/** Headers that differ from one answer to the next. */
const changing = ['x-trace-id', 'date']

describe('an answer that was kept, asked for with a body that is known', () => {
  let test: CachedGateway
  let token: string
  /** Carried out, then given by the cache; from then on the door knows the body. */
  let carriedOut: Answer
  let given: Answer

  beforeAll(async () => {
    test = await startCachedGateway({ RATE_LIMIT_CLIENT: '20/60s', RATE_LIMIT_ADDRESS: '1000/60s' })
  })
  beforeEach(async () => {
    token = await test.tokenOf({ sessionId: crypto.randomUUID() })
    carriedOut = await test.send(home, token)
    given = await test.send(home, token)
    test.fetches()
    await until(() => lines().length === 2)
    test.logged.length = 0
  })
  afterEach(() => test.reset())
  afterAll(() => test.stop())

  const lines = () => test.logged.filter(({ msg }) => msg === 'request')
  const headersOf = ({ headers }: Answer) => [...headers].filter(([name]) => !changing.includes(name))

  it('has the same text and headers as one that came the usual way, a trace of its own, and a line', async () => {
    const answer = await test.send(home, token)
    expect(test.fetches()).toBe(0)
    expect([answer.status, answer.text, headersOf(answer)]).toEqual([200, carriedOut.text, headersOf(given)])
    expect(answer.headers.get('x-trace-id')).not.toBe(given.headers.get('x-trace-id'))
    await until(() => lines().length === 1)
    expect(lines()[0]).toMatchObject({
      ...{ traceId: answer.headers.get('x-trace-id'), status: 200, operation: 'Home', type: 'query' },
      ...{ outcome: 'ok', cache: 'hit', customer: expect.any(String), document: expect.any(String) },
    })
  })

  it('goes on in the trace of who asks', async () => {
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`
    expect((await test.send(home, token, { traceparent })).headers.get('x-trace-id')).toBe('a'.repeat(32))
  })

  it.each([
    ['another customer', { customerId: other }],
    ['another session of the customer', {}],
    ['the same customer with other rights', { permissions: ['OPERATOR'] as never }],
  ])('is not given to %s', async (_who, claims) => {
    const answer = await test.send(home, await test.tokenOf({ sessionId: crypto.randomUUID(), ...claims }))
    expect(answer.text).not.toBe(carriedOut.text)
    expect(test.fetches()).toBe(3)
  })

  it('is not given to nobody, nor for a token that cannot be read', async () => {
    const answers = [await test.send(home, null), await test.send(home, 'a.b.c')]
    for (const { text } of answers) expect(text).not.toContain(carriedOut.text)
    expect(answers[1]?.status).toBe(401)
  })

  it('is refused to a session that has ended', async () => {
    const sessionId = crypto.randomUUID()
    const ending = await test.tokenOf({ sessionId })
    for (let times = 0; times < 3; times += 1) expect((await test.send(home, ending)).status).toBe(200)
    test.issuer.endSession(sessionId)
    await test.verifier.poll()
    expect((await test.send(home, ending)).status).toBe(401)
  })

  it('is refused to a foreign page with our cookies', async () => {
    const cookie = { cookie: `__Host-yogeum-access=${token}` }
    for (let times = 0; times < 3; times += 1) expect((await test.send(home, null, cookie)).status).toBe(200)
    const foreign = { ...cookie, origin: 'https://evil.example' }
    expect((await test.send(home, null, foreign)).status).toBe(403)
  })

  it('is not given to a program for a cookie, nor to a page for a header', async () => {
    const cookie = { cookie: `__Host-yogeum-access=${token}` }
    await test.send(home, null, cookie)
    expect(test.fetches()).toBe(3)
  })

  it('counts as a request, and is refused to who asks too often', async () => {
    let last: Answer | undefined
    for (let times = 0; times < 19; times += 1) last = await test.send(home, token)
    expect([last?.status, last?.headers.get('retry-after')]).toEqual([429, expect.any(String)])
    expect(test.fetches()).toBe(0)
  })

  it('is not given after a change of the line, nor when it is too old', async () => {
    test.stand.change('line-1')
    await test.news.poll()
    expect((await test.send(home, token)).text).not.toBe(carriedOut.text)
    const newer = await test.send(home, token)
    expect((await test.send(home, token)).text).toBe(newer.text)
    test.pass(60_000)
    await test.news.poll()
    expect((await test.send(home, token)).text).not.toBe(newer.text)
  })

  it('is given to who asks for another form of answer only as that form', async () => {
    const accept = 'application/graphql-response+json'
    expect((await test.send(home, token, { accept })).headers.get('content-type')).toContain(accept)
  })

  it('is given nowhere else than at /graphql, and not for another method', async () => {
    const url = new URL(test.gateway.url)
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` }
    const answers = [
      await fetch(new URL('/graphql/', url), { method: 'POST', headers, body: JSON.stringify(home) }),
      await fetch(new URL('/graphql', url), { method: 'PUT', headers, body: JSON.stringify(home) }),
    ]
    expect(answers.map(({ status }) => status)).toEqual([404, 404])
  })

  it('is the same for a body that arrives in pieces', async () => {
    const body = JSON.stringify(home)
    const answer = await new Promise<string>((resolve, reject) => {
      const sending = httpRequest(
        `${test.gateway.url}/graphql`,
        {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            'content-length': body.length,
            accept: '*/*',
            authorization: `Bearer ${token}`,
          },
        },
        (response) => {
          const chunks: Buffer[] = []
          response.on('data', (chunk: Buffer) => chunks.push(chunk))
          response.on('end', () => resolve(Buffer.concat(chunks).toString()))
        },
      )
      sending.on('error', reject)
      sending.write(body.slice(0, 10), () => setImmediate(() => sending.end(body.slice(10))))
    })
    expect(answer).toBe(carriedOut.text)
  })

  it('is given to each of several requests on one connection, in turn', async () => {
    const body = JSON.stringify(home)
    const head = `POST /graphql HTTP/1.1\r\nhost: ${new URL(test.gateway.url).host}\r\ncontent-type: application/json\r\naccept: */*\r\nauthorization: Bearer ${token}\r\ncontent-length: ${body.length}`
    const socket = connect(test.gateway.port, '127.0.0.1')
    let said = ''
    socket.on('data', (chunk: Buffer) => (said += chunk.toString()))
    socket.write(`${head}\r\n\r\n${body}`.repeat(3))
    const answered = () => said.split('HTTP/1.1 200').length - 1
    await until(() => answered() === 3)
    socket.destroy()
    expect(said.split(carriedOut.text)).toHaveLength(4)
  })
})
