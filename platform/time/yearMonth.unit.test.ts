import { describe, expect, it } from '@jest/globals'
import {
  addMonths,
  daysIn,
  isYearMonth,
  secondsLeftInMonth,
  seoulDateOf,
  seoulInstant,
  toYearMonth,
  yearMonthOf,
} from './yearMonth.js'

describe('billing months', () => {
  it.each(['2026-00', '2026-13', '202611', '2026-1', ' 2026-11', '2026-11\n', ''])('refuses %p', (text) =>
    expect(isYearMonth(text)).toBe(false),
  )
  it('turns at midnight in Seoul, not in London', () => {
    expect(yearMonthOf(new Date('2026-10-31T14:59:59.999Z'))).toBe('2026-10')
    expect(yearMonthOf(new Date('2026-10-31T15:00:00.000Z'))).toBe('2026-11')
    expect(seoulDateOf(new Date('2026-12-31T15:00:00Z'))).toBe('2027-01-01')
  })
  it('counts over the turn of a year, both ways', () => {
    expect(addMonths(toYearMonth('2026-11'), 2)).toBe('2027-01')
    expect(addMonths(toYearMonth('2026-01'), -13)).toBe('2024-12')
  })
  it('counts what is left of a month in Seoul', () => {
    expect(secondsLeftInMonth(new Date('2026-10-31T14:59:59.999Z'))).toBe(0)
    expect(secondsLeftInMonth(new Date('2026-10-31T14:59:00Z'))).toBe(60)
    expect(secondsLeftInMonth(new Date('2026-12-31T15:00:00Z'))).toBe(31 * 86_400)
  })
  it('knows leap years', () =>
    expect([daysIn(toYearMonth('2028-02')), daysIn(toYearMonth('2026-02'))]).toEqual([29, 28]))
  it('places a Seoul time on the world clock', () =>
    expect(seoulInstant('2026-12-01').toISOString()).toBe('2026-11-30T15:00:00.000Z'))
})
