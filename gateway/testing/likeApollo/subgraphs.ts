import { buildSubgraphSchema } from '@apollo/subgraph'
import { type GraphQLSchema, parse } from 'graphql'

/** Subgraphs with what makes plans and answers hard: shared entities, interfaces, unions, requirements, errors, nulls. */
export const typeDefs: Record<string, string> = {
  people: `
    extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@shareable"])
    type Query { me: Person  people: [Person]!  nobody: Person  strict: Strict  node(id: ID!): Node  anything: [Anything!]!  constructor: String }
    type Mutation { rename(name: String!): Person!  fail: Boolean! }
    interface Node { id: ID! }
    union Anything = Person | Pet
    type Person implements Node @key(fields: "id") {
      id: ID!  name(shout: Boolean = false): String!  friends: [Person!]!  pet: Pet  grid: [[Pet]]!  size: Size!  favourite: Item  mood: Mood
    }
    type Pet implements Node @key(fields: "id") { id: ID!  kind: String! }
    type Strict { never: String!  maybe: String }
    type Size @shareable { width: Int!  height: Int! }
    type Item @key(fields: "sku") { sku: ID! }
    enum Mood { GOOD BAD }
  `,
  goods: `
    extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@external", "@requires", "@shareable", "@interfaceObject"])
    type Query { items: [Item!]!  item(sku: ID!): Item }
    type Item @key(fields: "sku") { sku: ID!  price: Int!  label: String  parts: [Item!]!  json: Json  broken: Int }
    scalar Json
    type Person @key(fields: "id") {
      id: ID!  size: Size! @external  basket: [Item!]!  shipping: Int! @requires(fields: "size { width height }")  maybe: String
    }
    type Size @shareable { width: Int!  height: Int! }
    interface Vehicle @key(fields: "id") { id: ID!  wheels: Int! }
    type Car implements Vehicle @key(fields: "id") { id: ID!  wheels: Int!  doors: Int! }
    type Bike implements Vehicle @key(fields: "id") { id: ID!  wheels: Int!  bell: Boolean! }
    extend type Query { vehicles: [Vehicle!]! }
  `,
  reviews: `
    extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@interfaceObject"])
    type Item @key(fields: "sku") { sku: ID!  stars: Int!  text(length: Int! = 3): String  author: Person }
    type Person @key(fields: "id") { id: ID!  reviewed: [Item!]! }
    type Pet @key(fields: "id") { id: ID!  fame: Float }
    type Vehicle @key(fields: "id") @interfaceObject { id: ID!  score: Int! }
  `,
}

interface Id {
  id: string
}
interface Sku {
  sku: string
}
const person = (id: string) => ({ __typename: 'Person', id })
const pet = (id: string) => ({ __typename: 'Pet', id })
const item = (sku: string) => ({ __typename: 'Item', sku })
const fail = (what: string) => () => {
  throw new Error(what)
}

const resolvers: Record<string, Record<string, unknown>> = {
  people: {
    Query: {
      me: () => person('1'),
      people: () => [person('1'), null, person('2'), person('1')],
      nobody: () => null,
      strict: () => ({}),
      node: (_: unknown, { id }: Id) => (id.startsWith('p') ? pet(id) : person(id)),
      anything: () => [person('1'), pet('p1'), person('2')],
      constructor: () => 'built',
    },
    Mutation: { rename: () => person('2'), fail: fail('no') },
    Person: {
      __resolveReference: ({ id }: Id) => (id === '9' ? null : person(id)),
      name: ({ id }: Id, { shout }: { shout: boolean }) => (shout ? `P${id}!` : `p${id}`),
      friends: ({ id }: Id) => (id === '1' ? [person('2'), person('3')] : []),
      pet: ({ id }: Id) => (id === '1' ? pet('p1') : null),
      grid: () => [[pet('p1'), null], [], [pet('p2')]],
      size: ({ id }: Id) => ({ width: Number(id), height: 10 }),
      favourite: ({ id }: Id) => item(`s${id}`),
      mood: ({ id }: Id) => (id === '1' ? 'GOOD' : null),
    },
    Pet: { __resolveReference: ({ id }: Id) => pet(id), kind: ({ id }: Id) => `kind of ${id}` },
  },
  goods: {
    Query: {
      items: () => [item('s1'), item('s2')],
      item: (_: unknown, { sku }: Sku) => item(sku),
      vehicles: () => [
        { __typename: 'Car', id: 'c', wheels: 4, doors: 5 },
        { __typename: 'Bike', id: 'b', wheels: 2, bell: true },
      ],
    },
    Item: {
      __resolveReference: ({ sku }: Sku) => item(sku),
      price: ({ sku }: Sku) => Number(sku.slice(1)) * 100,
      label: ({ sku }: Sku) => (sku === 's2' ? null : `label ${sku}`),
      parts: ({ sku }: Sku) => (sku === 's1' ? [item('s2'), item('s3'), item('s2')] : []),
      json: () => ({ a: [1, { b: null }] }),
      broken: fail('broken'),
    },
    Person: {
      __resolveReference: (reference: object) => reference,
      basket: ({ id }: Id) => [item(`s${id}`), item('s2')],
      shipping: ({ size }: { size: { width: number; height: number } }) => size.width * size.height,
      maybe: ({ id }: Id) => (id === '2' ? fail('not 2')() : 'yes'),
    },
  },
  reviews: {
    Item: {
      __resolveReference: ({ sku }: Sku) => (sku === 's3' ? fail('no s3')() : item(sku)),
      stars: () => 4,
      text: (_: unknown, { length }: { length: number }) => 'x'.repeat(length),
      author: ({ sku }: Sku) => person(sku.slice(1)),
    },
    Person: { __resolveReference: ({ id }: Id) => person(id), reviewed: ({ id }: Id) => [item(`s${id}`)] },
    Pet: { __resolveReference: ({ id }: Id) => pet(id), fame: () => 0.5 },
    Vehicle: { __resolveReference: ({ id }: Id) => ({ id }), score: ({ id }: Id) => id.length },
  },
}

export function buildSubgraph(name: string): GraphQLSchema {
  return buildSubgraphSchema({ typeDefs: parse(typeDefs[name] ?? ''), resolvers: resolvers[name] as never })
}
