import { seoulDateOf } from '../../../platform/time/yearMonth.js'
import { type Check, failed, passed } from './check.js'

/** A line may change its plan once in so many days (catalogue: "once in 30 days"). */
export const daysBetweenChanges = 30

/**
 * NOT_TOO_SOON: at least 30 days, counted in Seoul's calendar, since the line came to its plan: by KOS's own date, and
 * by the last change that we completed (KOS may show that one only later). The later of the two counts.
 */
export const notTooSoon: Check = async (facts) => {
  const [line, ownChange] = await Promise.all([facts.lineProduct(), facts.lastCompletedChange()])
  if (line.kind !== 'product') return failed('최근 요금제 변경일을 확인하지 못했습니다.')
  const last = latest(line.product.since, ownChange)
  if (!last) return passed(`최근 ${daysBetweenChanges}일 안에 요금제를 변경한 기록이 없습니다.`)
  const allowedFrom = addDays(seoulDateOf(last), daysBetweenChanges)
  return seoulDateOf(facts.now) >= allowedFrom
    ? passed(`마지막 변경 후 ${daysBetweenChanges}일이 지났습니다.`)
    : failed(`요금제는 ${daysBetweenChanges}일에 한 번 변경할 수 있습니다. ${allowedFrom}부터 변경할 수 있습니다.`)
}

function latest(...dates: (Date | null)[]): Date | null {
  const known = dates.filter((date) => date !== null)
  return known.length === 0 ? null : new Date(Math.max(...known.map((date) => date.getTime())))
}

function addDays(date: string, days: number): string {
  const instant = new Date(`${date}T00:00:00Z`)
  instant.setUTCDate(instant.getUTCDate() + days)
  return instant.toISOString().slice(0, 10)
}
