import { type UsageUnit } from '../generated/operations.js'

const megabytesOfGigabyte = 1_024

/** How much was used, or may be, in the unit that fits: `3.2GB`, `512MB`, `83분`, `12건`. */
export function formatUsage(amount: number, unit: UsageUnit, language: string): string {
  const ko = language === 'ko'
  switch (unit) {
    case 'MB':
      return formatDataAmount(amount)
    case 'SECOND': {
      const minutes = Math.ceil(amount / 60).toLocaleString('ko-KR')
      return ko ? `${minutes}분` : `${minutes} min`
    }
    case 'COUNT':
      return ko ? `${amount.toLocaleString('ko-KR')}건` : `${amount.toLocaleString('ko-KR')} messages`
  }
}

/** Megabytes as GB with one decimal, below one GB as MB. */
export function formatDataAmount(megabytes: number): string {
  if (megabytes < megabytesOfGigabyte) return `${Math.round(megabytes).toLocaleString('ko-KR')}MB`
  const gigabytes = Math.round((megabytes / megabytesOfGigabyte) * 10) / 10
  return `${gigabytes.toLocaleString('ko-KR')}GB`
}
