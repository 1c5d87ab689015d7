/** Milliseconds as one reads them at a glance: `8.3ms`, `142ms`, `2.5초`. */
export function formatDuration(ms: number, language: string): string {
  if (ms < 10) return `${Math.round(ms * 10) / 10}ms`
  if (ms < 1_000) return `${Math.round(ms)}ms`
  const seconds = Math.round(ms / 100) / 10
  return language === 'ko' ? `${seconds}초` : `${seconds} s`
}

const units = [
  { seconds: 86_400, ko: '일', en: 'd' },
  { seconds: 3_600, ko: '시간', en: 'h' },
  { seconds: 60, ko: '분', en: 'min' },
  { seconds: 1, ko: '초', en: 's' },
] as const

/** Seconds in the largest unit that fits, rounded down: `3일`, `5시간`, `12분`. */
export function formatAge(seconds: number, language: string): string {
  const unit = units.find((one) => seconds >= one.seconds) ?? units[3]
  const count = Math.floor(seconds / unit.seconds)
  return language === 'ko' ? `${count}${unit.ko}` : `${count} ${unit.en}`
}
