import { addMonths, seoulDateOf, seoulInstant, yearMonthOf } from '../../../platform/time/yearMonth.js'

/** When a change is to happen: today, or on the first day of the next bill month. */
export type ChangeTiming = 'IMMEDIATE' | 'NEXT_BILL_CYCLE'

/** The first day on the new plan, 'YYYY-MM-DD' in Asia/Seoul. */
export function effectiveOn(timing: ChangeTiming, now: Date): string {
  return timing === 'IMMEDIATE' ? seoulDateOf(now) : `${addMonths(yearMonthOf(now), 1)}-01`
}

/** When the work on a change begins: at once, or at 00:00 of its first day in Seoul. */
export function startsAt(timing: ChangeTiming, now: Date): Date {
  return timing === 'IMMEDIATE' ? now : seoulInstant(effectiveOn(timing, now))
}
