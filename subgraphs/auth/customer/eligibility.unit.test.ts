import { describe, expect, it } from '@jest/globals'
import { eligibilityOf } from './eligibility.js'

/** Still the 21st in Greenwich, the 22nd in Seoul. */
const now = new Date('2026-11-21T15:00:00Z')

describe('UFR-AUTH-020 eligibility by age', () => {
  it.each([
    ['65 today in Seoul', '1961-11-22', ['AGE_65_PLUS']],
    ['65 tomorrow', '1961-11-23', []],
    ['18, 19 tomorrow', '2007-11-23', ['AGE_18_MINUS']],
    ['19 today', '2007-11-22', []],
    ['without a birth date', null, []],
  ])('UFR-AUTH-020 a customer %s', (_, birthDate, expected) => {
    expect(eligibilityOf(birthDate, now)).toEqual(expected)
  })
})
