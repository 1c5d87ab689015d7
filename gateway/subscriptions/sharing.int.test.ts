import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { connectSocket, type SocketClient, type SocketMessage } from '../testing/socketClient.js'
import { startTestGateway, type TestGateway } from '../testing/testGateway.js'
import { until } from '../testing/until.js'

const watch =
  'subscription Watch($id: ID!) { productChangeProgress(id: $id) { event { type } change { line { total } } } }'

describe('equal subscriptions of one user', () => {
  let test: TestGateway
  const clients: SocketClient[] = []

  beforeAll(async () => {
    test = await startTestGateway()
  })
  afterAll(() => test.stop())
  afterEach(async () => {
    for (const client of clients.splice(0)) {
      client.socket.terminate()
      await client.closed
    }
    await until(() => test.events.following === 0)
    test.product.subscribes.length = 0
    test.billing.requests.length = 0
  })

  const connect = async (claims: Parameters<TestGateway['issuer']['issue']>[0] = {}) => {
    const client = await connectSocket(test.gateway.url, { token: await test.issuer.issue(claims) })
    clients.push(client)
    return client
  }
  const typeOf = ({ payload }: SocketMessage) =>
    (payload as { data: { productChangeProgress: { event: { type: string } } } }).data.productChangeProgress.event.type

  it('UFR-PROD-040 share one subscription at the subgraph and one execution, over sockets, sessions and spellings', async () => {
    const [a, b] = [await connect({ sessionId: 'a' }), await connect({ sessionId: 'b' })]
    a.subscribe('1', watch, { id: 'a' })
    a.subscribe('2', watch, { id: 'a' })
    b.subscribe('1', `${watch.replaceAll(' ', '\n ')} # the same`, { id: 'a' })
    test.events.emit('a', 'ONE')
    for (const message of [await a.next('1'), await a.next('2'), await b.next('1')]) expect(typeOf(message)).toBe('ONE')
    expect(test.product.subscribes).toHaveLength(1)
    expect(test.billing.requests).toHaveLength(1)
  })

  it('UFR-PROD-040 gives one who joins late what there was so far, then what follows', async () => {
    const a = await connect()
    a.subscribe('1', watch, { id: 'b' })
    for (const type of ['ONE', 'TWO']) test.events.emit('b', type)
    expect([typeOf(await a.next('1')), typeOf(await a.next('1'))]).toEqual(['ONE', 'TWO'])
    const late = await connect()
    late.subscribe('1', watch, { id: 'b' })
    expect([typeOf(await late.next('1')), typeOf(await late.next('1'))]).toEqual(['ONE', 'TWO'])
    test.events.emit('b', 'THREE')
    expect([typeOf(await a.next('1')), typeOf(await late.next('1'))]).toEqual(['THREE', 'THREE'])
    expect(test.product.subscribes).toHaveLength(1)
  })

  it('opens one of its own for who joins after more than is kept', async () => {
    const a = await connect()
    a.subscribe('1', watch, { id: 'long' })
    for (let n = 0; n < 210; n += 1) test.events.emit('long', String(n))
    for (let n = 0; n < 210; n += 1) expect(typeOf(await a.next('1'))).toBe(String(n))
    const late = await connect()
    late.subscribe('1', watch, { id: 'long' })
    for (let n = 0; n < 210; n += 1) expect(typeOf(await late.next('1'))).toBe(String(n))
    expect(test.product.subscribes).toHaveLength(2)
  })

  it('NFR-stability asks the subgraph to wait when events come faster than they are carried out, and loses none', async () => {
    for (let n = 0; n < 600; n += 1) test.events.emit('flood', String(n))
    const client = await connect()
    client.subscribe('1', watch, { id: 'flood' })
    for (let n = 0; n < 600; n += 1) expect(typeOf(await client.next('1'))).toBe(String(n))
    expect(test.product.subscribes.length).toBeGreaterThan(1)
  })

  it('keeps apart other users, other rights, other variables, other documents', async () => {
    const mine = await connect()
    const other = await connect({ customerId: '00000000-0000-4000-8000-00000000000f' })
    const lesser = await connect({ permissions: ['BILL_INQUIRY'] })
    const lines = await connect({ lineIds: ['line-9'] })
    for (const client of [mine, other, lesser, lines]) client.subscribe('1', watch, { id: 'c' })
    mine.subscribe('2', watch, { id: 'd' })
    mine.subscribe('3', watch.replace('type', 'version'), { id: 'c' })
    await until(() => test.events.following === 6)
    expect(test.product.subscribes).toHaveLength(6)
  })

  it('UFR-AUTH-010 go on with another session when the one that opened it ends: no gap, no repeat', async () => {
    const a = await connect({ sessionId: 'opener' })
    a.subscribe('1', watch, { id: 'e' })
    const b = await connect({ sessionId: 'stays' })
    b.subscribe('1', watch, { id: 'e' })
    test.events.emit('e', 'ONE')
    expect([typeOf(await a.next('1')), typeOf(await b.next('1'))]).toEqual(['ONE', 'ONE'])
    test.issuer.endSession('opener')
    await test.verifier.poll()
    expect(await a.closed).toMatchObject({ code: 4403 })
    test.events.emit('e', 'TWO')
    expect(typeOf(await b.next('1'))).toBe('TWO')
    const [first, second] = test.product.subscribes
    expect(second?.variables).toMatchObject({ resumeAfter: 1 })
    expect(second?.extensions['authorization']).not.toBe(first?.extensions['authorization'])
    await until(() => test.events.following === 1)
  })

  it('are completed at the subgraph when the last one leaves, and not before', async () => {
    const client = await connect()
    client.subscribe('1', watch, { id: 'f' })
    client.subscribe('2', watch, { id: 'f' })
    test.events.emit('f', 'ONE')
    await client.next('1')
    client.send({ type: 'complete', id: '1' })
    await client.next('2')
    test.events.emit('f', 'TWO')
    expect(typeOf(await client.next('2'))).toBe('TWO')
    client.send({ type: 'complete', id: '2' })
    await until(() => test.events.following === 0)
    expect(test.product.subscribes).toHaveLength(1)
  })
})
