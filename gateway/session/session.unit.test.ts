import { describe, expect, it } from '@jest/globals'
import { type FragmentDefinitionNode, Kind, type OperationDefinitionNode, parse } from 'graphql'
import { readOwnCookies, toCookieHeader } from './cookies.js'
import { readCredentials } from './credentials.js'
import { mayUseCookies } from './originRule.js'
import { countRootFields, fragmentsOf } from './rootFields.js'
import { isSignInOperation } from './signInOperation.js'

describe('cookies', () => {
  it('UFR-AUTH-010 finds our own cookies and passes over whatever else the host has', () => {
    const header = 'theme=dark; __Host-yogeum-access=a.b.c;;=x; broken; __Host-yogeum-device=d=1'
    expect(readOwnCookies(header)).toEqual([
      { name: '__Host-yogeum-access', value: 'a.b.c' },
      { name: '__Host-yogeum-device', value: 'd=1' },
    ])
    expect(toCookieHeader(readOwnCookies(header))).toBe('__Host-yogeum-access=a.b.c; __Host-yogeum-device=d=1')
    expect(toCookieHeader(readOwnCookies('theme=dark'))).toBeNull()
    expect(readOwnCookies(undefined)).toEqual([])
  })
})

describe('credentials', () => {
  const cookie = (value: string) => ({ name: '__Host-yogeum-access', value })

  it.each([
    ['none', undefined, [], { kind: 'none' }],
    ['an emptied cookie', undefined, [cookie('')], { kind: 'none' }],
    ['a cookie', undefined, [cookie('a.b.c')], { kind: 'token', token: 'a.b.c' }],
    ['a bearer, which wins over the cookie', 'Bearer x.y.z', [cookie('a.b.c')], { kind: 'token', token: 'x.y.z' }],
    ['a bearer in lower case', 'bearer x.y.z', [], { kind: 'token', token: 'x.y.z' }],
    ['another scheme', 'Basic abc', [cookie('a.b.c')], { kind: 'malformed' }],
    ['an empty header', '', [], { kind: 'malformed' }],
    ['a bearer that is no token', 'Bearer abc', [], { kind: 'malformed' }],
    ['a bearer with more behind it', 'Bearer a.b.c d', [], { kind: 'malformed' }],
    ['a cookie that is no token', undefined, [cookie('"><script>')], { kind: 'malformed' }],
    ['two cookies that disagree', undefined, [cookie('a.b.c'), cookie('x.y.z')], { kind: 'malformed' }],
    ['the same cookie twice', undefined, [cookie('a.b.c'), cookie('a.b.c')], { kind: 'token', token: 'a.b.c' }],
  ])('UFR-AUTH-010 reads %s', (_what, authorization, cookies, expected) => {
    expect(readCredentials(authorization, cookies)).toEqual(expected)
  })
})

describe('the origin rule', () => {
  const foreign = (site: string) => ({ 'sec-fetch-site': site, cookie: 'a=1', host: 'yogeum.kr' })

  it.each([
    ['no cookies at all', { origin: 'https://evil.example', host: 'yogeum.kr' }, true],
    ['no origin: not a page of another site', { cookie: 'a=1', host: 'yogeum.kr' }, true],
    ['our own page', { origin: 'https://yogeum.kr', cookie: 'a=1', host: 'yogeum.kr' }, true],
    [
      'our own page, port and case apart from how Host writes it',
      { origin: 'https://yogeum.kr', cookie: 'a=1', host: 'YOGEUM.kr:443' },
      true,
    ],
    ['our own page on a port', { origin: 'http://127.0.0.1:4000', cookie: 'a=1', host: '127.0.0.1:4000' }, true],
    ['another site', { origin: 'https://evil.example', cookie: 'a=1', host: 'yogeum.kr' }, false],
    ['another port', { origin: 'http://127.0.0.1:5000', cookie: 'a=1', host: '127.0.0.1:4000' }, false],
    ['a sandboxed page', { origin: 'null', cookie: 'a=1', host: 'yogeum.kr' }, false],
    [
      'a host that only begins like ours',
      { origin: 'https://yogeum.kr.evil.example', cookie: 'a=1', host: 'yogeum.kr' },
      false,
    ],
    ['another scheme', { origin: 'chrome-extension://yogeum.kr', cookie: 'a=1', host: 'yogeum.kr' }, false],
    ['no host', { origin: 'https://yogeum.kr', cookie: 'a=1' }, false],
    ['no origin, and a browser that says it is for another site', { ...foreign('cross-site') }, false],
    ['no origin, and a browser that says it is for another host of this site', { ...foreign('same-site') }, false],
    ['no origin, and a browser that says it is for our own page', { ...foreign('same-origin') }, true],
    ['no origin, and a browser that says its user typed the address', { ...foreign('none') }, true],
    ['an origin that was allowed', { origin: 'https://my.mvno.kr', cookie: 'a=1', host: 'internal' }, true],
  ])('UFR-AUTH-010 with %s', (_what, headers, allowed) => {
    expect(mayUseCookies(headers, ['https://my.mvno.kr'])).toBe(allowed)
  })
})

describe('an operation that only begins, renews or ends a session', () => {
  it.each([
    ['mutation { signIn }', true],
    ['mutation { __typename again: refreshSession signOut }', true],
    ['mutation { ...f } fragment f on Mutation { ... { signOut } }', true],
    ['mutation { __typename }', false],
    ['mutation { signIn rename }', false],
    ['mutation { signIn: rename }', false],
    ['mutation { signIn ...f } fragment f on Mutation { rename }', false],
    ['query { signIn }', false],
    ['{ viewer { id } }', false],
  ])('UFR-AUTH-010 %s', (source, expected) => {
    const { definitions } = parse(source)
    const operation = definitions.find(
      (node): node is OperationDefinitionNode => node.kind === Kind.OPERATION_DEFINITION,
    )
    const fragments = definitions.filter(
      (node): node is FragmentDefinitionNode => node.kind === Kind.FRAGMENT_DEFINITION,
    )
    expect(operation && isSignInOperation(operation, new Map(fragments.map((node) => [node.name.value, node])))).toBe(
      expected,
    )
  })
})

describe('how often a field stands at the root', () => {
  const count = (source: string, name: string) => {
    const document = parse(source)
    const [operation] = document.definitions as [OperationDefinitionNode]
    return countRootFields(operation.selectionSet, fragmentsOf(document)).get(name) ?? 0
  }

  it.each([
    ['mutation { signIn }', 1],
    ['mutation { a: signIn b: signIn ... { c: signIn } }', 3],
    ['mutation { ...f ...f g: signIn } fragment f on Mutation { h: signIn }', 3],
    ['mutation { signIn: rename }', 0],
    ['mutation { ...unknown }', 0],
  ])('%s', (source, times) => {
    expect(count(source, 'signIn')).toBe(times)
  })

  it('is told at once of fragments that spread each other twice, a hundred deep', () => {
    const doubled = Array.from(
      { length: 100 },
      (_, at) => `fragment f${at} on Mutation { ...f${at + 1} ...f${at + 1} }`,
    )
    const source = `mutation { ...f0 } ${doubled.join(' ')} fragment f100 on Mutation { signIn }`
    expect(count(source, 'signIn')).toBe(2 ** 100)
  })
})
