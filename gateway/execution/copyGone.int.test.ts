import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { answerWith, type Behaviour, hang, reset } from '../testing/fixtureSubgraph.js'
import { startTestGateway, type TestGateway } from '../testing/testGateway.js'

/** Begins an answer and cuts it off. */
const cutInTheMiddle: Behaviour = (request, response) => {
  response.writeHead(200, { 'content-type': 'application/json' }).write('{"data":', () => request.socket.destroy())
}
const balancerSays = (status: number): Behaviour => answerWith(status, 'text/plain', 'no copy answered')
const closing: Behaviour = answerWith(503, 'application/json', '{"statusCode":503,"code":"FST_ERR_REP"}')

describe('a copy of a subgraph that goes away under a fetch', () => {
  let test: TestGateway
  /** Called between the first try and the second, which asks for a random number to wait by. */
  let between: () => void = () => undefined

  beforeAll(async () => {
    const random = () => {
      between()
      return 0
    }
    test = await startTestGateway({}, { random })
  })
  afterAll(() => test.stop())
  afterEach(() => {
    between = () => undefined
    for (const subgraph of [test.auth, test.product]) {
      subgraph.behave(null)
      subgraph.requests.length = 0
    }
  })

  /** The first one that is asked behaves so; whoever is asked next answers as it should. */
  const once =
    (subgraph: TestGateway['auth'], behaviour: Behaviour): Behaviour =>
    (request, response) => {
      subgraph.behave(null)
      behaviour(request, response)
    }

  const gone: [string, Behaviour][] = [
    ['resets the connection', reset],
    ['cuts its answer off', cutInTheMiddle],
    ['is gone, as its balancer says with 502', balancerSays(502)],
    ['is gone, as its balancer says with 503', balancerSays(503)],
    ['says 503 because it is closing', closing],
  ]

  it.each(gone)('UFR-BILL-020 costs a query nothing when it %s', async (_what, behaviour) => {
    test.product.behave(once(test.product, behaviour))
    const { data, errors } = await test.post('{ products }')
    expect({ data, errors }).toEqual({ data: { products: ['5G 슬림'] }, errors: [] })
    expect(test.product.requests).toHaveLength(2)
  })

  it.each(gone)('UFR-PROD-030 does not have a mutation sent twice when it %s', async (_what, behaviour) => {
    test.auth.behave(once(test.auth, behaviour))
    const { errors } = await test.post('mutation { rename(name: "x") }')
    expect(errors[0]?.extensions).toMatchObject({ code: 'SERVICE_UNAVAILABLE', service: 'auth' })
    expect(test.auth.requests).toHaveLength(1)
  })

  it.each([
    ['{ products }', { products: ['5G 슬림'] }],
    ['mutation { rename(name: "x") }', { rename: 'renamed' }],
  ])('is found when it is back: %s, of which nothing had been sent', async (operation, data) => {
    const subgraph = operation.startsWith('mutation') ? test.auth : test.product
    await subgraph.stop()
    let restarted: Promise<void> | undefined
    between = () => {
      restarted = subgraph.restart()
    }
    expect((await test.post(operation)).data).toEqual(data)
    expect(restarted).toBeDefined()
    expect(subgraph.requests).toHaveLength(1)
  })

  it.each([
    ['hangs', hang],
    ['answers HTML with 404', answerWith(404, 'text/html', '<html>')],
    ['answers GraphQL with 503', answerWith(503, 'application/json', '{"errors":[{"message":"x"}]}')],
  ])('is not asked twice when it %s', async (_what, behaviour) => {
    test.product.behave(behaviour)
    expect((await test.post('{ products }')).errors).toHaveLength(1)
    expect(test.product.requests).toHaveLength(1)
  })

  it('is given up after the second time', async () => {
    test.product.behave(reset)
    const { errors } = await test.post('{ products }')
    expect(errors[0]?.extensions).toMatchObject({ code: 'SERVICE_UNAVAILABLE', service: 'product' })
    expect(test.product.requests).toHaveLength(2)
  })
})
