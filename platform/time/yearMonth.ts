import { DomainError } from '../errors/domainError.js'

/** A billing month, 'YYYY-MM', in Asia/Seoul. Sorts as text. */
export type YearMonth = string & { readonly __brand: 'YearMonth' }

const shape = /^\d{4}-(0[1-9]|1[0-2])$/
/** Korea has had no daylight saving time since 1988: a fixed offset is exact for every date that we meet. */
const seoulOffsetMs = 9 * 60 * 60 * 1000

export function isYearMonth(text: string): text is YearMonth {
  return shape.test(text)
}

/** @throws DomainError BAD_USER_INPUT */
export function toYearMonth(text: string): YearMonth {
  if (isYearMonth(text)) return text
  throw new DomainError('BAD_USER_INPUT', '월은 YYYY-MM 형식이어야 합니다.', { details: { argument: 'month' } })
}

/** The month that it is in Seoul at that instant. */
export function yearMonthOf(date: Date): YearMonth {
  return seoulDateOf(date).slice(0, 7) as YearMonth
}

/** The calendar date 'YYYY-MM-DD' that it is in Seoul at that instant. */
export function seoulDateOf(date: Date): string {
  return new Date(date.getTime() + seoulOffsetMs).toISOString().slice(0, 10)
}

/** The instant of a Seoul wall-clock time; `time` 'HH:mm:ss[.SSS]'. */
export function seoulInstant(date: string, time = '00:00:00'): Date {
  return new Date(`${date}T${time}+09:00`)
}

/** `count` may be negative. */
export function addMonths(month: YearMonth, count: number): YearMonth {
  const index = Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1 + count
  return `${String(Math.floor(index / 12)).padStart(4, '0')}-${String((index % 12) + 1).padStart(2, '0')}` as YearMonth
}

/** Whole seconds until another month begins in Seoul. */
export function secondsLeftInMonth(now: Date): number {
  const next = seoulInstant(`${addMonths(yearMonthOf(now), 1)}-01`)
  return Math.floor((next.getTime() - now.getTime()) / 1000)
}

/** How many days the month has. */
export function daysIn(month: YearMonth): number {
  return new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 0)).getUTCDate()
}
