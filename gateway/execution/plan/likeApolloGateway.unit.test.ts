import { beforeAll, describe, expect, it } from '@jest/globals'
import type * as Apollo from '@apollo/gateway'
import { getOperationAST, graphql, type GraphQLFormattedError, type GraphQLSchema, parse, validate } from 'graphql'
import { buildSubgraph, typeDefs } from '../../testing/likeApollo/subgraphs.js'
import { loadApolloGateway } from '../../testing/loadApolloGateway.js'
import { composeTyped } from '../../testing/testGateway.js'
import { checkVariables } from '../checkVariables.js'
import { executeOperation } from '../executeOperation.js'
import { planSupergraph } from '../planSupergraph.js'
import { type SubgraphAnswer } from '../subgraphAnswer.js'
import { prepareOperation } from './prepareOperation.js'

interface Told {
  data?: unknown
  errors: unknown[]
  asked: string[]
}

describe('operations are carried out as @apollo/gateway carries them out', () => {
  const schemas = new Map<string, GraphQLSchema>(Object.keys(typeDefs).map((name) => [name, buildSubgraph(name)]))
  const supergraphSdl = composeTyped(typeDefs)
  const supergraph = planSupergraph(supergraphSdl)
  let apollo: typeof Apollo
  let gateway: Apollo.ApolloGateway
  let executor: Awaited<ReturnType<Apollo.ApolloGateway['load']>>['executor']
  let asked: string[] = []
  /** Changes what a subgraph says, to see what becomes of a broken one. */
  let spoil: (answer: SubgraphAnswer) => void = () => undefined

  async function ask(subgraph: string, query: string, variables: Record<string, unknown>): Promise<SubgraphAnswer> {
    asked.push(`${subgraph} ${query} ${JSON.stringify(variables)}`)
    const schema = schemas.get(subgraph) as GraphQLSchema
    const result = await graphql({ schema, source: query, variableValues: variables })
    const answer = JSON.parse(JSON.stringify(result)) as SubgraphAnswer & { data?: object | null }
    if (answer.data === null) delete answer.data
    spoil(answer)
    return answer
  }

  beforeAll(async () => {
    apollo = await loadApolloGateway()
    gateway = new apollo.ApolloGateway({
      supergraphSdl,
      buildService: ({ name }) => ({
        process: ({ request }) => ask(name, request.query ?? '', request.variables ?? {}),
      }),
    })
    ;({ executor } = await gateway.load({ apollo: {} }))
    return () => gateway.stop()
  })

  async function byApollo(query: string, variables: Record<string, unknown>): Promise<Told> {
    asked = []
    const document = parse(query)
    const operation = getOperationAST(document)
    const request = { query, variables }
    const context = { document, operation, operationName: null, queryHash: query, request, source: query, metrics: {} }
    const result = await executor?.({ ...context, schema: supergraph.schema, context: {}, logger: console } as never)
    return told(result as never)
  }

  async function byUs(query: string, variables: Record<string, unknown>): Promise<Told> {
    asked = []
    const document = parse(query)
    expect(validate(supergraph.schema, document)).toEqual([])
    const operation = getOperationAST(document)
    if (!operation) throw new Error('no operation')
    const prepared = prepareOperation(supergraph, document, operation)
    checkVariables(supergraph.schema, operation, variables)
    const result = await executeOperation(prepared, variables, (subgraph, { query: source, body }) =>
      ask(subgraph, source, (JSON.parse(body) as { variables: Record<string, unknown> }).variables),
    )
    return told(result as never)
  }

  interface Result {
    data?: unknown
    errors?: { message: string; path?: unknown; extensions?: Record<string, unknown> }[]
    extensions?: { valueCompletion?: GraphQLFormattedError[] }
  }

  function told({ data, errors = [], extensions }: Result): Told {
    const broken = (extensions?.valueCompletion ?? []).map(({ path }) => ({ broken: path }))
    return {
      data,
      // Order among the fetches of a parallel step is nobody's promise.
      errors: [...errors.map(({ message, path }) => ({ message, path })), ...broken].sort(byText),
      asked: [...asked].sort(),
    }
  }

  const byText = (one: unknown, other: unknown) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1)

  const operations: [string, string, Record<string, unknown>?][] = [
    ['a field', '{ me { name } }'],
    ['null', '{ nobody { name basket { sku } } }'],
    ['nulls in a list', '{ people { id name } }'],
    ['another subgraph', '{ me { name basket { sku price stars } } }'],
    ['three hops', '{ me { friends { basket { parts { stars author { name } } } } } }'],
    ['an argument and an alias', '{ me { loud: name(shout: true) name } }'],
    [
      'variables',
      'query($s: Boolean! $l: Int!) { me { name(shout: $s) favourite { text(length: $l) } } }',
      { s: true, l: 5 },
    ],
    ['a default', 'query($l: Int! = 4) { me { favourite { text(length: $l) } } }'],
    ['a requirement', '{ people { shipping } me { friends { shipping } } }'],
    ['a list in a list', '{ me { grid { kind fame } } }'],
    ['a union', '{ anything { __typename ... on Person { name reviewed { stars } } ... on Pet { kind fame } } }'],
    [
      'an interface',
      '{ a: node(id: "1") { id ... on Person { name basket { price } } } b: node(id: "p1") { id __typename ... on Pet { fame } } }',
    ],
    ['an interface object', '{ vehicles { id score wheels ... on Car { doors } ... on Bike { bell } } }'],
    [
      'fragments',
      'query { me { ...A } people { ...A ...B } } fragment A on Person { name friends { ...B } } fragment B on Person { id basket { label } }',
    ],
    ['a field in two fragments', '{ me { ... { basket { price } } ... on Person { basket { stars } } } }'],
    [
      'include and skip',
      'query($a: Boolean! $b: Boolean!) { me { name @include(if: $a) basket @skip(if: $b) { price } ... @include(if: $b) { pet { fame } } } }',
      { a: false, b: true },
    ],
    [
      'include by a default',
      'query($a: Boolean! = true) { me { name @include(if: $a) reviewed @skip(if: $a) { stars } } }',
    ],
    [
      'conditions that differ in one field',
      'query($a: Boolean!) { me { basket { sku } ... @include(if: $a) { basket { stars } } } }',
      { a: false },
    ],
    ['an error in a field', '{ items { sku broken } }'],
    ['an error for one entity', '{ people { maybe name } }'],
    ['an error where an entity is looked up', '{ item(sku: "s1") { parts { sku stars } } }'],
    ['null where none may be', '{ strict { maybe never } me { name } }'],
    ['a mutation', 'mutation { rename(name: "x") { name basket { price } } }'],
    ['a mutation that fails', 'mutation { fail }'],
    ['mutations in turn', 'mutation { a: rename(name: "x") { id } b: rename(name: "y") { reviewed { stars } } }'],
    [
      'introspection',
      '{ __typename __schema { queryType { name } types { name kind ofType { name } } } me { __typename t: __typename name } }',
    ],
    [
      'introspection with variables and fragments',
      'query($n: String!) { t: __type(name: $n) { ...T } me { id } } fragment T on __Type { name fields { name } }',
      { n: 'Item' },
    ],
    ['a scalar of objects', '{ item(sku: "s1") { json } }'],
    [
      'names that every object has',
      '{ constructor toString: constructor me { hasOwnProperty: name __proto__: name } }',
    ],
    ['names that every object has, in lists', '{ people { valueOf: basket { __proto__: stars } } }'],
    ['an enum', '{ people { mood } }'],
  ]

  it.each(operations)('%s', async (_what, query, variables = {}) => {
    const theirs = await byApollo(query, variables)
    const ours = await byUs(query, variables)
    expect(JSON.stringify(ours.data)).toBe(JSON.stringify(theirs.data))
    expect(ours.errors).toEqual(theirs.errors)
  })

  it('asks for entities that look alike once, where Apollo asks as often as they occur', async () => {
    const query = '{ item(sku: "s1") { parts { label text } } }'
    const theirs = await byApollo(query, {})
    const ours = await byUs(query, {})
    const representations = (told: Told) => told.asked.join().match(/"__typename":"Item"/g)?.length
    expect(representations(theirs)).toBe(3)
    expect(representations(ours)).toBe(2)
  })

  const broken: [string, string, (answer: { data?: never }) => void][] = [
    ['an Int that is text', '{ items { price } }', ({ data }) => set(data, 'price', 'dear')],
    ['an enum of another value', '{ me { mood } }', ({ data }) => set(data, 'mood', 'SAD')],
    ['a list that is none', '{ me { friends { id } name } }', ({ data }) => set(data, 'friends', null)],
    [
      'an object without its typename',
      '{ anything { ... on Pet { kind } } }',
      ({ data }) => set(data, '__typename', undefined),
    ],
    [
      'a typename that nobody knows',
      '{ anything { ... on Pet { kind } } }',
      ({ data }) => set(data, '__typename', 'Ghost'),
    ],
    ['a field left out', '{ me { name size { width } } }', ({ data }) => set(data, 'width', undefined)],
  ]

  it.each(broken)('a broken promise: %s', async (_what, query, breakIt) => {
    spoil = breakIt as never
    const theirs = await byApollo(query, {})
    const ours = await byUs(query, {})
    spoil = () => undefined
    expect(JSON.stringify(ours.data)).toBe(JSON.stringify(theirs.data))
    expect(ours.errors).toEqual(theirs.errors)
  })
})

/** Sets a key wherever it stands. */
function set(value: unknown, key: string, to: unknown): void {
  if (Array.isArray(value)) return value.forEach((each) => set(each, key, to))
  if (typeof value !== 'object' || value === null) return
  for (const [name, inner] of Object.entries(value)) {
    if (name !== key) set(inner, key, to)
    else if (to === undefined) delete (value as Record<string, unknown>)[name]
    else (value as Record<string, unknown>)[name] = to
  }
}
