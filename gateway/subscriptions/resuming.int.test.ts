import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { GraphQLError } from 'graphql'
import { connectSocket, type SocketClient } from '../testing/socketClient.js'
import { startTestGateway, type TestGateway } from '../testing/testGateway.js'
import { until } from '../testing/until.js'

const watch = `subscription Watch($id: ID!, $after: Int) {
  productChangeProgress(id: $id, afterVersion: $after) { event { type } change { line { total } } }
}`

describe('a subscription whose subgraph is lost', () => {
  let test: TestGateway
  let client: SocketClient

  beforeAll(async () => {
    test = await startTestGateway()
    client = await connectSocket(test.gateway.url, { token: await test.issuer.issue() })
  })
  afterAll(async () => {
    client.socket.terminate()
    await test.stop()
  })
  afterEach(() => {
    test.product.subscribes.length = 0
    test.product.refuseSubscribe = null
  })

  const type = async (id: string) => {
    const { payload } = (await client.next(id)) as {
      payload: { data: { productChangeProgress: { event: { type: string } } } }
    }
    return payload.data.productChangeProgress
  }
  const seen = (type: string) => ({ event: { type }, change: { line: { total: 33_000 } } })
  const drop = () => test.product.sockets.forEach((socket) => socket.terminate())
  const afters = () =>
    test.product.subscribes.map(({ variables }) => Object.entries(variables).find(([name]) => name !== 'id')?.[1])

  it('UFR-PROD-040 goes on after the last version, unseen by the client: no gap, no repeat', async () => {
    client.subscribe('1', watch, { id: 'a' })
    test.events.emit('a', 'ONE')
    expect(await type('1')).toEqual(seen('ONE'))
    for (const next of ['TWO', 'THREE']) {
      drop()
      test.events.emit('a', next)
      expect(await type('1')).toEqual(seen(next))
    }
    test.events.emit('a', 'COMPLETED')
    expect(await type('1')).toEqual(seen('COMPLETED'))
    expect(await client.next('1')).toEqual({ id: '1', type: 'complete' })
    expect(afters()).toEqual([undefined, 1, 2])
  })

  it('UFR-PROD-040 goes on where the client began when nothing had come yet, written out or by variable', async () => {
    const literal = watch.replace('$after)', '2)').replace(', $after: Int', '')
    for (const [id, query, variables] of [
      ['2', watch, { id: 'b', after: 2 }],
      ['3', literal, { id: 'b' }],
    ] as const) {
      client.subscribe(id, query, variables)
      await until(() => test.events.following === 1)
      drop()
      await until(() => test.product.subscribes.length === 2)
      expect(afters()).toEqual([2, 2])
      client.send({ type: 'complete', id })
      await until(() => test.events.following === 0)
      test.product.subscribes.length = 0
    }
  })

  it('UFR-PROD-040 survives a restart of the subgraph, and events from meanwhile', async () => {
    client.subscribe('4', watch, { id: 'c' })
    test.events.emit('c', 'ONE')
    expect(await type('4')).toEqual(seen('ONE'))
    await test.product.stop()
    test.events.emit('c', 'TWO')
    await until(() => test.logged.some(({ msg }) => msg === 'subscriptions of a subgraph were cut off'))
    await test.product.restart()
    expect(await type('4')).toEqual(seen('TWO'))
    test.events.emit('c', 'COMPLETED')
    expect(await type('4')).toEqual(seen('COMPLETED'))
    expect(await client.next('4')).toMatchObject({ type: 'complete' })
  })

  it('is taken up again also when the subgraph closed the socket for good', async () => {
    client.subscribe('5', watch, { id: 'd' })
    test.events.emit('d', 'ONE')
    expect(await type('5')).toEqual(seen('ONE'))
    for (const code of [4500, 1011, 1000, 1001, 4400]) {
      const before = test.product.subscribes.length
      test.product.sockets.forEach((socket) => socket.close(code))
      await until(() => test.product.subscribes.length > before)
      test.events.emit('d', `after ${code}`)
      expect(await type('5')).toEqual(seen(`after ${code}`))
    }
    client.send({ type: 'complete', id: '5' })
    await until(() => test.events.following === 0)
  })

  it('has one connection to a subgraph, whatever is subscribed to over it', async () => {
    for (const id of ['6', '7', '8']) client.subscribe(id, watch, { id: `e${id}` })
    await until(() => test.events.following === 3)
    expect(test.product.sockets.size).toBe(1)
    for (const id of ['6', '7', '8']) client.send({ type: 'complete', id })
    await until(() => test.events.following === 0)
  })

  it('ends with SERVICE_UNAVAILABLE when its field cannot be resumed', async () => {
    client.subscribe('9', 'subscription { ticks }')
    test.events.emit('ticks', 'x')
    expect(await client.next('9')).toMatchObject({ payload: { data: { ticks: 1 } } })
    drop()
    expect(await client.next('9')).toMatchObject({
      type: 'error',
      payload: [{ extensions: { code: 'SERVICE_UNAVAILABLE', service: 'product' } }],
    })
  })

  it('ends when the subgraph refuses to take it up again', async () => {
    client.subscribe('10', watch, { id: 'f' })
    await until(() => test.events.following === 1)
    test.product.refuseSubscribe = () => [new GraphQLError('없음', { extensions: { code: 'NOT_FOUND' } })]
    drop()
    expect(await client.next('10')).toMatchObject({ type: 'error', payload: [{ extensions: { code: 'NOT_FOUND' } }] })
  })
})
