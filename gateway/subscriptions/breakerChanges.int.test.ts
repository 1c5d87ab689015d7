import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { connectSocket, type SocketClient, type SocketMessage } from '../testing/socketClient.js'
import { startTestGateway, type TestGateway } from '../testing/testGateway.js'
import { until } from '../testing/until.js'

const live = 'subscription { kosBreakerChanged { type } }'
const after = 'subscription ($after: Int) { kosBreakerChanged(after: $after) { type } }'

describe('changes of breakers, from the second subgraph that has a subscription', () => {
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
    test.billing.subscribes.length = 0
  })

  const connect = async () => {
    const client = await connectSocket(test.gateway.url, { token: await test.issuer.issue() })
    clients.push(client)
    return client
  }
  const typeOf = ({ payload }: SocketMessage) =>
    (payload as { data: { kosBreakerChanged: { type: string } } }).data.kosBreakerChanged.type
  const drop = () => test.billing.sockets.forEach((socket) => socket.terminate())
  const following = (count: number) => until(() => test.events.following === count)

  it('begin with nothing, also for who joins another that has seen some', async () => {
    test.events.emit('breakers', 'before')
    const [early, late] = [await connect(), await connect()]
    early.subscribe('1', live)
    await following(1)
    test.events.emit('breakers', 'first')
    expect(typeOf(await early.next('1'))).toBe('first')
    late.subscribe('1', live)
    await until(() => test.logged.filter(({ msg }) => msg === 'subscription begun').length === 2)
    test.events.emit('breakers', 'second')
    for (const client of [early, late]) expect(typeOf(await client.next('1'))).toBe('second')
    expect(test.billing.subscribes).toHaveLength(1)
  })

  it('end when billing is lost, since nobody knows what was missed', async () => {
    const client = await connect()
    client.subscribe('1', live)
    await following(1)
    drop()
    expect(JSON.stringify(await client.next('1'))).toContain('"code":"SERVICE_UNAVAILABLE"')
  })

  it('go on unseen behind the last one where the client has said where it began, also before the first', async () => {
    const client = await connect()
    const seen = test.events.count('breakers')
    client.subscribe('1', after, { after: seen })
    await following(1)
    for (const type of ['third', 'fourth']) {
      drop()
      test.events.emit('breakers', type)
      expect(typeOf(await client.next('1'))).toBe(type)
    }
    expect(test.billing.subscribes.map(({ variables }) => variables)).toEqual(
      [seen, seen, seen + 1].map((resumeAfter) => ({ resumeAfter })),
    )
  })

  it('give who joins late what came after the version that it names', async () => {
    const [early, late] = [await connect(), await connect()]
    const seen = test.events.count('breakers')
    early.subscribe('1', after, { after: seen })
    await following(1)
    test.events.emit('breakers', 'fifth')
    expect(typeOf(await early.next('1'))).toBe('fifth')
    late.subscribe('1', after, { after: seen })
    expect(typeOf(await late.next('1'))).toBe('fifth')
  })
})
