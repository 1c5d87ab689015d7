import { describe, expect, it } from '@jest/globals'
import { problemOf } from './problemOf.js'

const nothing = { retryAfterSeconds: null, reference: null }

describe('what is told of an error', () => {
  it.each([
    ['FORBIDDEN', 'forbidden'],
    ['NOT_FOUND', 'notFound'],
    ['RATE_LIMITED', 'tooMany'],
    ['SERVICE_UNAVAILABLE', 'unavailable'],
    ['UNAUTHENTICATED', 'signedOut'],
    ['BAD_USER_INPUT', 'invalid'],
    ['INTERNAL_SERVER_ERROR', 'internal'],
    ['UNKNOWN_OPERATION', 'internal'],
  ])('hangs on its code: %s', (code, kind) => {
    const extensions = { code }
    expect(problemOf({ graphQLErrors: [{ message: '', extensions }] })).toEqual({ kind, ...nothing })
    expect(problemOf({ errors: [{ message: '', extensions }] })).toEqual({ kind, ...nothing })
    expect(problemOf({ code })).toEqual({ kind, ...nothing })
  })

  it('comes with the seconds to wait and with what finds it in our logs', () => {
    const extensions = { code: 'SERVICE_UNAVAILABLE', retryAfterSeconds: 5, reference: 'abc' }
    expect(problemOf({ graphQLErrors: [{ extensions }] })).toEqual({
      kind: 'unavailable',
      retryAfterSeconds: 5,
      reference: 'abc',
    })
  })

  it('is the network when the gateway was not reached', () => {
    const lost = new TypeError('Failed to fetch')
    expect(problemOf(lost).kind).toBe('offline')
    expect(problemOf({ networkError: lost, graphQLErrors: [] }).kind).toBe('offline')
  })

  it.each([[new Error('broken')], [null], ['text'], [{ networkError: new Error('no JSON') }]])(
    'is our fault for whatever else it is',
    (error) => expect(problemOf(error)).toEqual({ kind: 'internal', ...nothing }),
  )
})
