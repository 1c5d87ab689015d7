import { describe, expect, it } from '@jest/globals'
import { parse } from 'graphql'
import { measureDocument } from './documentShape.js'

const measure = (text: string) => measureDocument(parse(text))

describe('the shape of a document', () => {
  it('counts fields, depth and aliases, with those of fragments as often as they are spread', () => {
    const text = `
      query { a: viewer { ...F x: name ... on Customer { ...F } } other }
      fragment F on Customer { y: lines { id } }`
    expect(measure(text)).toEqual({
      depth: 3,
      aliases: 4,
      rootFields: 2,
      fields: 7,
      directives: 0,
      listSize: 0,
      signIns: 0,
    })
  })

  it('takes the largest of several operations, and looks at fragments that nobody spreads', () => {
    const text = 'query A { a { b } } query B { a b c } fragment Unused on T { a { b { c { d { e } } } } }'
    expect(measure(text)).toMatchObject({ rootFields: 3, depth: 5, fields: 5 })
  })

  it('counts directives wherever they stand', () => {
    const text = `query ($v: Int @a) @a { x @a ... @a { y } ...F @a } fragment F on T @a { z(v: 1) @a @a }`
    expect(measure(text).directives).toBe(8)
  })

  it('finds the longest list among the values', () => {
    expect(measure('query ($v: [Int] = [1, 2]) { a(v: { w: [[1, 2, 3], 4] }) }').listSize).toBe(3)
  })

  it('counts sign-ins at the root of mutations alone', () => {
    expect(measure('mutation { a: signIn ... { signIn } ...F } fragment F on M { signIn }').signIns).toBe(3)
    expect(measure('mutation { me { signIn } }').signIns).toBe(0)
    expect(measure('query { signIn a: signIn }').signIns).toBe(0)
  })

  it('looks at each fragment once, though they are spread without number', () => {
    const levels = Array.from({ length: 1_000 }, (_, n) => `fragment F${n} on T { ...F${n + 1} ...F${n + 1} }`)
    expect(measure(`{ ...F0 } ${levels.join(' ')} fragment F1000 on T { a }`)).toMatchObject({
      depth: 1,
      fields: 2 ** 1_000,
    })
  })

  it('comes to an end with fragments that contain each other, or are not there', () => {
    expect(
      measure('{ ...F ...Nowhere } fragment F on T { a ...G } fragment G on T { b { ...F } }').fields,
    ).toBeGreaterThan(0)
  })
})
