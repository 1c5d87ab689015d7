import { describe, expect, it } from '@jest/globals'
import { groupInquiries, type Inquiry } from './groupInquiries.js'

let made = 0
const inquiry = (traceId: string, month: string, more: Partial<Inquiry> = {}): Inquiry => {
  made += 1
  const requestedAt = '2026-11-28T07:00:00Z'
  return { id: `i${made}`, month, requestedAt, outcome: 'SHOWN', cacheHit: true, traceId, ...more }
}

describe('UFR-BILL-040 inquiries of one look', () => {
  it('UFR-BILL-040 are one row, with all their months', () => {
    const rows = groupInquiries([inquiry('a', '2026-10'), inquiry('a', '2026-11'), inquiry('a', '2026-09')])
    expect(rows).toMatchObject([{ count: 3, oldest: '2026-09', newest: '2026-11' }])
  })
  it('UFR-BILL-040 stay apart from other looks, and in their order', () => {
    const rows = groupInquiries([inquiry('b', '2026-11'), inquiry('a', '2026-11'), inquiry('a', '2026-10')])
    expect(rows.map(({ traceId, count }) => [traceId, count])).toEqual([
      ['b', 1],
      ['a', 2],
    ])
  })
  it('UFR-BILL-040 are not said to have ended alike when they did not', () => {
    const rows = groupInquiries([inquiry('a', '2026-11'), inquiry('a', '2026-10', { outcome: 'UNAVAILABLE' })])
    expect(rows.map(({ outcome }) => outcome)).toEqual(['SHOWN', 'UNAVAILABLE'])
  })
  it('UFR-BILL-040 come from a cache only when all of them did', () => {
    expect(groupInquiries([inquiry('a', '2026-11'), inquiry('a', '2026-10', { cacheHit: false })])).toMatchObject([
      { cacheHit: false },
    ])
  })
})
