import { describe, expect, it } from '@jest/globals'
import { buildSchema, Kind, type OperationDefinitionNode, parse } from 'graphql'
import { readFileSync } from 'node:fs'
import { planSupergraph } from '../execution/planSupergraph.js'
import { readCacheHints } from './cacheHints.js'
import { operationPolicy } from './operationPolicy.js'

const sdl = `
  directive @cacheControl(maxAge: Int, scope: CacheControlScope, inheritMaxAge: Boolean) on FIELD_DEFINITION | OBJECT | INTERFACE | UNION
  enum CacheControlScope { PUBLIC PRIVATE }
  type Query {
    mine: Mine
    short: Mine @cacheControl(maxAge: 5)
    list: [String!]! @cacheControl(maxAge: 100)
    bare: String
    inheriting: Mine @cacheControl(inheritMaxAge: true)
    node: Node @cacheControl(maxAge: 100)
    either: Either
    wrapped: Wrapped
  }
  type Mutation { change: Mine @cacheControl(maxAge: 60) }
  type Subscription { watch: Mine @cacheControl(maxAge: 60) }
  type Mine @cacheControl(maxAge: 60, scope: PRIVATE) {
    name: String
    secret: String @cacheControl(maxAge: 0)
    unmarked: Unmarked
    inherited: Unmarked @cacheControl(inheritMaxAge: true)
    long: String @cacheControl(maxAge: 1000)
    self: Mine
  }
  type Unmarked { text: String }
  interface Node { text: String  other: Unmarked }
  type Plain implements Node @cacheControl(inheritMaxAge: true) { text: String  other: Unmarked @cacheControl(maxAge: 50) }
  type Guarded implements Node @cacheControl(maxAge: 40) { text: String @cacheControl(maxAge: 7, scope: PRIVATE)  other: Unmarked @cacheControl(maxAge: 50) }
  union Either @cacheControl(maxAge: 30) = Plain | Guarded
  type Wrapped @cacheControl(inheritMaxAge: true) { text: String }
`
const schema = buildSchema(sdl)
const hints = readCacheHints(sdl)

function policyOf(text: string, operationName?: string) {
  const document = parse(text)
  const operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION)
  const operation = operations.find(({ name }) => operationName === undefined || name?.value === operationName)
  return operationPolicy({ document, operation: operation as OperationDefinitionNode }, schema, hints)
}

describe('the policy of an operation', () => {
  it.each<[string, string, ReturnType<typeof policyOf>]>([
    ['a type’s hint holds for the fields that return it', '{ mine { name } }', { maxAge: 60, scope: 'PRIVATE' }],
    [
      'a field’s hint comes before its type’s, whose scope stays',
      '{ short { name } }',
      { maxAge: 5, scope: 'PRIVATE' },
    ],
    ['without a scope it is public', '{ list }', { maxAge: 100, scope: 'PUBLIC' }],
    ['the least age and the strictest scope', '{ list mine { name } }', { maxAge: 60, scope: 'PRIVATE' }],
    ['a longer one further down prolongs nothing', '{ mine { long } }', { maxAge: 60, scope: 'PRIVATE' }],
    ['a field at the root without a hint', '{ list bare }', null],
    ['one at the root that would inherit', '{ wrapped { text } }', null],
    ['a field that forbids it', '{ mine { secret } }', null],
    ['a composite field without a hint', '{ mine { unmarked { text } } }', null],
    ['one that inherits', '{ mine { inherited { text } } }', { maxAge: 60, scope: 'PRIVATE' }],
    ['an alias hides nothing', '{ mine { name: secret } }', null],
    ['what is skipped counts', '{ mine { name secret @skip(if: true) } }', null],
    ['in an inline fragment', '{ mine { ... { secret } } }', null],
    ['in a fragment', '{ mine { ...F } } fragment F on Mine { self { ...G } } fragment G on Mine { secret }', null],
    ['in a fragment that is spread twice', '{ short { ...F } mine { ...F } } fragment F on Mine { secret }', null],
    ['in a fragment at the root', '{ list ...R } fragment R on Query { bare }', null],
    ['behind an interface every type counts', '{ node { text } }', { maxAge: 7, scope: 'PRIVATE' }],
    ['and each of their fields', '{ node { other { text } } }', { maxAge: 50, scope: 'PUBLIC' }],
    ['a union has its own', '{ either { ... on Plain { text } } }', { maxAge: 30, scope: 'PUBLIC' }],
    ['and its members theirs', '{ either { ... on Guarded { text } } }', { maxAge: 7, scope: 'PRIVATE' }],
    ['a name alone rests on nothing', '{ __typename }', null],
    ['introspection', '{ list __schema { queryType { name } } }', null],
    ['a mutation', 'mutation { change { name } }', null],
    ['a subscription', 'subscription { watch { name } }', null],
  ])('%s', (_what, text, expected) => expect(policyOf(text)).toEqual(expected))

  it('is that of the operation that was named', () => {
    const text = 'query A { list } query B { bare }'
    expect([policyOf(text, 'A'), policyOf(text, 'B')]).toEqual([{ maxAge: 100, scope: 'PUBLIC' }, null])
  })

  it('where subgraphs say different things of one place, the strictest holds', () => {
    const both =
      readCacheHints(`type A @cacheControl(maxAge: 60) @cacheControl(maxAge: 5, scope: PRIVATE, inheritMaxAge: true) { a: Int }
      union U @cacheControl(maxAge: 9, scope: PUBLIC) = A`)
    expect(both.ofType('A')).toEqual({ maxAge: 5, scope: 'PRIVATE' })
    expect(both.ofType('U')).toEqual({ maxAge: 9, scope: 'PUBLIC' })
    expect(readCacheHints('type A { a: Int }').ofField('A', 'a')).toEqual({})
  })
})

describe('our own supergraph', () => {
  const own = readFileSync('gateway/supergraph/supergraph.graphql', 'utf8')
  const ownSchema = planSupergraph(own).schema
  const ownHints = readCacheHints(own)
  const of = (text: string) => {
    const document = parse(text)
    return operationPolicy(
      { document, operation: document.definitions[0] as OperationDefinitionNode },
      ownSchema,
      ownHints,
    )
  }
  const freshness = 'freshness { asOf stale source }'

  it.each([
    [
      'Home',
      `{ viewer { maskedName lines { id maskedNumber product { __typename ... on Product { code name ${freshness} } } bills(first: 6) { month total state ${freshness} } } } }`,
    ],
    [
      'a bill',
      `{ line(id: "x") { bill(month: "2026-10") { __typename ... on Bill { total lines { name amount } usage { used freshness { asOf } } payment { status } contract { months } deviceInstalment { deviceName } comparison { difference causes { message } ${freshness} } product { code name promo { fee } } line { id } } ... on BillNotIssued { message ${freshness} } ... on TemporarilyUnavailable { message } } billMonths billMonthsFreshness { asOf } currentMonth } }`,
    ],
    [
      'the catalogue',
      `{ products { totalCount edges { cursor node { code name monthlyFee } } pageInfo { hasNextPage } ${freshness} } }`,
    ],
  ])('keeps %s for a minute, for its customer alone', (_what, text) =>
    expect(of(text)).toEqual({ maxAge: 60, scope: 'PRIVATE' }),
  )

  it.each([
    ['a running change', '{ viewer { lines { activeChange { id } } } }'],
    ['changes', '{ viewer { lines { changes { edges { node { id } } } } } }'],
    ['a change by its id', '{ productChange(id: "x") { status } }'],
    ['a quote', '{ productChangeQuote(lineId: "x", productCode: "y") { __typename } }'],
    ['candidates', '{ viewer { lines { changeCandidates { eligible } } } }'],
    ['the history of inquiries', '{ viewer { lines { billInquiries { pageInfo { hasNextPage } } } } }'],
    ['an operator’s view', '{ billInquiries { pageInfo { hasNextPage } } }'],
    ['how KOS fares', '{ kosHealth { role } }'],
    ['the changes of breakers', '{ kosBreakerChanges { version } }'],
    ['what needs attention', '{ productChangesNeedingAttention { pageInfo { hasNextPage } } }'],
    ['what begins a session', 'mutation { signOut { signedOutSessions } }'],
  ])('never keeps %s', (_what, text) => expect(of(text)).toBeNull())
})
