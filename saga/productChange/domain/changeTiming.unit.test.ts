import { describe, expect, it } from '@jest/globals'
import { effectiveOn } from './changeTiming.js'

describe('UFR-PROD-020 the first day on the new plan', () => {
  it.each([
    ['IMMEDIATE', '2026-11-22T10:00:00Z', '2026-11-22'],
    ['IMMEDIATE', '2026-11-22T15:00:00Z', '2026-11-23'],
    ['IMMEDIATE', '2026-11-30T15:00:00Z', '2026-12-01'],
    ['NEXT_BILL_CYCLE', '2026-11-22T10:00:00Z', '2026-12-01'],
    ['NEXT_BILL_CYCLE', '2026-11-30T15:00:00Z', '2027-01-01'],
    ['NEXT_BILL_CYCLE', '2026-12-31T14:59:59Z', '2027-01-01'],
  ] as const)('%s asked for at %s is %s in Seoul', (timing, now, expected) => {
    expect(effectiveOn(timing, new Date(now))).toBe(expected)
  })
})
