import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import { type AddressInfo } from 'node:net'
import { changedLinesPath } from '../../../platform/lineChanges/changedLines.js'
import { type TestClaims } from '../../../testing/issueToken.js'
import { createWatchedLog, type WatchedLog } from '../../../testing/watchedLog.js'
import { type Behaviour, type FixtureSubgraph } from '../../testing/fixtureSubgraph.js'
import { type Answer, composeTyped, readAnswer, startTestGateway, type TestGateway } from '../../testing/testGateway.js'
import { createLineNews, type LineNews } from '../lineNews.js'

const never = 3_600_000

/** Plays product's part that says which lines have changed. */
export interface NewsStand {
  url: string
  /** A change of the line has gone on. */
  change(lineId: string): void
  /** How it answers: as it should, not at all, or with an order that begins anew. */
  state: 'well' | 'down' | 'anew'
  asked: string[]
  stop(): Promise<void>
}

export async function openNewsStand(): Promise<NewsStand> {
  const changes: string[] = []
  const server = createServer((request, response) => {
    stand.asked.push(request.url ?? '')
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://x')
    if (stand.state === 'down' || pathname !== changedLinesPath) return response.writeHead(503).end('{}')
    const since = searchParams.get('since')
    const place = stand.state === 'anew' ? '1' : String(100 + changes.length)
    const lineIds = since === null ? [] : changes.slice(Number(since) - 100)
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ place, lineIds: stand.state === 'anew' ? [] : lineIds }))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const stand: NewsStand = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    change: (lineId) => void changes.push(lineId),
    state: 'well',
    asked: [],
    async stop() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  return stand
}

const hints = `
  extend schema
    @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@composeDirective"])
    @link(url: "https://yogeum.example/cacheControl/v0.1", import: ["@cacheControl"])
    @composeDirective(name: "@cacheControl")
  directive @cacheControl(maxAge: Int, scope: CacheControlScope, inheritMaxAge: Boolean) on FIELD_DEFINITION | OBJECT | INTERFACE | UNION
  enum CacheControlScope { PUBLIC PRIVATE }
`
const own = '@cacheControl(maxAge: 60, scope: PRIVATE)'

/** The fixtures' schemas with hints: the customer, their lines and plans may be kept, the public list by everybody. */
export const hintedSupergraph = (plans = 30): string =>
  composeTyped({
    auth: `${hints}
      type Query { viewer: Customer }
      type Mutation { signIn(userId: String!): String!  refreshSession: Customer!  signOut: Int!  rename(name: String!): String! }
      type Customer @key(fields: "id") ${own} { id: ID!  maskedName: String!  lines: [Line!]! }
      type Line @key(fields: "id") ${own} { id: ID!  maskedNumber: String! }`,
    billing: `${hints}
      scalar YearMonth
      type Line @key(fields: "id") ${own} { id: ID!  total(month: YearMonth): Int }
      type Subscription { kosBreakerChanged(after: Int): BreakerChange! }
      type BreakerChange { version: Int!  type: String! }`,
    product: `${hints}
      type Query { products: [String!]! @cacheControl(maxAge: ${plans})  promised: String! ${own}  refused: String ${own}  crashes: String }
      type Subscription { productChangeProgress(id: ID!, afterVersion: Int = 0): Progress!  ticks: Int! }
      type Progress { event: Event!  change: Change! }
      type Event { version: Int!  type: String! }
      type Change { id: ID!  line: Line!  broken: String }
      type Line @key(fields: "id") ${own} { id: ID!  plan: String! }`,
  })

export interface CachedGateway extends TestGateway {
  news: LineNews
  stand: NewsStand
  watched: WatchedLog
  /** ms that have gone by on the gateway's clock for what is kept. */
  pass(ms: number): void
  /** The token of a customer, the first unless told. */
  tokenOf(claims?: TestClaims): Promise<string>
  /** Posts as whoever the token says; a body that is no string is sent as JSON. */
  send(body: unknown, token?: string | null, headers?: Record<string, string>): Promise<Answer>
  /** How all subgraphs answer from now on. */
  say(next: Said): void
  /** As it was at first: nothing is kept, everybody is well. */
  reset(): Promise<void>
  /** What has reached the subgraphs, and forgets it. */
  fetches(): number
}

/** How all subgraphs answer: what they are asked, with the name of whoever asks in it, and a count, so that no two answers are alike. */
export interface Said {
  cacheControl?: string | null
  /** Held until it resolves. */
  until?: Promise<unknown>
  setCookie?: string
  /** In place of the answer. */
  body?: unknown
  status?: number
}

let count = 0

/** Answers a fetch of any of the three subgraphs with who asked and how many have been answered before. */
export function saying(said: () => Said): Behaviour {
  return (request: IncomingMessage, response: ServerResponse) => {
    const { cacheControl = 'max-age=600, private', until, setCookie, body, status = 200 } = said()
    const name = `${subjectOf(request)} ${(count += 1)}`
    const data = {
      viewer: {
        __typename: 'Customer',
        id: 'c',
        maskedName: name,
        lines: [{ __typename: 'Line', id: 'line-1', maskedNumber: name }],
      },
      products: [name],
      promised: name,
      a: [name],
      b: [`${name} b`],
      rename: name,
      signOut: 1,
      _entities: [{ __typename: 'Line', plan: name, total: count }],
    }
    void (until ?? Promise.resolve()).then(() => {
      const headers = {
        'content-type': 'application/json',
        ...(cacheControl !== null && { 'cache-control': cacheControl }),
        ...(setCookie !== undefined && { 'set-cookie': setCookie }),
      }
      response.writeHead(status, headers).end(JSON.stringify(body ?? { data }))
    })
  }
}

function subjectOf({ headers }: IncomingMessage): string {
  const payload = headers.authorization?.split('.')[1]
  if (payload === undefined) return 'nobody'
  return (JSON.parse(Buffer.from(payload, 'base64url').toString()) as { sub: string }).sub
}

/** A gateway with its cache on, a stand that tells of changes, and a clock that stands still. */
export async function startCachedGateway(env: Record<string, string> = {}, redisUrl?: string): Promise<CachedGateway> {
  const stand = await openNewsStand()
  const watched = createWatchedLog('gateway')
  let now = 1_000
  const news = createLineNews({
    ...{ productUrl: stand.url, redisUrl, log: watched.log, now: () => now, pollEveryMs: never },
  })
  const test = await startTestGateway(
    { RESPONSE_CACHE: 'on', SUBGRAPH_TIMEOUT_MS: '10000', RATE_LIMIT_CLIENT: '0', RATE_LIMIT_CUSTOMER: '0', ...env },
    { supergraphSdl: hintedSupergraph(), lineNews: news, now: () => now },
  )
  let said: Said = {}
  const subgraphs: FixtureSubgraph[] = [test.auth, test.billing, test.product]
  const behave = () => subgraphs.forEach((subgraph) => subgraph.behave(saying(() => said)))
  behave()
  return {
    ...test,
    ...{ news, stand, watched },
    pass: (ms) => void (now += ms),
    say: (next) => void (said = next),
    async reset() {
      said = {}
      behave()
      for (const state of ['anew', 'well'] as const) {
        stand.state = state
        await news.poll()
      }
      test.logged.length = 0
      for (const { requests } of subgraphs) requests.length = 0
    },
    tokenOf: (claims = {}) => test.issuer.issue({ lineIds: ['line-1'], ...claims }),
    async send(body, token = null, headers = {}) {
      const response = await fetch(`${test.gateway.url}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(token !== null && { authorization: `Bearer ${token}` }),
          ...headers,
        },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      })
      return readAnswer(response)
    },
    fetches() {
      const all = subgraphs.reduce((sum, { requests }) => sum + requests.length, 0)
      for (const { requests } of subgraphs) requests.length = 0
      return all
    },
    async stop() {
      await test.stop()
      await stand.stop()
    },
  }
}
