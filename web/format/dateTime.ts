import { remember } from './remember.js'

/** Times are shown as they are in Seoul, wherever the device is. */
const timeZone = 'Asia/Seoul'

const locale = (language: string): string => (language === 'ko' ? 'ko-KR' : 'en-US')

const dateTimes = remember(
  (language) => new Intl.DateTimeFormat(locale(language), { dateStyle: 'medium', timeStyle: 'short', timeZone }),
)
const dateTimesWithSeconds = remember(
  (language) => new Intl.DateTimeFormat(locale(language), { dateStyle: 'medium', timeStyle: 'medium', timeZone }),
)
const times = remember((language) => new Intl.DateTimeFormat(locale(language), { timeStyle: 'short', timeZone }))
const seconds = remember((language) => new Intl.DateTimeFormat(locale(language), { timeStyle: 'medium', timeZone }))
const dates = remember(
  (language) =>
    new Intl.DateTimeFormat(locale(language), { month: 'long', day: 'numeric', weekday: 'short', timeZone: 'UTC' }),
)
const datesOfYear = remember(
  (language) => new Intl.DateTimeFormat(locale(language), { dateStyle: 'long', timeZone: 'UTC' }),
)

/** An instant (RFC 3339) with its day: `2026. 11. 28. 오후 3:44`. */
export const formatDateTime = (instant: string, language: string): string => write(dateTimes(language), instant)

/** An instant to the second, with its day: `2026. 11. 28. 오후 3:44:05`. */
export const formatDateTimeWithSeconds = (instant: string, language: string): string =>
  dateTimesWithSeconds(language).format(new Date(instant))

/** An instant without its day: `오후 3:44`. */
export const formatTime = (instant: string, language: string): string => write(times(language), instant)

/** An instant to the second, without its day: `오후 3:44:05`. */
export const formatTimeWithSeconds = (instant: string, language: string): string => write(seconds(language), instant)

/** A day `2026-11-28` of this year or the next: `11월 28일 (토)`. */
export const formatDate = (day: string, language: string): string =>
  dates(language).format(new Date(`${day}T00:00:00Z`))

/** A day `2026-11-28` with its year: `2026년 11월 28일`. */
export const formatDateOfYear = (day: string, language: string): string =>
  datesOfYear(language).format(new Date(`${day}T00:00:00Z`))

const koreanHalves: Record<string, string> = { AM: '오전', PM: '오후' }

/** Newer browsers write AM and PM in Korean, too, where one says 오전 and 오후. */
function write(format: Intl.DateTimeFormat, instant: string): string {
  const isKorean = format.resolvedOptions().locale.startsWith('ko')
  return format
    .formatToParts(new Date(instant))
    .map(({ type, value }) => (type === 'dayPeriod' && isKorean ? (koreanHalves[value] ?? value) : value))
    .join('')
}
