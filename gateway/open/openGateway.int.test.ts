import { composeServices } from '@apollo/composition'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { parse } from 'graphql'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseConfig } from '../../platform/config/parseConfig.js'
import { type RunningRole } from '../../platform/http/runningRole.js'
import { type FixtureSubgraph, startFixtureSubgraph } from '../testing/fixtureSubgraph.js'
import { readAnswer } from '../testing/testGateway.js'
import { openGatewayConfigSchema, startOpenGateway } from './openGateway.js'

describe('an open gateway', () => {
  let folder: string
  let gateway: RunningRole
  let shop: FixtureSubgraph
  let reviews: FixtureSubgraph

  beforeAll(async () => {
    const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])'
    shop = await startFixtureSubgraph({
      name: 'shop',
      typeDefs: `${link} type Query { item: Item } type Item @key(fields: "id") { id: ID! name: String }`,
      resolvers: { Query: { item: () => ({ id: '1', name: 'cup' }) } },
    })
    reviews = await startFixtureSubgraph({
      name: 'reviews',
      typeDefs: `${link} type Item @key(fields: "id") { id: ID! stars: Int }`,
      resolvers: { Item: { stars: () => 5 } },
    })
    const { supergraphSdl = '' } = composeServices(
      [shop, reviews].map(({ name, typeDefs, url }) => ({ name, typeDefs: parse(typeDefs), url: `${url}/graphql` })),
    )
    folder = await mkdtemp(join(tmpdir(), 'yogeum-open-'))
    await writeFile(join(folder, 'supergraph.graphql'), supergraphSdl)
    const env = {
      GATEWAY_OPEN: 'true',
      SUPERGRAPH_FILE: join(folder, 'supergraph.graphql'),
      PORT: '0',
      LOG_LEVEL: 'silent',
    }
    gateway = await startOpenGateway(parseConfig('gateway', openGatewayConfigSchema, env))
  })

  afterAll(async () => {
    await gateway.stop()
    await shop.stop()
    await reviews.stop()
    await rm(folder, { recursive: true })
  })

  async function ask(query: string, headers: Record<string, string> = {}) {
    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query }),
    })
    return readAnswer(response)
  }

  it('asks other subgraphs than ours, where the supergraph says that they are', async () => {
    expect((await ask('{ item { name stars } }')).data).toEqual({ item: { name: 'cup', stars: 5 } })
  })

  it('hands a token on unread, and none where there is none', async () => {
    shop.requests.length = 0
    await ask('{ item { name } }', { authorization: 'Bearer whatever' })
    await ask('{ item { name } }')
    expect(shop.requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer whatever', undefined])
  })

  it('limits no operation', async () => {
    const aliases = Array.from({ length: 90 }, (_, n) => `a${n}: item { name }`).join(' ')
    expect(Object.keys((await ask(`{ ${aliases} }`)).data ?? {})).toHaveLength(90)
  })

  it('is ready when it serves', async () => {
    expect((await fetch(`${gateway.url}/readyz`)).status).toBe(200)
  })

  it('does not start without a supergraph of somebody', () => {
    expect(() => parseConfig('gateway', openGatewayConfigSchema, { GATEWAY_OPEN: 'true' })).toThrow('SUPERGRAPH_FILE')
  })
})
