import { describe, expect, it } from '@jest/globals'
import { createLineIds } from '../../../platform/privacy/lineIds.js'
import { testKeys } from '../../../testing/keys.js'
import { requireFirst } from '../pageSize.js'
import { cursorOf, readCursor } from './cursor.js'
import { readInquiryFilter } from './searchInquiries.js'

const lineIds = createLineIds(testKeys.LINE_ID_KEYS)
const position = { requestedAt: new Date('2026-11-22T01:02:03.456Z'), id: '00000000-0000-4000-8000-000000000001' }
const badInput = expect.objectContaining({ code: 'BAD_USER_INPUT' }) as unknown as Error

describe('UFR-BILL-040 what may be asked of the history', () => {
  it('UFR-BILL-040 a cursor leads back to its place', () => {
    expect(readCursor(cursorOf(position))).toEqual(position)
    expect(readCursor(null)).toBeNull()
  })
  it.each([
    '',
    'x',
    '커서',
    Buffer.from('1.2').toString('base64url'),
    `${cursorOf(position)}=`,
    Buffer.from(`-1.${position.id}`).toString('base64url'),
    Buffer.from(`99999999999999.${position.id}`).toString('base64url'),
  ])('UFR-BILL-040 the cursor "%s" is bad input', (cursor) => expect(() => readCursor(cursor)).toThrow(badInput))
  it.each([0, -1, 51, 1.5])('UFR-BILL-040 first: %d is bad input', (first) =>
    expect(() => requireFirst(first, 50)).toThrow(badInput),
  )
  it('UFR-BILL-040 first may be 1 to the most', () =>
    expect([requireFirst(1, 50), requireFirst(50, 50)]).toEqual([1, 50]))

  it('UFR-BILL-040 the filter is read, a line by its number', () => {
    const from = new Date('2026-11-01T00:00:00Z')
    const filter = {
      lineId: lineIds.seal('01012345678'),
      from,
      to: null,
      outcome: 'SHOWN' as const,
      traceId: 'a'.repeat(32),
    }
    expect(readInquiryFilter(filter, lineIds)).toEqual({
      lineNumber: '01012345678',
      from,
      outcome: 'SHOWN',
      traceId: 'a'.repeat(32),
    })
    expect(readInquiryFilter(null, lineIds)).toEqual({})
  })
  it.each([
    ['a line id that is none', { lineId: '01012345678' }],
    ['a time that runs backwards', { from: new Date('2026-11-02T00:00:00Z'), to: new Date('2026-11-01T00:00:00Z') }],
    ['a year that PostgreSQL does not know', { from: new Date('0000-01-01T00:00:00Z') }],
    ['a trace id that is none', { traceId: 'abc' }],
  ])('UFR-BILL-040 %s is bad input', (_what, filter) =>
    expect(() => readInquiryFilter(filter, lineIds)).toThrow(badInput),
  )
})
