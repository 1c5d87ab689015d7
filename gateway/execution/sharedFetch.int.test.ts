import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { type ServerResponse } from 'node:http'
import { startTestGateway, type TestGateway } from '../testing/testGateway.js'
import { until } from '../testing/until.js'

const first = '00000000-0000-4000-8000-000000000001'
const second = '00000000-0000-4000-8000-000000000002'

describe('fetches that are alike, at the same time', () => {
  let test: TestGateway
  /** Answers that product has yet to give. */
  const held: ServerResponse[] = []

  beforeAll(async () => {
    test = await startTestGateway()
  })
  afterAll(() => test.stop())
  afterEach(() => {
    test.product.behave(null)
    test.product.requests.length = 0
  })

  const hold = () => test.product.behave((_request, response) => void held.push(response))
  const answerAll = (name: string, cacheControl = 'private, max-age=60') => {
    for (const response of held.splice(0)) {
      response.setHeader('content-type', 'application/json')
      response.setHeader('cache-control', cacheControl)
      response.end(JSON.stringify({ data: { products: [name] } }))
    }
  }
  const tokenOf = async (customerId: string) => ({
    authorization: `Bearer ${await test.issuer.issue({ customerId })}`,
  })
  const heldAre = (count: number) => until(() => held.length === count)

  /** Has the gateway see that the answer may be given to several. */
  async function learn(cacheControl?: string): Promise<void> {
    hold()
    const asking = test.post('{ products }')
    await heldAre(1)
    answerAll('seen', cacheControl)
    await asking
    test.product.requests.length = 0
  }

  it('are never shared with another customer', async () => {
    await learn()
    const asking = [await tokenOf(first), await tokenOf(second), {}].map((headers) =>
      test.post('{ products }', headers),
    )
    await heldAre(3)
    answerAll('mine')
    await Promise.all(asking)
    expect(test.product.requests.map(({ headers }) => headers.authorization)).toHaveLength(3)
  })

  it('are not shared where the subgraph does not let its answer be kept: each look at a bill leaves a record', async () => {
    await learn('no-store')
    const headers = await tokenOf(first)
    const asking = [1, 2, 3].map(() => test.post('{ products }', headers))
    await heldAre(3)
    answerAll('recorded', 'no-store')
    await Promise.all(asking)
  })

  it('are sent by each where the answer that was joined turns out to be for one alone', async () => {
    await learn()
    const headers = await tokenOf(first)
    const asking = [1, 2, 3].map(() => test.post('{ products }', headers))
    await heldAre(1)
    answerAll('recorded', 'no-store')
    // Those who had joined it ask themselves, and whoever came later does.
    await heldAre(2)
    answerAll('recorded', 'no-store')
    await Promise.all(asking)
    expect(test.product.requests).toHaveLength(3)
  })

  it('are not shared across a mutation: what was read before it may be old', async () => {
    await learn()
    const headers = await tokenOf(first)
    const before = test.post('{ products }', headers)
    await heldAre(1)
    await test.post('mutation { signOut }', headers)
    const after = test.post('{ products }', headers)
    await heldAre(2)
    answerAll('each their own')
    await Promise.all([before, after])
    expect(test.product.requests).toHaveLength(2)
  })
})
