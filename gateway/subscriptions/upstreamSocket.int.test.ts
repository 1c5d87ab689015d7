import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { createLogger } from '../../platform/logging/logger.js'
import { createFixtureEvents, type FixtureEvents } from '../testing/fixtureEvents.js'
import { startFixtureSubgraph, type FixtureSubgraph } from '../testing/fixtureSubgraph.js'
import { until } from '../testing/until.js'
import { createUpstreamSocket, type UpstreamListener, type UpstreamSocket } from './upstreamSocket.js'

describe('the connection to a subgraph', () => {
  let subgraph: FixtureSubgraph
  let events: FixtureEvents
  let upstream: UpstreamSocket
  let told: string[]

  beforeEach(async () => {
    events = createFixtureEvents()
    told = []
    subgraph = await startFixtureSubgraph({
      name: 'product',
      typeDefs: 'type Query { a: Int }  type Subscription { ticks: Int! }',
      resolvers: {
        Subscription: {
          ticks: { subscribe: () => events.follow('a', 0), resolve: ({ version }: { version: number }) => version },
        },
      },
    })
  })
  afterEach(async () => {
    upstream.close()
    await subgraph.stop()
  })

  const open = (giveUpAfterMs: number) =>
    createUpstreamSocket({
      subgraph: 'product',
      url: `${subgraph.url}/graphql`,
      timeoutMs: 200,
      maxMessageBytes: 10_000,
      log: createLogger({ role: 'gateway', destination: { write: () => undefined } }),
      keepAliveMs: 50,
      giveUpAfterMs,
    })
  const listener = (): UpstreamListener => ({
    resumable: true,
    request: () => ({
      query: 'subscription { ticks }',
      operationName: undefined,
      variables: {},
      extensions: { authorization: 'Bearer a.b.c', traceparent: '' },
    }),
    next: (event) => void told.push(JSON.stringify(event)),
    failed: (errors) => void told.push(`failed: ${errors.map(({ message }) => message).join()}`),
    completed: () => void told.push('completed'),
    lost: () => void told.push('lost'),
  })

  it('NFR-stability notices a subgraph that is frozen, and subscribes again', async () => {
    upstream = open(60_000)
    upstream.subscribe(listener())
    await until(() => events.following === 1)
    for (const socket of subgraph.sockets) socket.pause()
    await until(() => subgraph.subscribes.length === 2)
    events.emit('a', 'ONE')
    await until(() => told.length > 0)
    expect(told[0]).toBe('{"data":{"ticks":1}}')
  })

  it('NFR-stability gives its subscriptions up when the subgraph stays away', async () => {
    upstream = open(300)
    upstream.subscribe(listener())
    await until(() => events.following === 1)
    await subgraph.stop()
    await until(() => told.length > 0)
    expect(told).toEqual(['lost'])
  })

  it('gives up as well when the subgraph never was there', async () => {
    await subgraph.stop()
    upstream = open(300)
    upstream.subscribe(listener())
    await until(() => told.length > 0)
    expect(told).toEqual(['lost'])
  })

  it('is closed after the last subscription', async () => {
    upstream = open(60_000)
    const unsubscribe = upstream.subscribe(listener())
    await until(() => events.following === 1)
    unsubscribe()
    await until(() => subgraph.sockets.size === 0)
    expect([events.following, told]).toEqual([0, []])
  })
})
