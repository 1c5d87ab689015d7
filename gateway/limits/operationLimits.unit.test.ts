import { describe, expect, it } from '@jest/globals'
import { buildSchema, getOperationAST, parse } from 'graphql'
import { fragmentsOf } from '../execution/plan/fragmentsOf.js'
import { attacks } from '../testing/attacks.js'
import { longestList } from './longestList.js'
import { createOperationLimits } from './operationLimits.js'

describe('limits that are switched off', () => {
  const limits = createOperationLimits(null, () => {
    throw new Error('no supergraph is needed')
  })

  it.each(Object.entries(attacks))('let everything pass: %s', (_name, text) => {
    expect(limits.maxTokens).toBeUndefined()
    expect(limits.lengthOver(text)).toBeNull()
    const document = parse('mutation { signIn a: signIn }')
    expect(limits.shapeOver(document)).toBeNull()
    const operation = getOperationAST(document)
    if (operation) limits.checkCost(operation, () => fragmentsOf(document), { list: Array(1_000) })
  })
})

describe('the cost of a document that is known', () => {
  it('is worked out once for each supergraph', () => {
    const sdl = 'type Query { a: Int }'
    let supergraph = { schema: buildSchema(sdl), sdl }
    let looked = 0
    const generous = { depth: 9, aliases: 9, rootFields: 9, fields: 9, directives: 9, listSize: 9, cost: 9, signIns: 1 }
    const limits = createOperationLimits({ documentLength: 99, tokens: 99, ...generous }, () => supergraph)
    const document = parse('{ a }')
    const operation = getOperationAST(document)
    const check = () => {
      if (operation) limits.checkCost(operation, () => (looked++, {}), undefined)
    }
    check()
    check()
    expect(looked).toBe(1)
    supergraph = { ...supergraph }
    check()
    expect(looked).toBe(2)
  })
})

describe('the longest list', () => {
  it.each([
    [null, 0],
    ['text', 0],
    [{ a: [1, 2], b: { c: [[1, 2, 3]] } }, 3],
    [[[[[]]]], 1],
  ])('of %j has %i items', (json, expected) => {
    expect(longestList(json, 100)).toBe(expected)
  })

  it('is found in what is nested more deeply than the stack is', () => {
    expect(longestList(JSON.parse('['.repeat(100_000) + ']'.repeat(100_000)), 100)).toBe(1)
  })
})
