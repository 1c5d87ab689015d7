import { describe, expect, it } from '@jest/globals'
import { createKnownOperations, type KnownOperation } from './knownOperations.js'
import { planSupergraph } from './planSupergraph.js'
import { composeTyped } from '../testing/testGateway.js'
import { warmOperations } from './warmOperations.js'

const { schema } = planSupergraph(composeTyped({ shop: 'type Query { a: Int  b: Int } type Mutation { c: Int }' }))

describe('registered documents, before a supergraph is in force', () => {
  const known = createKnownOperations()
  const planned: (string | undefined)[] = []
  const federation = { prepare: ({ operation }: KnownOperation) => void planned.push(operation.name?.value) }
  const one = { id: '1', text: 'query One { a }' }
  const several = { id: '2', text: 'query Two { b } mutation Three { c } query Four { a }' }
  warmOperations([one, several], schema, { federation, known })

  it('have their queries planned, and no mutation, whose rules stand elsewhere', () => {
    expect(planned).toEqual(['One', 'Two', 'Four'])
    expect(known.find(several.text, 'Three')).toBeUndefined()
  })

  it('are known by their names, and without one where there is but one operation', () => {
    expect(known.find(one.text, 'One')).toMatchObject({ schema, hash: '1' })
    expect(known.find(one.text, undefined)).toBe(known.find(one.text, 'One'))
    expect(known.find(several.text, 'Four')?.operation.name?.value).toBe('Four')
    expect(known.find(several.text, undefined)).toBeUndefined()
  })
})
