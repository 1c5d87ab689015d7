import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { once } from 'node:events'
import { connect } from 'node:net'
import { answerWith } from './testing/fixtureSubgraph.js'
import { type Answer, readAnswer, startTestGateway, type TestGateway } from './testing/testGateway.js'

const json = { 'content-type': 'application/json' }

describe('what the gateway says to bad input', () => {
  let test: TestGateway

  beforeAll(async () => {
    test = await startTestGateway({ MAX_BODY_BYTES: '8192' })
  })
  afterAll(() => test.stop())
  afterEach(() => {
    test.product.behave(null)
    for (const subgraph of [test.auth, test.billing, test.product]) subgraph.requests.length = 0
    test.logged.length = 0
  })

  const send = async (init: RequestInit): Promise<Answer> =>
    readAnswer(await fetch(`${test.gateway.url}/graphql`, { method: 'POST', ...init }))

  /** Every refusal has the same shape, tells nothing of our inside, and reaches no subgraph. */
  function expectRefused(answer: Answer, status: number, message: RegExp, code = 'BAD_USER_INPUT') {
    expect(answer.status).toBe(status)
    expect(answer.data).toBeUndefined()
    expect(answer.errors.length).toBeGreaterThan(0)
    expect(answer.errors[0]?.message).toMatch(message)
    for (const { extensions } of answer.errors) expect(extensions).toEqual({ code })
    expect(answer.text).not.toMatch(/stacktrace|node_modules|\.ts:/)
    expect([test.auth, test.billing, test.product].flatMap(({ requests }) => requests)).toEqual([])
  }

  it.each([
    ['a syntax error', '{ viewer { ', /Syntax Error/],
    ['an unknown field', '{ viewer { salary } }', /Cannot query field "salary"/],
    ['an unknown argument', '{ viewer { lines { total(year: 1) } } }', /Unknown argument "year"/],
    ['a missing argument', 'mutation { signIn }', /argument "userId".*required/],
    ['a value of the wrong type', 'mutation { signIn(userId: 1) }', /String cannot represent/],
    ['an empty document', '', /non-empty/],
    ['only a fragment', 'fragment f on Customer { id }', /Fragment "f" is never used|no operation/],
    ['several operations and none named', 'query a { products } query b { products }', /none was named/],
    ['a subscription', 'subscription { ticks }', /text\/event-stream/],
    ['values nested in values', `{ viewer(a: ${'['.repeat(1_990)}`, /nested too deeply|Syntax Error/],
  ])('refuses %s', async (_what, query, message) => {
    expectRefused(await test.post(query), 400, message)
  })

  it.each([
    ['JSON that is broken', '{"query":', 400, /not valid JSON/],
    ['an empty body', '', 400, /empty/],
    ['a body that is no object', '"x"', 400, /POST body|object/],
    ['a batch', '[{"query":"{products}"}]', 400, /batching/],
    ['variables that are no object', '{"query":"{products}","variables":"x"}', 400, /variables/],
    ['a query that is no string', '{"query":{"kind":"Document"}}', 400, /strings/],
    ['an attempt at a prototype', '{"query":"{products}","__proto__":{"x":1}}', 400, /not valid JSON/],
    [
      'a persisted query whose hash is none',
      '{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"x"}}}',
      400,
      /must be a SHA-256/,
    ],
    [
      'an operation of another name',
      '{"query":"query a {products}","operationName":"b"}',
      400,
      /no operation of that name/,
    ],
  ])('refuses %s', async (_what, body, status, message) => {
    expectRefused(await send({ headers: json, body }), status, message)
  })

  it('refuses variables that do not fit before any subgraph is asked, without saying where', async () => {
    const answer = await test.post('mutation($id: String!) { signIn(userId: $id) }', {}, { id: { a: 1 } })
    expectRefused(answer, 400, /Variable "\$id" got invalid value/)
  })

  it('refuses a body that is too large with 413', async () => {
    expectRefused(
      await send({ headers: json, body: JSON.stringify({ query: `# ${'x'.repeat(9_000)}` }) }),
      413,
      /too large/,
    )
  })

  it.each([
    ['a form', 'application/x-www-form-urlencoded'],
    ['text', 'text/plain'],
    ['a file', 'multipart/form-data; boundary=x'],
  ])('refuses %s, which a foreign page could send without asking', async (_what, type) => {
    expectRefused(
      await send({ headers: { 'content-type': type }, body: '{"query":"{products}"}' }),
      415,
      /content-type: application\/json/,
    )
  })

  it('says where the API is to whoever asks elsewhere or otherwise', async () => {
    for (const [path, method] of [
      ['/nowhere', 'GET'],
      ['/graphql', 'PUT'],
      ['/graphql', 'DELETE'],
    ] as const) {
      expectRefused(
        await readAnswer(await fetch(test.gateway.url + path, { method })),
        404,
        /POST \/graphql/,
        'NOT_FOUND',
      )
    }
  })

  it.each([
    ['headers that are too large', `POST /graphql HTTP/1.1\r\nhost: x\r\nx-long: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
    ['what is no HTTP', 'HELO example\r\n\r\n', 400],
    [
      'a malformed host',
      'POST /graphql HTTP/1.1\r\nhost: [\r\ncontent-type: application/json\r\ncontent-length: 24\r\nconnection: close\r\n\r\n{"query":"{ products }"}',
      400,
    ],
  ])('answers %s in the same shape', async (_what, text, status) => {
    const socket = connect(test.gateway.port, '127.0.0.1')
    socket.setEncoding('utf8')
    let answer = ''
    socket.on('data', (chunk: string) => (answer += chunk))
    socket.write(text)
    await once(socket, 'close')
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
    expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')))).toEqual({
      errors: [{ message: expect.any(String), extensions: { code: 'BAD_USER_INPUT' } }],
    })
  })

  it('passes on what only a subgraph can tell about a value', async () => {
    const error = {
      message: 'Value is not a YearMonth: 2026-13',
      locations: [{ line: 1, column: 8 }],
      extensions: { code: 'BAD_USER_INPUT' },
    }
    test.product.behave(answerWith(400, 'application/json', JSON.stringify({ errors: [error] })))
    const { errors } = await test.post('{ products }')
    expect(errors).toEqual([{ message: error.message, extensions: { code: 'BAD_USER_INPUT' } }])
  })

  it('UFR-BILL-040 writes a log line for what it refused too', async () => {
    await test.post('{ nonsense }')
    await send({ headers: json, body: '{' })
    expect(test.logged.filter(({ msg }) => msg === 'request')).toEqual([
      expect.objectContaining({ status: 400, outcome: 'refused', codes: ['BAD_USER_INPUT'] }),
      expect.objectContaining({ status: 400, outcome: 'refused', codes: ['BAD_USER_INPUT'] }),
    ])
  })
})
