import { describe, expect, it } from '@jest/globals'
import { Supergraph } from '@apollo/federation-internals'
import {
  type DocumentNode,
  execute,
  getOperationAST,
  type OperationDefinitionNode,
  parse,
  print,
  validate,
} from 'graphql'
import { type Identity } from '../../platform/identity/identity.js'
import { createTypeNames } from '../execution/plan/typeNames.js'
import { createAuthorization } from './authorization.js'
import { readRules } from './readRules.js'
import { composeWithRules, withoutRulesOn } from './testing/composeWithRules.js'
import { withoutSecurityPurpose } from './withoutSecurityPurpose.js'

const customer: Identity = {
  customerId: 'c',
  sessionId: 's',
  permissions: ['BILL_INQUIRY'],
  lineIds: ['l'],
  eligibility: [],
  expiresAt: new Date(0),
  token: 't',
}
const operator: Identity = { ...customer, permissions: ['OPERATOR'], lineIds: [] }

const supergraphSdl = composeWithRules({
  a: `
    type Query {
      me: Me
      mustMe: Me!
      list: [Me!]!
      maybeList: [Me]
      search: [Found!]!
      node: Node
      shut: Int @authenticated
      mustShut: Int! @authenticated
      desk(id: Int): Desk
    }
    type Mutation { open: Int  shut: Int @requiresScopes(scopes: [["OPERATOR"]]) }
    type Me {
      id: ID!
      name: String
      secret: String @requiresScopes(scopes: [["OPERATOR"], ["BILL_INQUIRY", "PRODUCT_CHANGE"]])
      must: String! @requiresScopes(scopes: [["OPERATOR"]])
      friend: Me
      unknown: Int @policy(policies: [["NOBODY_KNOWS"]])
      lined: Int @policy(policies: [["NOBODY_KNOWS"], ["HAS_LINE"]])
    }
    union Found = Open | Shut
    type Open { id: ID!  title: String  inside: Found }
    type Shut @requiresScopes(scopes: [["OPERATOR"]]) { id: ID!  title: String  must: String! }
    type Desk @requiresScopes(scopes: [["OPERATOR"]]) { id: ID! }
    interface Node { id: ID!  label: String }
    type Plain implements Node { id: ID!  label: String }
    type Guarded implements Node { id: ID!  label: String @requiresScopes(scopes: [["OPERATOR"]]) }
  `,
})

const person = { id: '1', name: 'n', secret: 'S', must: 'M', unknown: 1, lined: 2, friend: { id: '2', secret: 'S2' } }
const root = {
  me: person,
  mustMe: person,
  list: [person, person],
  maybeList: [person, null],
  search: [
    { __typename: 'Open', id: 'o', title: 'open', inside: { __typename: 'Shut', id: 'i', title: 'inside' } },
    { __typename: 'Shut', id: 's', title: 'shut', must: 'must' },
  ],
  node: { __typename: 'Guarded', id: 'g', label: 'guarded' },
  shut: 3,
  mustShut: 4,
  desk: { id: 'd' },
  open: 5,
}

function authorizationOf(sdl: string) {
  const supergraph = Supergraph.build(withoutSecurityPurpose(sdl))
  const schema = supergraph.apiSchema().toGraphQLJSSchema()
  const typeNames = createTypeNames(supergraph.schema.toGraphQLJSSchema())
  return { schema, authorization: createAuthorization({ schema, typeNames, rules: readRules(supergraph.schema) }) }
}

const ours = authorizationOf(supergraphSdl)

/** What is asked in a caller's name, and what they are answered. */
function ask(
  query: string,
  identity: Identity | null,
  { variables = {}, by = ours }: { variables?: Record<string, unknown>; by?: typeof ours } = {},
) {
  const { schema, authorization } = by
  const document = parse(query)
  expect(validate(schema, document)).toEqual([])
  const operation = operationOf(document)
  const carryOut = (asked: DocumentNode) => {
    const result = execute({ schema, document: asked, rootValue: root, variableValues: variables })
    if ('then' in result) throw new Error('nothing here waits')
    return result
  }
  const restriction = authorization.authorize(document, operation, identity)
  if (!restriction) return { asked: query, data: plain(carryOut(document).data), refused: [] }
  const left = restriction.left?.document ?? null
  if (left) expect(validate(schema, left).filter(({ message }) => !message.includes('never used'))).toEqual([])
  const { data, errors = [] } = restriction.complete(left ? carryOut(left) : { data: {} }, variables)
  const refused = errors.map(({ path, extensions }) => `${String(extensions['code'])} ${(path ?? []).join('.')}`)
  return { asked: left && print(left), data: plain(data), refused }
}

function operationOf(document: DocumentNode, name?: string): OperationDefinitionNode {
  const operation = getOperationAST(document, name)
  if (!operation) throw new Error('the document has no such operation')
  return operation
}

const plain = (data: unknown): unknown => JSON.parse(JSON.stringify(data))

describe('a caller who may have all of an operation', () => {
  it('has it carried out as it was sent', () => {
    const { data, refused } = ask('{ me { id secret must lined } desk { id } shut }', { ...operator, lineIds: ['l'] })
    expect(data).toEqual({ me: { id: '1', secret: 'S', must: 'M', lined: 2 }, desk: { id: 'd' }, shut: 3 })
    expect(refused).toEqual([])
  })

  it('needs all of one list of scopes, not one of each', () => {
    const both: Identity = { ...customer, permissions: ['BILL_INQUIRY', 'PRODUCT_CHANGE'] }
    expect(ask('{ me { secret } }', both).refused).toEqual([])
    expect(ask('{ me { secret } }', customer).refused).toEqual(['FORBIDDEN me.secret'])
    expect(ask('{ me { secret } }', operator).refused).toEqual([])
  })
})

describe('what a caller may not have', () => {
  it('is not asked for, is null with an error and its path, and the rest is answered', () => {
    expect(ask('{ me { id secret name } }', customer)).toEqual({
      asked: '{\n  me {\n    id\n    name\n  }\n}',
      data: { me: { id: '1', secret: null, name: 'n' } },
      refused: ['FORBIDDEN me.secret'],
    })
  })

  it('is UNAUTHENTICATED for a caller who is not signed in, even where scopes are wanted', () => {
    expect(ask('{ me { id secret } shut }', null)).toMatchObject({
      data: { me: { id: '1', secret: null }, shut: null },
      refused: ['UNAUTHENTICATED me.secret', 'UNAUTHENTICATED shut'],
    })
  })

  it('leaves nothing to ask where there was nothing else', () => {
    expect(ask('{ me { secret friend { secret } } desk { id } }', customer)).toEqual({
      asked: null,
      data: { me: null, desk: null },
      refused: ['FORBIDDEN me.secret', 'FORBIDDEN me.friend.secret', 'FORBIDDEN desk'],
    })
  })

  it('has no path beyond a list that nobody asked for', () => {
    expect(ask('{ list { secret } }', customer)).toEqual({ asked: null, data: null, refused: ['FORBIDDEN list'] })
    expect(ask('{ maybeList { secret } }', customer)).toEqual({
      asked: null,
      data: { maybeList: null },
      refused: ['FORBIDDEN maybeList'],
    })
  })

  it('is told of each item of a list that was asked for', () => {
    expect(ask('{ list { id secret } }', customer)).toMatchObject({
      data: {
        list: [
          { id: '1', secret: null },
          { id: '1', secret: null },
        ],
      },
      refused: ['FORBIDDEN list.0.secret', 'FORBIDDEN list.1.secret'],
    })
  })

  it('makes its nearest nullable parent null where a value is promised', () => {
    expect(ask('{ me { id must } }', customer)).toMatchObject({ data: { me: null }, refused: ['FORBIDDEN me.must'] })
    expect(ask('{ me { id friend { id must } } }', customer).data).toEqual({ me: { id: '1', friend: null } })
    expect(ask('{ mustMe { id must } me { id } }', customer).data).toBeNull()
    expect(ask('{ maybeList { id must } }', customer).data).toEqual({ maybeList: [null, null] })
    expect(ask('{ list { id must } }', customer).data).toBeNull()
    expect(ask('{ mustShut me { id } }', null)).toMatchObject({ data: null, refused: ['UNAUTHENTICATED mustShut'] })
  })

  it('is not had by an alias, a fragment, or the same field asked twice', () => {
    const { asked, data, refused } = ask(
      `query { me { id a: secret ...f } again: me { ...f ... on Me { secret } } me { b: secret } }
       fragment f on Me { friend { id ...g } } fragment g on Me { c: secret name }`,
      customer,
    )
    expect(asked).not.toContain('secret')
    expect(data).toEqual({
      me: { id: '1', a: null, friend: { id: '2', c: null, name: null }, b: null },
      again: { friend: { id: '2', c: null, name: null }, secret: null },
    })
    expect(refused).toEqual([
      'FORBIDDEN me.a',
      'FORBIDDEN me.friend.c',
      'FORBIDDEN me.b',
      'FORBIDDEN again.friend.c',
      'FORBIDDEN again.secret',
    ])
  })

  it('is no error where @skip or @include leave it out, whatever the variables make of it', () => {
    const query = `query($with: Boolean = false) {
      me { secret @include(if: $with) } mustMe { ... @include(if: $with) { must } } shut @include(if: $with)
    }`
    expect(ask(query, null)).toMatchObject({ data: { me: {}, mustMe: {} }, refused: [] })
    expect(ask(query, null, { variables: { with: true } })).toMatchObject({
      data: null,
      refused: ['UNAUTHENTICATED me.secret', 'UNAUTHENTICATED mustMe.must', 'UNAUTHENTICATED shut'],
    })
    expect(ask(query, null).asked).not.toMatch(/secret|must:|shut/)
    expect(ask('query($no: Boolean!) { shut @skip(if: $no) }', null, { variables: { no: true } })).toEqual({
      asked: null,
      data: {},
      refused: [],
    })
  })

  it('is refused to everyone when it hangs on a policy that nobody knows', () => {
    expect(ask('{ me { id unknown } }', { ...operator, permissions: ['OPERATOR', 'BILL_INQUIRY'] }).refused).toEqual([
      'FORBIDDEN me.unknown',
    ])
    expect(ask('{ me { lined } }', customer).refused).toEqual([])
    expect(ask('{ me { lined } }', operator).refused).toEqual(['FORBIDDEN me.lined'])
  })

  it('keeps the other fields of a mutation', () => {
    expect(ask('mutation { open shut }', customer)).toEqual({
      asked: 'mutation {\n  open\n}',
      data: { open: 5, shut: null },
      refused: ['FORBIDDEN shut'],
    })
    expect(ask('mutation { shut }', customer).asked).toBeNull()
  })

  it('is found in the operation that is meant, not in its neighbours', () => {
    const document = parse('query open { me { id } } query shut { shut }')
    const { authorization } = ours
    expect(authorization.authorize(document, operationOf(document, 'open'), null)).toBeNull()
    expect(authorization.authorize(document, operationOf(document, 'shut'), null)).toMatchObject({ left: null })
  })

  it('is judged for each caller anew, though the document is the same', () => {
    const document = parse('{ me { id secret } }')
    const operation = operationOf(document)
    const left = (identity: Identity | null) => ours.authorization.authorize(document, operation, identity)?.left
    expect(left(operator)).toBeUndefined()
    expect(left(customer)).toBeDefined()
    expect(left(operator)).toBeUndefined()
    expect(left(null)).toBe(left(customer))

    const two = parse('{ me { id secret lined } }')
    const asked = (identity: Identity) => {
      const restriction = ours.authorization.authorize(two, operationOf(two), identity)
      return restriction?.left && print(restriction.left.document).match(/secret|lined/g)
    }
    expect(asked(customer)).toEqual(['lined'])
    expect(asked(operator)).toEqual(['secret'])
  })
})

describe('a type that not everyone may have', () => {
  it('behind a union is named, and tells nothing of itself', () => {
    const query = '{ search { __typename ... on Open { title } ... on Shut { title } } }'
    expect(ask(query, customer)).toMatchObject({
      asked: expect.not.stringContaining('Shut'),
      data: {
        search: [
          { __typename: 'Open', title: 'open' },
          { __typename: 'Shut', title: null },
        ],
      },
      refused: ['FORBIDDEN search.1.title'],
    })
    expect(ask(query.replace('Shut { title', 'Shut { must'), customer)).toMatchObject({
      data: null,
      refused: ['FORBIDDEN search.1.must'],
    })
  })

  it('behind a union leaves the others as they are, however they were spread', () => {
    const { asked, data, refused } = ask(
      `{ search { ...open } search { ... on Shut { title } } again: search { ... on Open { inside { ...open ...shut } } } }
       fragment open on Open { title } fragment shut on Shut { title }`,
      customer,
    )
    expect(asked).not.toContain('Shut')
    expect(data).toEqual({
      search: [{ title: 'open' }, { title: null }],
      again: [{ inside: { title: null } }, {}],
    })
    expect(refused).toEqual(['FORBIDDEN search.1.title', 'FORBIDDEN again.0.inside.title'])
  })

  it('is not mistaken for another by an alias that a client chose', () => {
    const query = '{ search { ... on Open { typeOfObject: title } ... on Shut { typeOfObject: title } } }'
    expect(ask(query, customer)).toMatchObject({
      data: { search: [{ typeOfObject: 'open' }, { typeOfObject: null }] },
      refused: ['FORBIDDEN search.1.typeOfObject'],
    })
  })

  it('behind an interface is not had through the interface', () => {
    const bare = authorizationOf(withoutRulesOn(supergraphSdl, 'Node.label'))
    for (const by of [ours, bare]) {
      expect(ask('{ node { id label } }', customer, { by })).toMatchObject({
        asked: expect.not.stringContaining('label'),
        data: { node: { id: 'g', label: null } },
        refused: ['FORBIDDEN node.label'],
      })
      expect(ask('{ node { ... on Plain { label } ... on Guarded { label } } }', customer, { by })).toMatchObject({
        data: { node: { label: null } },
        refused: ['FORBIDDEN node.label'],
      })
      expect(ask('{ node { label ... on Plain { label } } }', customer, { by }).asked).toMatch(
        /^\{\n {2}node \{\n {4}\.\.\. on Plain \{\n {6}label\n {4}\}\n {4}typeOfObject: __typename/,
      )
    }
  })
})

describe('a document that costs much to look at', () => {
  it('is looked at once for each fragment, not for each way to it', () => {
    const depth = 40
    const fragments = Array.from(
      { length: depth },
      (_, at) => `fragment f${at} on Me { ...f${at + 1} ... on Me { ...f${at + 1} } }`,
    )
    const query = `{ me { id ...f0 } } ${fragments.join(' ')} fragment f${depth} on Me { secret }`
    const document = parse(query)
    const restriction = ours.authorization.authorize(document, operationOf(document), customer)
    expect(restriction?.complete({ data: { me: { id: '1' } } }, {}).data).toEqual({ me: { id: '1', secret: null } })
  })
})
