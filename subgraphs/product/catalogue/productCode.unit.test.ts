import { describe, expect, it } from '@jest/globals'
import { requireProductCode } from './productCode.js'

describe('UFR-PROD-030 the shape of a product code', () => {
  it.each(['LTE-PLUS-007', '5G-MAX-110', 'ABC', 'A'.repeat(40)])('takes %s', (code) => {
    expect(requireProductCode(code)).toBe(code)
  })

  it.each(['', 'AB', 'lte-plus-007', '-LTE', 'A B C', "LTE';--", 'A'.repeat(41), 'LTE\n', '라이트'])(
    'refuses %j',
    (code) => {
      expect(() => requireProductCode(code)).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' }))
    },
  )
})
