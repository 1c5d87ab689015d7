import { describe, expect, test } from '@jest/globals'
import { Supergraph } from '@apollo/federation-internals'
import { readFileSync } from 'node:fs'
import { addressesAt } from '../../launcher/roleEnv.js'
import { supergraphAt } from './supergraphAt.js'

const ours = readFileSync(new URL('../../gateway/supergraph/supergraph.graphql', import.meta.url), 'utf8')
const addresses = addressesAt({ auth: 1, billing: 2, product: 3, simulator: 4 })

describe('our supergraph for other gateways', () => {
  test('every subgraph has its address', () => {
    const subgraphs = Supergraph.build(supergraphAt(ours, addresses)).subgraphs().values()
    expect(Object.fromEntries([...subgraphs].map(({ name, url }) => [name, url]))).toEqual({
      auth: 'http://127.0.0.1:1/graphql',
      billing: 'http://127.0.0.1:2/graphql',
      product: 'http://127.0.0.1:3/graphql',
    })
  })

  test('no directive of security is asked for, whatever else its link says', () => {
    const link = '@link(url: "https://specs.apollo.dev/authenticated/v0.1", for: SECURITY)'
    expect(supergraphAt(link, addresses)).toBe('@link(url: "https://specs.apollo.dev/authenticated/v0.1")')
    const execution = '@link(url: "https://specs.apollo.dev/join/v0.5", for: EXECUTION)'
    expect(supergraphAt(execution, addresses)).toBe(execution)
  })

  test('a subgraph that the bench does not start is named', () => {
    expect(() => supergraphAt('A @join__graph(name: "addresses", url: "http://a")', addresses)).toThrow('"addresses"')
  })
})
