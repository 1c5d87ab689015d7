import { describe, expect, it } from '@jest/globals'
import { hashCustomer, outcomeOf } from './requestRecord.js'

describe('the outcome of a request', () => {
  it.each([
    ['ok', [], true, 200],
    ['partial', ['SERVICE_UNAVAILABLE'], true, 200],
    ['failed', ['SERVICE_UNAVAILABLE'], false, 200],
    ['refused', ['NOT_FOUND'], false, 200],
    ['refused', ['BAD_USER_INPUT'], false, 400],
    ['refused', [], false, 413],
    ['failed', ['INTERNAL_SERVER_ERROR'], true, 200],
    ['failed', [], false, 500],
  ])('is %s for codes %j, data %s, status %i', (expected, codes, hasData, status) => {
    expect(outcomeOf({ codes, hasData }, status, true)).toBe(expected)
  })

  it.each([
    ['left', [], true, 200],
    ['left', ['SERVICE_UNAVAILABLE'], false, 200],
    ['failed', ['INTERNAL_SERVER_ERROR'], false, 200],
  ])(
    'is %s for codes %j, data %s, status %i, when the client did not stay for the answer',
    (expected, codes, hasData, status) => {
      expect(outcomeOf({ codes, hasData }, status, false)).toBe(expected)
    },
  )

  it('tells customers apart without naming them', () => {
    const [one, other] = [hashCustomer('3f1c'), hashCustomer('3f1d')]
    expect(one).toMatch(/^[0-9a-f]{16}$/)
    expect(one).not.toBe(other)
  })
})
