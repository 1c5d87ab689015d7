import { expect, it } from '@jest/globals'
import { recentMonths } from './recentMonths.js'

it('UFR-BILL-040 a chart begins with the oldest month and says what the bill above it says', () => {
  const bills = [
    { month: '2026-11', total: 100 },
    { month: '2026-10', total: 90 },
  ]
  expect(recentMonths(bills, { month: '2026-11', total: 120 })).toEqual([
    { month: '2026-10', total: 90 },
    { month: '2026-11', total: 120 },
  ])
})
