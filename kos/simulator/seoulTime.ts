/**
 * Asia/Seoul has had no daylight saving time since 1988: a fixed offset is exact for every date a bill can have,
 * and far cheaper than Intl on the path of each inquiry.
 */
const seoulOffsetMs = 9 * 3_600_000

/** 'YYYY-MM-DD' */
export type LocalDate = string
/** 'YYYY-MM' */
export type Month = string

const local = (at: Date): string => new Date(at.getTime() + seoulOffsetMs).toISOString()

/** Seoul's date of an instant. */
export const dateOf = (at: Date): LocalDate => local(at).slice(0, 10)

/** Local ISO without a zone and with six digits of a second, as the envelope writes it. */
export const timestampOf = (at: Date): string => `${local(at).slice(0, 23)}000`

/** yyyy-MM-dd'T'HH:mm:ss, as contractDate is written. */
export const dateTimeOf = (at: Date): string => local(at).slice(0, 19)

/** The month of a date. */
export const monthOf = (date: LocalDate): Month => date.slice(0, 7)

/** The day of the month, from 1. */
export const dayOf = (date: LocalDate): number => Number(date.slice(8, 10))

/** Months since year 0, so that months can be subtracted. */
export const monthNumber = (month: Month): number => Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1

const monthFromNumber = (number: number): Month =>
  `${String(Math.floor(number / 12)).padStart(4, '0')}-${String((number % 12) + 1).padStart(2, '0')}`

/** The month `count` months later, earlier when negative. */
export const addMonths = (month: Month, count: number): Month => monthFromNumber(monthNumber(month) + count)

/** How many days a month has. */
export const daysIn = (month: Month): number =>
  new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5, 7)), 0)).getUTCDate()

/** The date of a day in a month; a day that the month does not have becomes its last. */
export const dateIn = (month: Month, day: number): LocalDate =>
  `${month}-${String(Math.min(day, daysIn(month))).padStart(2, '0')}`

/** The date `count` days later, earlier when negative. */
export const addDays = (date: LocalDate, count: number): LocalDate =>
  new Date(Date.parse(`${date}T00:00:00Z`) + count * 86_400_000).toISOString().slice(0, 10)

/** Whole months from one date to another: 15 March to 14 April is none, to 15 April is one. */
export const wholeMonths = (from: LocalDate, to: LocalDate): number =>
  monthNumber(monthOf(to)) - monthNumber(monthOf(from)) - (dayOf(to) < dayOf(from) ? 1 : 0)

/** The same day `count` months later; a day that the month does not have becomes its last. */
export const addMonthsToDate = (date: LocalDate, count: number): LocalDate =>
  dateIn(addMonths(monthOf(date), count), dayOf(date))

/** 'YYYY-MM' as the wire's YYYYMM. */
export const compactMonth = (month: Month): string => month.replace('-', '')

/** 'YYYY-MM-DD' as the wire's yyyyMMdd. */
export const compactDate = (date: LocalDate): string => date.replaceAll('-', '')
