import { describe, expect, it } from '@jest/globals'
import { clawback, wholeMonthsBetween } from './clawback.js'

describe('UFR-PROD-020 what leaving a contract costs', () => {
  it.each([
    [15_675, 9, 122_265],
    [8_250, 6, 49_500],
    [8_250, 9, 64_350],
    [8_250, 12, 79_200],
    [8_250, 16, 90_750],
    [8_250, 20, 85_800],
    [8_250, 23, 75_900],
    [8_250, 24, 0],
    [8_250, 30, 0],
    [8_250, 0, 0],
  ])('24 months, discount %i, %i months used: %i', (discount, used, expected) => {
    expect(clawback(24, used, discount)).toBe(expected)
  })

  it.each([
    [1, 8_250],
    [6, 49_500],
    [7, 53_625],
    [9, 61_875],
    [11, 61_875],
    [12, 0],
  ])('12 months, discount 8,250, %i months used: %i', (used, expected) => {
    expect(clawback(12, used, 8_250)).toBe(expected)
  })

  it('is unknown for a term that has no table', () => {
    expect(clawback(36, 3, 8_250)).toBeNull()
  })

  it.each([
    ['2026-01-15', '2026-10-15', 9],
    ['2026-01-15', '2026-10-14', 8],
    ['2025-11-01', '2026-11-22', 12],
    ['2026-11-22', '2026-11-22', 0],
    ['2026-12-01', '2026-11-22', 0],
  ])('from %s to %s are %i whole months', (start, end, expected) => {
    expect(wholeMonthsBetween(start, end)).toBe(expected)
  })
})
