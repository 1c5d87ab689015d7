import { describe, expect, it } from '@jest/globals'
import { readAsked, variablesKey } from './asked.js'
import { readMaxAge } from './cacheControlHeader.js'

describe('the part of a key that variables make', () => {
  it('is one for equal ones, and another for all others', () => {
    const texts = [
      '{}', '{"a":null}', '{"a":"null"}', '{"a":1}', '{"a":"1"}', '{"a":true}', '{"a":[1]}', '{"a":[[1]]}', '{"a":{}}',
      '{"a":[]}', '{"a":"[]"}', '{"a":{"b":1},"c":2}', '{"a":{"b":1,"c":2}}', '{"a":"\\",\\"b\\":\\""}', '{"a":"","b":""}',
      '{"a":0.1}', '{"a":1e21}', '{"A":1}', '{"a":"\\u0000"}', '{"a":"\\ud800"}', '{"":1}',
    ] // prettier-ignore
    const keys = texts.map((text) => variablesKey(JSON.parse(text) as Record<string, unknown>))
    expect(new Set(keys).size).toBe(texts.length)
    expect(variablesKey({ b: { d: 1, c: 2 }, a: 1 })).toBe(variablesKey({ a: 1, b: { c: 2, d: 1 } }))
    expect(variablesKey({ a: [1, 2] })).not.toBe(variablesKey({ a: [2, 1] }))
  })

  it.each([
    ['a number that JSON cannot hold', JSON.parse('{"a":[{"b":1e999}]}')],
    ['too deep', JSON.parse(`{"a":${'['.repeat(9_999)}${']'.repeat(9_999)}}`)],
    ['too long', { a: 'x'.repeat(5_000) }],
  ])('is none for %s', (_what, variables) => expect(variablesKey(variables as Record<string, unknown>)).toBeNull())
})

it.each([
  [[]],
  ['x'],
  [null],
  [{}],
  [{ query: 1 }],
  [{ query: 'x', variables: [] }],
  [{ query: 'x', operationName: {} }],
  [{ query: 'x', documentId: 'y' }],
])('nothing is looked up for %j', (body) => expect(readAsked(body)).toBeNull())

it.each([
  ['max-age=60, private', 60],
  ['private,max-age=60', 60],
  ['max-age=60, max-age=5', 5],
  ['s-maxage=9, max-age=60', 9],
  ['MAX-AGE=60', 60],
  ['max-age=60, no-store', 0],
  ['no-cache="x", max-age=60', 0],
  ['x-max-age=60', 0],
  ['max-age=-1', 0],
  ['max-age=abc', 0],
  ['', 0],
  [null, 0],
])('a subgraph that says %j allows %i s', (header, seconds) => expect(readMaxAge(header)).toBe(seconds))
