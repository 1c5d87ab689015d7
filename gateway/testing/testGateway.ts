import { composeServices } from '@apollo/composition'
import { GraphQLError, parse } from 'graphql'
import { createIdentityVerifier, type IdentityVerifier } from '../../platform/identity/identityVerifier.js'
import { createLogger } from '../../platform/logging/logger.js'
import { systemClock } from '../../platform/time/clock.js'
import { createTestIssuer } from '../../testing/issueToken.js'
import {
  gatewayConfigSchema,
  startGateway,
  type GatewayConfig,
  type GatewayOverrides,
  type RunningGateway,
} from '../server.js'
import { createFixtureEvents, type FixtureEvents } from './fixtureEvents.js'
import { startFixtureSubgraph, type FixtureSubgraph } from './fixtureSubgraph.js'

const auth = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Query { viewer: Customer }
  type Mutation { signIn(userId: String!): String!  refreshSession: Customer!  signOut: Int!  rename(name: String!): String! }
  type Customer @key(fields: "id") { id: ID!  maskedName: String!  lines: [Line!]! }
  type Line @key(fields: "id") { id: ID!  maskedNumber: String! }
`

const billing = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  scalar YearMonth
  type Line @key(fields: "id") { id: ID!  total(month: YearMonth): Int }
  type Subscription { kosBreakerChanged(after: Int): BreakerChange! }
  type BreakerChange { version: Int!  type: String! }
`

const product = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Query { products: [String!]!  promised: String!  refused: String  crashes: String }
  type Subscription { productChangeProgress(id: ID!, afterVersion: Int = 0): Progress!  ticks: Int! }
  type Progress { event: Event!  change: Change! }
  type Event { version: Int!  type: String! }
  type Change { id: ID!  line: Line!  broken: String }
  type Line @key(fields: "id") { id: ID!  plan: String! }
`

const lines = [
  { id: 'line-1', maskedNumber: '010-1234-****' },
  { id: 'line-2', maskedNumber: '010-5678-****' },
]

export interface TestGateway {
  gateway: RunningGateway
  supergraphSdl: string
  auth: FixtureSubgraph
  billing: FixtureSubgraph
  product: FixtureSubgraph
  /** What the subscriptions of product and billing send. */
  events: FixtureEvents
  issuer: Awaited<ReturnType<typeof createTestIssuer>>
  verifier: IdentityVerifier
  config: GatewayConfig
  /** Lines that the gateway logged, parsed. */
  logged: Record<string, unknown>[]
  post(query: string, headers?: Record<string, string>, variables?: Record<string, unknown>): Promise<Answer>
  stop(): Promise<void>
}

export interface Answer {
  status: number
  headers: Headers
  data: Record<string, unknown> | null | undefined
  errors: { message: string; path?: (string | number)[]; extensions: Record<string, unknown> }[]
  text: string
}

/** A gateway before three fixture subgraphs, with an issuer of tokens that plays auth's other part. */
export async function startTestGateway(
  env: Record<string, string> = {},
  overrides: { [K in keyof GatewayOverrides]?: GatewayOverrides[K] | undefined } = {},
): Promise<TestGateway> {
  const issuer = await createTestIssuer()
  const authSubgraph = await startFixtureSubgraph({
    name: 'auth',
    typeDefs: auth,
    resolvers: {
      Query: { viewer: () => ({ id: 'customer-1', maskedName: '홍*동', lines }) },
      Mutation: {
        signIn: () => 'signed in',
        refreshSession: () => ({ id: 'customer-1', maskedName: '홍*동', lines }),
        signOut: () => 1,
        rename: () => 'renamed',
      },
    },
    otherwise: (request, response) => {
      void fetch(`${issuer.url}${request.url ?? ''}`)
        .then(async (answer) =>
          response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text()),
        )
        .catch(() => response.destroy())
    },
  })
  const events = createFixtureEvents()
  const billingSubgraph = await startFixtureSubgraph({
    name: 'billing',
    typeDefs: billing,
    resolvers: {
      Line: { total: () => 33_000 },
      Subscription: {
        kosBreakerChanged: {
          subscribe: (_: unknown, { after }: { after?: number | null }) =>
            events.follow('breakers', after ?? events.count('breakers')),
          resolve: (event: unknown) => event,
        },
      },
    },
  })
  const productSubgraph = await startFixtureSubgraph({
    name: 'product',
    typeDefs: product,
    resolvers: {
      Line: { plan: () => '5G 슬림' },
      Change: {
        line: () => ({ id: 'line-1' }),
        broken: () => {
          throw new Error('connect ECONNREFUSED 10.0.0.7:5432')
        },
      },
      Subscription: {
        productChangeProgress: {
          subscribe: (_: unknown, { id, afterVersion }: { id: string; afterVersion: number }) =>
            events.follow(id, afterVersion),
          resolve: (event: unknown, { id }: { id: string }) => ({ event, change: { id } }),
        },
        ticks: { subscribe: () => events.follow('ticks', 0), resolve: ({ version }: { version: number }) => version },
      },
      Query: {
        products: () => ['5G 슬림'],
        refused: () => {
          throw new GraphQLError('회선을 찾을 수 없습니다.', {
            extensions: { code: 'NOT_FOUND', hint: 'public', stacktrace: ['at secret.ts:1'] },
          })
        },
        crashes: () => {
          throw new Error('connect ECONNREFUSED 10.0.0.7:5432')
        },
      },
    },
  })
  const fixtures = [authSubgraph, billingSubgraph, productSubgraph]
  const config = {
    ...gatewayConfigSchema.parse({
      PORT: '0',
      AUTH_URL: authSubgraph.url,
      BILLING_URL: billingSubgraph.url,
      PRODUCT_URL: productSubgraph.url,
      // On where a test is about it: the others count what reaches the subgraphs.
      RESPONSE_CACHE: 'off',
      TRUSTED_DOCUMENTS_FILE: 'none',
      ...env,
    }),
    ...(env['SUBGRAPH_TIMEOUT_MS'] === undefined && { SUBGRAPH_TIMEOUT_MS: 300 }),
  }
  const logged: Record<string, unknown>[] = []
  const log = createLogger({
    role: 'gateway',
    destination: { write: (line: string) => void logged.push(JSON.parse(line) as Record<string, unknown>) },
  })
  const verifier = createIdentityVerifier({
    authUrl: authSubgraph.url,
    issuer: 'yogeum-auth',
    audience: 'yogeum',
    clock: systemClock,
    log,
  })
  const supergraphSdl = compose(fixtures)
  const stopFixtures = async (): Promise<void> => {
    for (const fixture of fixtures) await fixture.stop()
    await issuer.stop()
  }
  const started = startGateway(config, { log, verifier, supergraphSdl, ...overrides } as GatewayOverrides)
  const gateway = await started.catch(async (error: unknown) => {
    await stopFixtures()
    throw error
  })

  return {
    gateway,
    supergraphSdl,
    auth: authSubgraph,
    billing: billingSubgraph,
    product: productSubgraph,
    events,
    issuer,
    verifier,
    config,
    logged,
    async post(query, headers = {}, variables) {
      const response = await fetch(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query, ...(variables && { variables }) }),
      })
      return readAnswer(response)
    },
    async stop() {
      await gateway.stop()
      await stopFixtures()
    },
  }
}

export async function readAnswer(response: Response): Promise<Answer> {
  const text = await response.text()
  const { data, errors = [] } = JSON.parse(text) as Pick<Answer, 'data'> & { errors?: Answer['errors'] }
  return { status: response.status, headers: response.headers, data, errors, text }
}

/** The supergraph of subgraphs given by name. */
export function composeTyped(typeDefs: Record<string, string>): string {
  return compose(Object.entries(typeDefs).map(([name, own]) => ({ name, typeDefs: own })))
}

function compose(fixtures: Pick<FixtureSubgraph, 'name' | 'typeDefs'>[]): string {
  const { supergraphSdl, errors } = composeServices(
    fixtures.map(({ name, typeDefs }) => ({ name, typeDefs: parse(typeDefs), url: `http://${name}` })),
  )
  if (supergraphSdl === undefined) throw new Error(errors?.map(String).join('\n') ?? 'no supergraph')
  return supergraphSdl
}
