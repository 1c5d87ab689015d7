import { describe, expect, it } from '@jest/globals'
import { buildSchema, getOperationAST, parse } from 'graphql'
import { fragmentsOf } from '../execution/plan/fragmentsOf.js'
import { readCosts } from './costs.js'
import { compileCost } from './operationCost.js'

const directives = (cost: string, listSize: string) => `
  directive @link(url: String, as: String, import: [Import]) repeatable on SCHEMA
  scalar Import
  directive @${cost}(weight: Int!) on ARGUMENT_DEFINITION | ENUM | FIELD_DEFINITION | INPUT_FIELD_DEFINITION | OBJECT | SCALAR
  directive @${listSize}(assumedSize: Int, slicingArguments: [String!], sizedFields: [String!], requireOneSlicingArgument: Boolean = true) on FIELD_DEFINITION`

const types = (cost: string, listSize: string) => `
  type Query {
    one: Item  number: Int  dear: Dear  hash: Hash  level: Level  node: Node  either: Either
    items: [Item]  numbers: [Int]
    assumed: [Item] @${listSize}(assumedSize: 7)
    first(first: Int, last: Int): [Item] @${listSize}(slicingArguments: ["first", "last"])
    any(first: Int, last: Int): [Item] @${listSize}(slicingArguments: ["first", "last"], assumedSize: 5, requireOneSlicingArgument: false)
    standard(first: Int = 4): [Item] @${listSize}(slicingArguments: ["first"])
    page(first: Int = 20): Page @${listSize}(slicingArguments: ["first"], sizedFields: ["edges"])
    search(text: String @${cost}(weight: 30)): Int
  }
  type Mutation { change: Item  other: Int }
  type Subscription { event: Item }
  type Item { id: ID  price: Int @${cost}(weight: 5)  item: Item  items: [Item] }
  type Dear @${cost}(weight: 40) { id: ID }
  scalar Hash @${cost}(weight: 3)
  enum Level @${cost}(weight: 2) { LOW }
  interface Node { id: ID  body: String }
  type Cheap implements Node { id: ID  body: String }
  type Costly implements Node { id: ID  body: String @${cost}(weight: 60) }
  union Either = Item | Dear
  type Page { edges: [Edge]  total: Int  related: [Item] }
  type Edge { node: Item }`

const schema = (link = 'import: ["@cost", "@listSize"]', cost = 'cost', listSize = 'listSize') =>
  buildSchema(
    `schema @link(url: "https://specs.apollo.dev/cost/v0.1", ${link}) { query: Query mutation: Mutation subscription: Subscription }
    ${directives(cost, listSize)} ${types(cost, listSize)}`,
    { assumeValidSDL: true },
  )

function measure(text: string, variables: Record<string, unknown> = {}, supergraph = schema()) {
  const document = parse(text)
  const operation = getOperationAST(document)
  if (!operation) throw new Error('no operation')
  const costs = readCosts(supergraph)
  return compileCost({ operation, fragments: fragmentsOf(document), schema: supergraph, costs }).measure(variables)
}
const cost = (text: string, variables?: Record<string, unknown>): number => measure(text, variables).cost

describe('the cost of an operation', () => {
  it.each([
    ['an object 1', '{ one { id } }', 1],
    ['a scalar nothing', '{ number __typename }', 0],
    ['a field what it says', '{ one { price } }', 6],
    ['a type what it says', '{ dear { id } }', 40],
    ['a scalar what its type says', '{ hash }', 3],
    ['an enum what its type says', '{ level }', 2],
    ['the members of a union together', '{ either { ... on Item { price } ... on Dear { id } } }', 6],
    ['a field of an interface as much as the dearest', '{ node { body } }', 61],
    ['each alias', '{ one { a: price b: price } }', 11],
    ['each field of a mutation 10 more', 'mutation { change { id } a: other }', 21],
    ['each field of a mutation, in a fragment too', 'mutation { ...F } fragment F on Mutation { other }', 10],
    ['a subscription as much as an event', 'subscription { event { item { id } } }', 2],
    ['an argument that is given', '{ search(text: "x") }', 30],
    ['an argument that is left out nothing', '{ search }', 0],
    ['what is skipped as well', '{ one @include(if: false) { price } }', 6],
    ['the schema 500', '{ __schema { types { name } } __type(name: "X") { name } }', 550],
    ['what the schema does not know nothing', '{ nowhere { one } ... on Nothing { one { id } } ...F }', 0],
  ])('counts %s', (_what, text, expected) => {
    expect(cost(text)).toBe(expected)
  })

  it.each([
    ['ten items, when nothing is known', '{ items { price } numbers }', 60],
    ['as many as are assumed', '{ assumed { id } }', 7],
    ['as many as are asked for', '{ first(last: 3) { price } }', 18],
    ['the more of two arguments', '{ any(first: 3, last: 8) { id } }', 8],
    ['as many as are assumed, when no argument is given', '{ any { id } }', 5],
    ['as many as are assumed, when null is given', '{ any(first: null) { id } }', 5],
    ['as many as the default of the argument says', '{ standard { id } }', 4],
    ['none for a negative number', '{ first(first: -5) { id } }', 0],
    ['lists in lists', '{ first(first: 3) { items { items { id } } } }', 3 + 3 * 10 + 3 * 10 * 10],
    [
      'the sized fields of a page alone',
      '{ page(first: 6) { edges { node { id } } related { id } total } }',
      1 + 12 + 10,
    ],
    [
      'a page whose fields are in fragments',
      '{ page(first: 6) { ...P ... { ...P } } } fragment P on Page { edges { node { id } } }',
      25,
    ],
  ])('counts for a list %s', (_what, text, expected) => {
    expect(cost(text)).toBe(expected)
  })

  it('counts the same fragment by the page that it stands in', () => {
    const text =
      '{ a: page(first: 2) { ...P } b: page(first: 9) { ...P } } fragment P on Page { edges { node { id } } }'
    expect(cost(text)).toBe(1 + 4 + 1 + 18)
  })

  it('takes sizes from variables, their defaults, and the defaults of arguments, in this order', () => {
    const text = 'query ($n: Int = 7, $m: Int) { standard(first: $n) { id } other: standard(first: $m) { id } }'
    expect(cost(text, { n: 2, m: 1 })).toBe(3)
    expect(cost(text, {})).toBe(11)
    expect(measure(text, { n: 50, m: 60 })).toEqual({ cost: 110, listSize: 60 })
  })

  it('takes what is no number in a variable for nothing, and no property of its prototype for a value', () => {
    const text = 'query ($n: Int, $toString: Int = 3) { any(first: $n) { id } b: any(first: $toString) { id } }'
    expect(cost(text, { n: '1000000' })).toBe(5 + 3)
  })

  it.each([
    ['none', '{ first { id } }', {}],
    ['both', '{ first(first: 1, last: 1) { id } }', {}],
    ['null in a variable', 'query ($n: Int) { first(first: $n) { id } }', { n: null }],
  ])('refuses a list where exactly one argument has to say how long it is: %s', (_what, text, variables) => {
    expect(() => measure(text, variables)).toThrow('"first" takes exactly one of these arguments: first, last.')
  })

  it('comes to an end with fragments that contain each other', () => {
    expect(cost('{ ...F } fragment F on Query { one { id } ...G } fragment G on Query { ...F }')).toBe(1)
  })

  it.each([
    [
      'imported under other names',
      'import: [{ name: "@cost", as: "@price" }, { name: "@listSize", as: "@length" }]',
      'price',
      'length',
    ],
    ['not imported', 'import: []', 'cost', 'cost__listSize'],
    ['imported in part, as composition writes it', 'import: ["@listSize"]', 'cost', 'listSize'],
    ['in a namespace', 'as: "ibm"', 'ibm', 'ibm__listSize'],
  ])('reads the directives %s', (_how, link, costName, listSizeName) => {
    expect(measure('{ dear { id } assumed { id } }', {}, schema(link, costName, listSizeName)).cost).toBe(47)
  })
})
