import { describe, expect, it } from '@jest/globals'
import { buildSchema, parse, validate } from 'graphql'
import { upstreamOperation } from './upstreamOperation.js'

const schema = buildSchema(`
  type Query { a: Int }
  type Subscription {
    productChangeProgress(id: ID!, afterVersion: Int = 0): Progress!
    kosBreakerChanged(after: Int): Event!
    ticks: Int!
  }
  type Progress { event: Event!  resumeVersion: Int }
  type Event { version: Int!  type: String! }
`)
const read = (operation: string) => upstreamOperation({ operation, operationName: undefined }, schema)

describe('what is subscribed to at a subgraph', () => {
  it.each([
    ['no argument', 'subscription($id:ID!){productChangeProgress(id:$id){event{type}}}', { id: 'a' }, null, undefined],
    ['a literal', 'subscription{productChangeProgress(id:"a" afterVersion:4){event{type}}}', {}, 4, 4],
    ['a null', 'subscription{productChangeProgress(id:"a" afterVersion:null){event{type}}}', {}, null, null],
    ['a variable', 'subscription($n:Int){productChangeProgress(id:"a" afterVersion:$n){event{type}}}', { n: 5 }, 5, 5],
    [
      'a variable left out',
      'subscription($n:Int){productChangeProgress(id:"a" afterVersion:$n){event{type}}}',
      {},
      null,
      undefined,
    ],
  ])(
    'UFR-PROD-040 is valid, begins where the client says, and goes on where it broke off: %s',
    (_what, operation, variables, begins, sent) => {
      const upstream = read(operation)
      expect(validate(schema, parse(upstream.query))).toEqual([])
      expect(upstream.resumable(variables)).toBe(true)
      expect(upstream.begins(variables)).toBe(begins)
      expect(upstream.variables(variables, null)['resumeAfter']).toBe(sent)
      expect(upstream.variables(variables, 9)).toEqual({ ...('id' in variables && { id: 'a' }), resumeAfter: 9 })
    },
  )

  it('UFR-PROD-040 has its version taken out of each event, under the alias of the client', () => {
    const upstream = read('subscription{mine:productChangeProgress(id:"a"){event{type}}}')
    const event = { data: { mine: { event: { type: 'x' }, resumeVersion: { version: 3 } } } }
    expect(upstream.takeVersion(event)).toBe(3)
    expect(event).toEqual({ data: { mine: { event: { type: 'x' } } } })
    for (const odd of [null, 7, {}, { data: null }, { data: { mine: null } }])
      expect(upstream.takeVersion(odd)).toBeNull()
  })

  it('gives way to a name that the client uses', () => {
    const upstream = read('subscription($resumeAfter:ID!){productChangeProgress(id:$resumeAfter){resumeVersion}}')
    expect(validate(schema, parse(upstream.query))).toEqual([])
    expect(upstream.variables({ resumeAfter: 'a' }, 2)).toEqual({ resumeAfter: 'a', resumeAfter_: 2 })
  })

  it('is left as it is where the field is in no table', () => {
    const upstream = read('subscription{ticks}')
    expect(upstream.query).toBe('subscription{ticks}')
    expect(upstream.resumable({})).toBe(false)
  })

  it('goes on where it broke off only where it is known to have begun, if it begins with nothing', () => {
    const upstream = read('subscription($n:Int){kosBreakerChanged(after:$n){type}}')
    expect(validate(schema, parse(upstream.query))).toEqual([])
    expect(upstream.resumable({ n: 0 })).toBe(true)
    expect(upstream.variables({ n: 0 }, 3)).toEqual({ resumeAfter: 3 })
    for (const variables of [{}, { n: null }]) expect(upstream.resumable(variables)).toBe(false)
    expect(upstream.variables({}, null)).toEqual({})
  })
})
