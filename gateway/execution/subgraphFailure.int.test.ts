import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { answerWith, type Behaviour, hang, reset } from '../testing/fixtureSubgraph.js'
import { startTestGateway, type TestGateway } from '../testing/testGateway.js'

const unavailable = (service: string) => ({ code: 'SERVICE_UNAVAILABLE', service, retryAfterSeconds: 5 })

/** Begins an answer and never ends it. */
const drip: Behaviour = (_request, response) =>
  void response.writeHead(200, { 'content-type': 'application/json' }).write('{"data":')

describe('a subgraph that fails', () => {
  let test: TestGateway

  beforeAll(async () => {
    test = await startTestGateway({ MAX_SUBGRAPH_RESPONSE_BYTES: String(1024 * 1024) })
  })
  afterAll(() => test.stop())
  afterEach(() => {
    test.billing.behave(null)
    test.product.behave(null)
    test.logged.length = 0
  })

  const failures: [string, Behaviour, string][] = [
    ['hangs', hang, 'timeout'],
    ['drips', drip, 'timeout'],
    ['cuts the connection', reset, 'connection'],
    ['answers HTML', answerWith(502, 'text/html', '<html>Bad gateway</html>'), 'not-json'],
    ['answers nothing', answerWith(204, 'application/json', ''), 'not-json'],
    [
      'answers JSON that is no GraphQL',
      answerWith(404, 'application/json', '{"statusCode":404,"message":"at http://10.0.0.7"}'),
      'not-graphql',
    ],
    [
      'answers 10 MB',
      answerWith(200, 'application/json', JSON.stringify({ data: { products: ['x'.repeat(10 * 1024 * 1024)] } })),
      'too-large',
    ],
  ]

  it.each(failures)(
    'UFR-BILL-020 is SERVICE_UNAVAILABLE when it %s, and what the others said is kept',
    async (_what, behaviour, reason) => {
      test.billing.behave(behaviour)
      const answer = await test.post('{ viewer { maskedName lines { maskedNumber total } } products }')
      expect(answer.status).toBe(200)
      expect(answer.data).toEqual({
        viewer: {
          maskedName: '홍*동',
          lines: [
            { maskedNumber: '010-1234-****', total: null },
            { maskedNumber: '010-5678-****', total: null },
          ],
        },
        products: ['5G 슬림'],
      })
      expect(answer.errors).toEqual([
        { message: expect.any(String), path: ['viewer', 'lines'], extensions: unavailable('billing') },
      ])
      expect(answer.text).not.toMatch(/127\.0\.0\.1|10\.0\.0\.7|http:/)
      expect(test.logged).toContainEqual(
        expect.objectContaining({ subgraph: 'billing', reason, traceId: answer.headers.get('x-trace-id') }),
      )
    },
  )

  it('UFR-BILL-020 recovers with the subgraph', async () => {
    test.product.behave(reset)
    expect((await test.post('{ products }')).errors[0]?.extensions).toEqual(unavailable('product'))
    test.product.behave(null)
    expect((await test.post('{ products }')).data).toEqual({ products: ['5G 슬림'] })
  })

  it('lets what a subgraph says on purpose through: code, path and public details, no stack', async () => {
    const { errors, data, text } = await test.post('{ refused products }')
    expect(data).toEqual({ refused: null, products: ['5G 슬림'] })
    expect(errors).toEqual([
      { message: '회선을 찾을 수 없습니다.', path: ['refused'], extensions: { code: 'NOT_FOUND', hint: 'public' } },
    ])
    expect(text).not.toContain('secret.ts')
  })

  it('masks what a subgraph did not mean to say; the reference finds the log line', async () => {
    const { errors, text, headers } = await test.post('{ crashes products }')
    const reference = headers.get('x-trace-id')
    expect(errors).toEqual([
      { message: expect.any(String), path: ['crashes'], extensions: { code: 'INTERNAL_SERVER_ERROR', reference } },
    ])
    expect(text).not.toMatch(/ECONNREFUSED|10\.0\.0\.7|serviceName/)
    expect(test.logged).toContainEqual(
      expect.objectContaining({ traceId: reference, subgraph: 'product', msg: 'a subgraph failed' }),
    )
  })

  it('does not pass off as an answer what lacks a promised field', async () => {
    test.product.behave(answerWith(200, 'application/json', '{"data":{"promised":null}}'))
    const { data, errors, text, headers } = await test.post('{ promised }')
    const reference = headers.get('x-trace-id')
    expect(data).toBeNull()
    expect(errors).toEqual([{ message: expect.any(String), extensions: { code: 'INTERNAL_SERVER_ERROR', reference } }])
    expect(text).not.toContain('valueCompletion')
    expect(test.logged).toContainEqual(
      expect.objectContaining({ traceId: reference, msg: 'a subgraph broke its schema' }),
    )
  })

  it('UFR-BILL-040 writes one line for the request: what, how long, how it ended', async () => {
    test.billing.behave(reset)
    const answer = await test.post('query Bills { viewer { lines { total } } }')
    const lines = test.logged.filter(({ msg }) => msg === 'request')
    expect(lines).toEqual([
      expect.objectContaining({
        operation: 'Bills',
        type: 'query',
        outcome: 'partial',
        codes: ['SERVICE_UNAVAILABLE'],
        status: 200,
        ms: expect.any(Number),
        traceId: answer.headers.get('x-trace-id'),
      }),
    ])
  })
})
