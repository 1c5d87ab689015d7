import { once } from 'node:events'
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { type Client, createClient } from 'graphql-ws'
import { WebSocket } from 'ws'
import { createTestIssuer } from '../../testing/issueToken.js'
import { type RunningRole } from '../http/runningRole.js'
import { requireIdentity } from '../identity/identity.js'
import { createIdentityVerifier } from '../identity/identityVerifier.js'
import { createLogger } from '../logging/logger.js'
import { systemClock } from '../time/clock.js'
import { startSubgraph } from './startSubgraph.js'
import { type SubgraphContext } from './subgraphContext.js'

const typeDefs = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.12")
type Query { hello: String }
type Subscription { ticks(fail: Boolean = false): Tick! }
type Tick { number: Int! by: String! broken: Int }`

/** A source that ticks when it is told to, and knows who listens. */
function createTicks() {
  const listeners = new Set<{ waiting: number[]; wake: () => void; ended: boolean }>()
  return {
    listeners,
    tick(number: number) {
      for (const each of listeners) {
        each.waiting.push(number)
        each.wake()
      }
    },
    listen() {
      const own = { waiting: [] as number[], wake: () => undefined as void, ended: false }
      listeners.add(own)
      const end = () => {
        own.ended = true
        listeners.delete(own)
        own.wake()
        return Promise.resolve({ done: true, value: undefined } as const)
      }
      return {
        async next() {
          while (own.waiting.length === 0 && !own.ended) await new Promise<void>((resolve) => (own.wake = resolve))
          const value = own.waiting.shift()
          return value === undefined ? ({ done: true, value } as const) : { done: false as const, value }
        },
        return: end,
        throw: end,
        [Symbol.asyncIterator]() {
          return this
        },
      }
    },
  }
}

let issuer: Awaited<ReturnType<typeof createTestIssuer>>
let ticks: ReturnType<typeof createTicks>
let role: RunningRole
let clients: Client[]
let logLines: string[]

beforeEach(async () => {
  clients = []
  logLines = []
  ticks = createTicks()
  issuer = await createTestIssuer()
  const log = createLogger({ role: 'product', destination: { write: (line) => void logLines.push(line) } })
  const identity = { authUrl: issuer.url, issuer: 'yogeum-auth', audience: 'yogeum', clock: systemClock, log }
  const tick = {
    number: (number: number) => number,
    by: (_: number, __: unknown, context: SubgraphContext) => requireIdentity(context).customerId,
    broken: () => {
      throw new Error('the inside of the machine')
    },
  }
  role = await startSubgraph<SubgraphContext>({
    name: 'product',
    typeDefs,
    resolvers: {
      Query: { hello: () => 'hello' },
      Subscription: { ticks: { subscribe: () => ticks.listen(), resolve: (number: number) => number } },
      Tick: tick,
    },
    config: { HOST: '127.0.0.1', PORT: 0, DRAIN_MS: 0 },
    log,
    verifier: createIdentityVerifier(identity),
    extendContext: (context) => context,
    ready: () => Promise.resolve(true),
    onStop: () => Promise.resolve(),
  })
})
afterEach(async () => {
  for (const client of clients) await client.dispose()
  await role.stop()
  await issuer.stop()
})

const address = () => `${role.url.replace('http', 'ws')}/graphql`

function connect(connectionParams?: Record<string, unknown>, headers: Record<string, string> = {}): Client {
  const client = createClient({
    url: address(),
    webSocketImpl: class extends WebSocket {
      constructor(url: string, protocols: string[]) {
        super(url, protocols, { headers })
      }
    },
    retryAttempts: 0,
    ...(connectionParams && { connectionParams }),
  })
  clients.push(client)
  return client
}

function subscribe(
  client: Client,
  { token, query = 'subscription { ticks { number by } }' }: { token?: string; query?: string } = {},
) {
  const seen: unknown[] = []
  let leave: () => void = () => undefined
  const ended = new Promise<unknown>((resolve) => {
    const payload = { query, ...(token !== undefined && { extensions: { authorization: `Bearer ${token}` } }) }
    leave = client.subscribe(payload, {
      next: (answer) => void seen.push(answer),
      error: (errors) => resolve(errors),
      complete: () => resolve('completed'),
    })
  })
  return { seen, ended, leave }
}

const until = async (isSo: () => boolean) => {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve))
}
const listening = (count: number) => until(() => ticks.listeners.size === count)
const seenBy = (customerId: string) => [{ data: { ticks: { number: 1, by: customerId } } }]

it('a subgraph serves /metrics under its name, also one that counts nothing of its own', async () => {
  const text = await (await fetch(`${role.url}/metrics`)).text()
  expect(text).toContain('nodejs_eventloop_lag_p99_seconds{role="product"}')
})

describe('UFR-PROD-040 in whose name a subscription is', () => {
  it('the operation’s own, else the first message’s, else the handshake’s; one socket may carry several', async () => {
    const [own, init, header] = await Promise.all(
      ['own', 'init', 'header'].map((id) => issuer.issue({ customerId: id })),
    )
    const client = connect({ Authorization: `Bearer ${init}` }, { authorization: `Bearer ${header}` })
    const byHeader = subscribe(connect(undefined, { authorization: `Bearer ${header}` }))
    const [first, second] = [subscribe(client, { token: own ?? '' }), subscribe(client)]
    await listening(3)
    ticks.tick(1)
    await until(() => [first, second, byHeader].every(({ seen }) => seen.length === 1))
    expect([first.seen, second.seen, byHeader.seen]).toEqual([seenBy('own'), seenBy('init'), seenBy('header')])
  })

  it('a bad token, or none, ends the one operation and not the socket', async () => {
    const client = connect()
    const good = subscribe(client, { token: await issuer.issue() })
    for (const token of ['a.b.c', 'x', undefined]) {
      const refused = await subscribe(client, token === undefined ? {} : { token }).ended
      expect(refused).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }])
    }
    await listening(1)
    ticks.tick(1)
    await until(() => good.seen.length === 1)
  })
})

describe('UFR-PROD-040 what a subscription answers', () => {
  it.each(['{ hello }', 'subscription { nothing }', 'subscription {', 'subscription ($n: Int!) { ticks { number } }'])(
    'BAD_USER_INPUT to %s',
    async (query) => {
      const refused = await subscribe(connect(), { query, token: await issuer.issue() }).ended
      expect(refused).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }])
    },
  )

  it('errors of an event like those over HTTP: masked, and logged', async () => {
    const query = 'subscription { ticks { number broken } }'
    const watcher = subscribe(connect(), { query, token: await issuer.issue() })
    await listening(1)
    ticks.tick(1)
    await until(() => watcher.seen.length === 1)
    expect(watcher.seen).toMatchObject([
      { data: { ticks: { number: 1, broken: null } }, errors: [{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }] },
    ])
    expect(JSON.stringify(watcher.seen)).not.toContain('machine')
    expect(logLines.some((line) => line.includes('machine'))).toBe(true)
  })
})

describe('UFR-PROD-040 who leaves is let go of', () => {
  it('whether the operation ends, the socket closes or is cut', async () => {
    const token = await issuer.issue()
    const [client, other] = [connect(), connect()]
    const leaving = subscribe(client, { token })
    subscribe(client, { token })
    subscribe(other, { token })
    await listening(3)
    leaving.leave()
    await listening(2)
    await client.dispose()
    await listening(1)
    other.terminate()
    await listening(0)
  })

  it('three thousand subscriptions on one socket are no trouble', async () => {
    const warned = jest.fn()
    process.on('warning', warned)
    const extensions = { authorization: `Bearer ${await issuer.issue()}` }
    const socket = new WebSocket(address(), 'graphql-transport-ws')
    await once(socket, 'open')
    let answers = 0
    socket.on('message', (data: Buffer) => {
      if (data.toString().includes('"type":"next"')) answers += 1
    })
    const acknowledged = once(socket, 'message')
    socket.send(JSON.stringify({ type: 'connection_init' }))
    await acknowledged
    for (let id = 1; id <= 3_000; id++) {
      const payload = { query: 'subscription { ticks { number } }', extensions }
      socket.send(JSON.stringify({ id: String(id), type: 'subscribe', payload }))
    }
    await listening(3_000)
    ticks.tick(1)
    await until(() => answers === 3_000)
    socket.close()
    await listening(0)
    process.off('warning', warned)
    expect(warned).not.toHaveBeenCalled()
  })
})

describe('UFR-PROD-040 the socket', () => {
  it('is told to come back when the role stops, and nothing is left', async () => {
    const socket = new WebSocket(address(), 'graphql-transport-ws')
    await once(socket, 'open')
    const closed = once(socket, 'close')
    await role.stop()
    expect((await closed)[0]).toBe(1012)
    expect(ticks.listeners.size).toBe(0)
  })

  it('is refused elsewhere, and with another protocol', async () => {
    const elsewhere = new WebSocket(`${role.url.replace('http', 'ws')}/healthz`, 'graphql-transport-ws')
    const [error] = (await once(elsewhere, 'error').catch((cause: unknown) => [cause])) as [Error]
    expect(error.message).toContain('404')
    const other = new WebSocket(address())
    await once(other, 'open')
    expect((await once(other, 'close'))[0]).toBe(4406)
  })

  it('is closed for a message that is too long', async () => {
    const socket = new WebSocket(address(), 'graphql-transport-ws')
    await once(socket, 'open')
    socket.on('error', () => undefined)
    socket.send(JSON.stringify({ type: 'connection_init', payload: { long: 'x'.repeat(600 * 1024) } }))
    expect((await once(socket, 'close'))[0]).toBe(1009)
  })
})
