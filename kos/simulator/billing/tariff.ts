import { rates } from '../catalogue.js'

/** KRW for seconds over the voice allowance, floor to the won. In hundredths of a won, so that floats cannot err. */
export const voiceOverage = (seconds: number): number =>
  Math.floor((seconds * Math.round(rates.voiceKrwPerSec * 100)) / 100)

/** KRW for SMS over the allowance. */
export const smsOverage = (count: number): number => count * rates.smsKrw

/** KRW for metered MB over the allowance, floor to the won, capped for the month. */
export const dataOverage = (mb: number): number =>
  Math.min(rates.dataCapKrw, Math.floor((mb * Math.round(rates.dataKrwPerMb * 1000)) / 1000))

/** A month's fee, or allowance, for some of its days, floor to the won or unit. */
export const byDays = (amount: number, days: number, daysInMonth: number): number =>
  Math.floor((amount * days) / daysInMonth)
