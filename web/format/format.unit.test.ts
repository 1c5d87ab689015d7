import { describe, expect, it } from '@jest/globals'
import { formatDataAmount, formatUsage } from './dataAmount.js'
import { formatDate, formatDateOfYear, formatDateTime, formatTime } from './dateTime.js'
import { formatMoney, formatMoneyChange } from './money.js'
import { formatMonth, formatYearMonth } from './yearMonth.js'

describe('how figures and times are written', () => {
  it.each([
    [45_000, '45,000원', '₩45,000'],
    [0, '0원', '₩0'],
    [-8_250, '-8,250원', '-₩8,250'],
    [1_234_567, '1,234,567원', '₩1,234,567'],
  ])('%d won', (won, ko, en) => {
    expect([formatMoney(won, 'ko'), formatMoney(won, 'en')]).toEqual([ko, en])
  })

  it('a change has its sign', () => {
    expect([3_852, -2, 0].map((won) => formatMoneyChange(won, 'ko'))).toEqual(['+3,852원', '-2원', '0원'])
  })

  it('months', () => {
    expect([formatYearMonth('2026-01', 'ko'), formatYearMonth('2026-01', 'en')]).toEqual(['2026년 1월', 'January 2026'])
    expect([formatMonth('2026-12', 'ko'), formatMonth('2026-12', 'en')]).toEqual(['12월', 'Dec'])
  })

  it('instants are told as they are in Seoul, wherever one is', () => {
    const instant = '2026-11-27T15:30:00Z'
    expect(formatDateTime(instant, 'ko')).toMatch(/^2026\. 11\. 28\. 오전 12:30$/)
    expect(formatDateTime(instant, 'en').replaceAll(/\s/g, ' ')).toBe('Nov 28, 2026, 12:30 AM')
    expect(formatTime(instant, 'ko')).toBe('오전 12:30')
  })

  it('days are days, and not midnights of another place', () => {
    expect(formatDate('2026-12-01', 'ko')).toBe('12월 1일 (화)')
    expect(formatDateOfYear('2026-12-01', 'ko')).toBe('2026년 12월 1일')
    expect(formatDateOfYear('2026-12-01', 'en')).toBe('December 1, 2026')
  })

  it('what was used, in the unit that fits', () => {
    expect(formatDataAmount(512)).toBe('512MB')
    expect(formatDataAmount(2_868)).toBe('2.8GB')
    expect(formatDataAmount(11 * 1_024)).toBe('11GB')
    expect([formatUsage(61, 'SECOND', 'ko'), formatUsage(61, 'SECOND', 'en')]).toEqual(['2분', '2 min'])
    expect(formatUsage(1_200, 'COUNT', 'ko')).toBe('1,200건')
  })
})
