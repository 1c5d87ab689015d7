import { describe, expect, it } from '@jest/globals'
import { Supergraph } from '@apollo/federation-internals'
import { readRules } from './readRules.js'
import { type Rule } from './rule.js'
import { composeWithRules, withoutRulesOn } from './testing/composeWithRules.js'
import { withoutSecurityPurpose } from './withoutSecurityPurpose.js'

const read = (supergraphSdl: string) => readRules(Supergraph.build(withoutSecurityPurpose(supergraphSdl)).schema)

const authenticated: Rule = { kind: 'authenticated' }
const scopes = (...anyOf: string[][]): Rule => ({ kind: 'requiresScopes', anyOf })
const policy = (...anyOf: string[][]): Rule => ({ kind: 'policy', anyOf })

describe('the rules of a supergraph', () => {
  it('stand on a field, on its type, and on the object, scalar or enum that it returns', () => {
    const rules = read(
      composeWithRules({
        a: `
          type Query { open: String  shut: String @authenticated  t: [T!]!  s: [S]  e: E  }
          type Mutation @policy(policies: [["HAS_LINE"]]) { go: Int @requiresScopes(scopes: [["A"], ["B", "C"]]) }
          type T @requiresScopes(scopes: [["T"]]) { x: Int }
          scalar S @authenticated
          enum E @policy(policies: [["P"], ["Q", "R"]]) { ONE }
        `,
      }),
    )
    expect(rules.of('Query', 'open')).toEqual([])
    expect(rules.of('Query', 'shut')).toEqual([authenticated])
    expect(rules.of('Query', 't')).toEqual([scopes(['T'])])
    expect(rules.of('T', 'x')).toEqual([scopes(['T'])])
    expect(rules.of('Query', 's')).toEqual([authenticated])
    expect(rules.of('Query', 'e')).toEqual([policy(['P'], ['Q', 'R'])])
    expect(rules.of('Mutation', 'go')).toEqual([policy(['HAS_LINE']), scopes(['A'], ['B', 'C'])])
  })

  it('of two subgraphs are both to be met', () => {
    const rules = read(
      composeWithRules({
        a: 'type Query { x: Int @shareable @requiresScopes(scopes: [["A"], ["B"]]) }',
        b: 'type Query { x: Int @shareable @requiresScopes(scopes: [["C"]]) @authenticated }',
      }),
    )
    expect(rules.of('Query', 'x')).toEqual([authenticated, scopes(['A', 'C'], ['B', 'C'])])
  })

  it('are found under another name that the supergraph gives the directive', () => {
    const plain = composeWithRules({
      a: 'type Query { x: Int @requiresScopes(scopes: [["A"]])  y: Int @authenticated }',
    })
    const renamed = plain
      .replaceAll('@requiresScopes', '@needs')
      .replace('requiresScopes/v0.1",', 'requiresScopes/v0.1", as: "needs",')
      .replaceAll('requiresScopes__Scope', 'needs__Scope')
      .replaceAll('@authenticated', '@signedIn')
      .replace('authenticated/v0.1",', 'authenticated/v0.1", import: [{ name: "@authenticated", as: "@signedIn" }],')
    const rules = read(renamed)
    expect(rules.of('Query', 'x')).toEqual([scopes(['A'])])
    expect(rules.of('Query', 'y')).toEqual([authenticated])
  })

  it('of what a field requires hold for the field, through as many steps as it takes', () => {
    const copied = composeWithRules({
      a: `
        type Query { t: T }
        type T @key(fields: "id") { id: ID!  secret: String @authenticated  inner: Inner @shareable }
        type Inner @shareable { deep: Int @requiresScopes(scopes: [["DEEP"]])  flat: Int }
      `,
      b: `
        type T @key(fields: "id") {
          id: ID!
          secret: String @external
          derived: String @requires(fields: "secret") @authenticated
          inner: Inner @external
          nested: Int @requires(fields: "inner { deep }") @requiresScopes(scopes: [["DEEP"]])
        }
        type Inner { deep: Int @external }
      `,
      c: `
        type T @key(fields: "id") {
          id: ID!
          derived: String @external
          twice: String @requires(fields: "derived") @authenticated
        }
      `,
    })
    const bare = withoutRulesOn(copied, 'T.derived', 'T.twice', 'T.nested')
    for (const rules of [read(copied), read(bare)]) {
      expect(rules.of('T', 'derived')).toEqual([authenticated])
      expect(rules.of('T', 'twice')).toEqual([authenticated])
      expect(rules.of('T', 'nested')).toEqual([scopes(['DEEP'])])
      expect(rules.of('T', 'id')).toEqual([])
    }
  })

  it('on only some of the types behind an interface hold for whoever asks the interface', () => {
    const copied = composeWithRules({
      a: `
        type Query { i: I }
        interface I { id: ID!  x: String }
        type A implements I { id: ID!  x: String @requiresScopes(scopes: [["X"]]) }
        type B implements I @policy(policies: [["P"]]) { id: ID!  x: String }
        type C implements I { id: ID!  x: String }
      `,
    })
    const bare = withoutRulesOn(copied, 'I', 'I.x')
    for (const rules of [read(copied), read(bare)]) {
      expect(rules.of('I', 'id')).toEqual([policy(['P'])])
      expect(new Set(rules.of('I', 'x'))).toEqual(new Set([policy(['P']), scopes(['X'])]))
      expect(rules.of('C', 'x')).toEqual([])
      expect(rules.of('A', 'x')).toEqual([scopes(['X'])])
      expect(rules.of('B', 'id')).toEqual([policy(['P'])])
    }
  })

  it('on a field that an interface object adds hold on every type behind the interface', () => {
    const copied = composeWithRules({
      a: `
        type Query { m: M }
        interface M @key(fields: "id") { id: ID!  n: String }
        type A implements M @key(fields: "id") { id: ID!  n: String @authenticated }
        type B implements M @key(fields: "id") { id: ID!  n: String }
      `,
      b: 'type M @key(fields: "id") @interfaceObject { id: ID!  extra: String @requiresScopes(scopes: [["X"]]) }',
    })
    const bare = withoutRulesOn(copied, 'A.extra', 'B.extra')
    for (const rules of [read(copied), read(bare)]) {
      for (const type of ['M', 'A', 'B']) expect(rules.of(type, 'extra')).toEqual([scopes(['X'])])
      expect(rules.of('B', 'n')).toEqual([])
      expect(rules.of('M', 'n')).toEqual([authenticated])
    }
  })

  it('of a specification that nobody here knows keep the supergraph from loading', () => {
    const sdl = composeWithRules({ a: 'type Query { x: Int @authenticated }' })
    expect(() => read(sdl.replace('authenticated/v0.1', 'authenticated/v0.2'))).toThrow()
    expect(() => read(sdl.replace('apollo.dev/authenticated', 'apollo.dev/clearance'))).toThrow(/SECURITY/)
  })
})
