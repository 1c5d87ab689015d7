import { DomainError } from '../../../platform/errors/domainError.js'
import { isYearMonth, type YearMonth } from '../../../platform/time/yearMonth.js'

/** A bill's public id: the line's sealed id, a dot, and the month. */
export function billIdOf(lineId: string, month: YearMonth): string {
  return `${lineId}.${month}`
}

/** @throws DomainError BAD_USER_INPUT; whether the line exists, and whose it is, has still to be checked. */
export function readBillId(id: string): { lineId: string; month: YearMonth } {
  const dot = id.lastIndexOf('.')
  const month = id.slice(dot + 1)
  if (dot > 0 && isYearMonth(month)) return { lineId: id.slice(0, dot), month }
  throw new DomainError('BAD_USER_INPUT', '청구서 ID의 형식이 올바르지 않습니다.', { details: { argument: 'id' } })
}
