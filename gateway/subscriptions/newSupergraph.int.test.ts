import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectSocket, type SocketClient } from '../testing/socketClient.js'
import { composeTyped, startTestGateway, type TestGateway } from '../testing/testGateway.js'
import { until } from '../testing/until.js'

const watch = `subscription Watch($id: ID!) {
  productChangeProgress(id: $id) { event { type } change { line { total plan } } }
}`

describe('a new supergraph', () => {
  let test: TestGateway
  let client: SocketClient
  let typeDefs: Record<'auth' | 'billing' | 'product', string>

  beforeEach(async () => {
    test = await startTestGateway()
    typeDefs = { auth: test.auth.typeDefs, billing: test.billing.typeDefs, product: test.product.typeDefs }
    client = await connectSocket(test.gateway.url, { token: await test.issuer.issue() })
    client.subscribe('1', watch, { id: 'a' })
    test.events.emit('a', 'ONE')
    expect(await client.next('1')).toMatchObject(event('ONE'))
  })
  afterEach(async () => {
    client.socket.terminate()
    await test.stop()
  })

  const event = (type: string) => ({
    payload: {
      data: { productChangeProgress: { event: { type }, change: { line: { total: 33_000, plan: '5G 슬림' } } } },
    },
  })

  it('lets a subscription go on without a break where its subgraph is asked the same', async () => {
    const wider = typeDefs.billing.replace('total(month', 'extra: Int  total(month')
    expect(test.gateway.replaceSupergraph(composeTyped({ ...typeDefs, billing: wider }))).toBe(true)
    test.events.emit('a', 'TWO')
    expect(await client.next('1')).toMatchObject(event('TWO'))
    expect(test.product.subscribes).toHaveLength(1)
    client.subscribe('2', watch.replace('total', 'total extra'), { id: 'a' })
    expect(await client.next('2')).toMatchObject({ type: 'next' })
  })

  it('takes a subscription up after the last version where its subgraph is asked something else', async () => {
    const moved = {
      ...typeDefs,
      product: typeDefs.product.replace('  plan: String!', ''),
      billing: typeDefs.billing.replace('total(month', 'plan: String  total(month'),
    }
    expect(test.gateway.replaceSupergraph(composeTyped(moved))).toBe(true)
    await until(() => test.product.subscribes.length === 2)
    test.events.emit('a', 'TWO')
    expect(await client.next('1')).toMatchObject({
      payload: { data: { productChangeProgress: { event: { type: 'TWO' } } } },
    })
    expect(test.product.subscribes[1]?.variables).toMatchObject({ resumeAfter: 1 })
  })

  it('ends with an error a subscription that is not valid any more', async () => {
    const without = { ...typeDefs, billing: typeDefs.billing.replace('total(month', 'sum(month') }
    expect(test.gateway.replaceSupergraph(composeTyped(without))).toBe(true)
    expect(await client.next('1')).toMatchObject({
      type: 'error',
      payload: [{ extensions: { code: 'BAD_USER_INPUT' } }],
    })
    await until(() => test.events.following === 0)
    expect((await test.post('{ viewer { lines { sum } } }')).errors).toHaveLength(1)
    expect((await test.post('{ viewer { lines { total } } }')).status).toBe(400)
  })

  it('is refused when it does not build, or has a subgraph that nobody knows; everything goes on', async () => {
    const elsewhere = composeTyped({ ...typeDefs, stranger: 'type Query { strange: Int }' })
    for (const bad of ['', 'type Query { a: Int }', test.supergraphSdl.slice(0, -200), elsewhere]) {
      expect(test.gateway.replaceSupergraph(bad)).toBe(false)
    }
    test.events.emit('a', 'TWO')
    expect(await client.next('1')).toMatchObject(event('TWO'))
    expect(await test.post('{ products }')).toMatchObject({ status: 200, errors: [] })
  })

  it('is read from SUPERGRAPH_FILE on SIGHUP, and drops no query in flight', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'supergraph-'))
    const file = join(folder, 'supergraph.graphql')
    await writeFile(file, test.supergraphSdl)
    const other = await startTestGateway(
      { SUPERGRAPH_FILE: file, SUBGRAPH_TIMEOUT_MS: '5000' },
      { supergraphSdl: undefined },
    )
    let answerNow: () => void = () => undefined
    other.billing.behave((_request, response) => {
      answerNow = () => response.end('{"data":{"_entities":[{"total":1},{"total":2}]}}')
    })
    const inFlight = other.post('{ viewer { lines { total } } }')
    await until(() => other.billing.requests.length === 1)
    await writeFile(
      file,
      composeTyped({ ...typeDefs, product: typeDefs.product.replace('products:', 'also: Int  products:') }),
    )
    process.emit('SIGHUP')
    await until(() => other.logged.some(({ msg }) => msg === 'another supergraph is in force'))
    answerNow()
    expect(await inFlight).toMatchObject({ status: 200, errors: [] })
    expect((await other.post('{ also }')).errors.map(({ extensions }) => extensions['code'])).not.toContain(
      'BAD_USER_INPUT',
    )
    await other.stop()
    await rm(folder, { recursive: true })
  })
})
