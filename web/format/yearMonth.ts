const english = new Intl.DateTimeFormat('en-US', { year: 'numeric', month: 'long', timeZone: 'UTC' })
const englishShort = new Intl.DateTimeFormat('en-US', { month: 'short', timeZone: 'UTC' })

/** A month `2026-11` as one says it: `2026년 11월`, `November 2026`. */
export function formatYearMonth(month: string, language: string): string {
  const { year, number, date } = read(month)
  return language === 'ko' ? `${year}년 ${number}월` : english.format(date)
}

/** The month without its year: `11월`, `Nov`. */
export function formatMonth(month: string, language: string): string {
  const { number, date } = read(month)
  return language === 'ko' ? `${number}월` : englishShort.format(date)
}

/** The month before a month: `2025-12` before `2026-01`. */
export function monthBefore(month: string): string {
  const { year, number } = read(month)
  return number === 1 ? `${year - 1}-12` : `${year}-${String(number - 1).padStart(2, '0')}`
}

function read(month: string): { year: number; number: number; date: Date } {
  const [year = 0, number = 1] = month.split('-').map(Number)
  return { year, number, date: new Date(Date.UTC(year, number - 1, 1)) }
}
