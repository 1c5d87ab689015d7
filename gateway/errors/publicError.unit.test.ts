import { describe, expect, it } from '@jest/globals'
import { readSubgraphAnswer } from '../execution/subgraphAnswer.js'
import { toPublicError } from './publicError.js'

describe('the error that a caller sees', () => {
  it.each([
    'GRAPHQL_PARSE_FAILED',
    'GRAPHQL_VALIDATION_FAILED',
    'BAD_REQUEST',
    'OPERATION_RESOLUTION_FAILURE',
    'BAD_USER_INPUT',
  ])('is BAD_USER_INPUT for %s', (code) => {
    expect(toPublicError({ message: 'why', extensions: { code } }, 'trace')).toEqual({
      message: 'why',
      extensions: { code: 'BAD_USER_INPUT' },
    })
  })

  it('keeps a code of the contract, its place and what it says, and nothing of our inside', () => {
    const extensions = {
      code: 'NOT_FOUND',
      hint: 'a',
      stacktrace: ['at x'],
      serviceName: 'billing',
      exception: {},
      http: {},
    }
    expect(
      toPublicError({ message: '없음', path: ['a', 0], locations: [{ line: 1, column: 2 }], extensions }, 'trace'),
    ).toEqual({
      message: '없음',
      path: ['a', 0],
      locations: [{ line: 1, column: 2 }],
      extensions: { code: 'NOT_FOUND', hint: 'a' },
    })
  })

  it.each([undefined, 'INTERNAL_SERVER_ERROR', 'DOWNSTREAM_SERVICE_ERROR', 42])(
    'masks the code %s, with a reference',
    (code) => {
      const { message, extensions } = toPublicError(
        { message: 'connect ECONNREFUSED 10.0.0.7', extensions: { code, secret: 1 } },
        'trace',
      )
      expect(message).not.toContain('10.0.0.7')
      expect(extensions).toEqual({ code: 'INTERNAL_SERVER_ERROR', reference: 'trace' })
    },
  )
})

describe('the answer of a subgraph', () => {
  it.each([
    null,
    'text',
    7,
    [],
    {},
    { message: 'Not Found' },
    { data: [] },
    { data: 'x' },
    { errors: 'x' },
    { data: {}, errors: [null] },
  ])('is none when the body is %j', (body) => {
    expect(readSubgraphAnswer(body, 'trace')).toBeNull()
  })

  it('keeps data beside errors, and masks the errors that say too much', () => {
    const secret = { message: 'at db.ts:1', path: ['b'], extensions: { code: 'INTERNAL_SERVER_ERROR' } }
    const known = { message: '없음', path: ['a'], extensions: { code: 'NOT_FOUND', stacktrace: ['x'] } }
    const read = readSubgraphAnswer({ data: { a: null }, errors: [known, secret, { path: 'nonsense' }] }, 'trace')
    const masked = {
      message: expect.not.stringContaining('db.ts') as unknown,
      extensions: { code: 'INTERNAL_SERVER_ERROR', reference: 'trace' },
    }
    expect(read).toEqual({
      answer: {
        data: { a: null },
        errors: [
          { message: '없음', path: ['a'], extensions: { code: 'NOT_FOUND' } },
          { ...masked, path: ['b'] },
          masked,
        ],
      },
      masked: [secret, { path: 'nonsense' }],
    })
  })
})
