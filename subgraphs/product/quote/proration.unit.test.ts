import { describe, expect, it } from '@jest/globals'
import { prorateMonthOfChange, wholeMonth } from './proration.js'

const from = { name: '데이터맘껏 11GB+', monthlyFee: 33_000 }
const to = { name: '데이터든든 7GB+', monthlyFee: 19_800 }
const amounts = (day: string) => prorateMonthOfChange(from, to, day).map((line) => line.amount)

describe('UFR-PROD-020 the month of the change, by days', () => {
  it('gives the check value: 30 days, change on the 15th, 15,400 + 10,560 = 25,960', () => {
    expect(amounts('2026-11-15')).toEqual([15_400, 10_560])
    expect(amounts('2026-11-15').reduce((sum, amount) => sum + amount, 0)).toBe(25_960)
  })

  it.each([
    ['the last day of a 31-day month', '2026-12-31', [31_935, 638]],
    ['the 2nd of a 31-day month', '2026-01-02', [1_064, 19_161]],
    ['February of 28 days', '2026-02-15', [16_500, 9_900]],
    ['February of 29 days', '2028-02-29', [31_862, 682]],
    ['the last day of February', '2026-02-28', [31_821, 707]],
  ])('floors each part to the won: %s', (_, day, expected) => {
    expect(amounts(day)).toEqual(expected)
  })

  it('bills the new plan alone, whole, when the change is on the 1st', () => {
    expect(prorateMonthOfChange(from, to, '2026-11-01')).toEqual([
      { type: 'RECURRING', name: '데이터든든 7GB+', amount: 19_800 },
    ])
  })

  it('counts each day of every month exactly once', () => {
    for (const [month, days] of [
      ['2026-02', 28],
      ['2028-02', 29],
      ['2026-04', 30],
      ['2026-12', 31],
    ] as const) {
      for (let day = 1; day <= days; day++) {
        const same = { name: 'x', monthlyFee: days }
        const lines = prorateMonthOfChange(same, same, `${month}-${String(day).padStart(2, '0')}`)
        expect(lines.reduce((sum, line) => sum + line.amount, 0)).toBe(days)
      }
    }
  })

  it('names the plan and its days', () => {
    expect(prorateMonthOfChange(from, to, '2026-11-15').map((line) => line.name)).toEqual([
      '데이터맘껏 11GB+ (1일~14일, 14일분)',
      '데이터든든 7GB+ (15일~30일, 16일분)',
    ])
  })

  it('leaves a month that the change does not touch whole', () => {
    expect(wholeMonth(from)).toEqual({ type: 'RECURRING', name: '데이터맘껏 11GB+', amount: 33_000 })
  })
})
