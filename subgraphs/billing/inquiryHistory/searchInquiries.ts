import { DomainError } from '../../../platform/errors/domainError.js'
import { type LineIds } from '../../../platform/privacy/lineIds.js'
import { type BillInquiryFilter } from '../generated/resolverTypes.js'
import { type InquiryFilter } from './inquiryHistory.js'

const refuse = (argument: string, message: string) =>
  new DomainError('BAD_USER_INPUT', message, { details: { argument } })

/** The operator's filter, checked. @throws DomainError BAD_USER_INPUT; NOT_FOUND for a line id that we never sealed */
export function readInquiryFilter(filter: BillInquiryFilter | null | undefined, lineIds: LineIds): InquiryFilter {
  const { lineId, from, to, outcome, traceId } = filter ?? {}
  for (const [name, date] of [
    ['from', from],
    ['to', to],
  ] as const) {
    if (date && !(date.getUTCFullYear() >= 2000 && date.getUTCFullYear() < 3000))
      throw refuse(`filter.${name}`, '기간이 올바르지 않습니다.')
  }
  if (from && to && from >= to) throw refuse('filter.to', '조회 기간의 끝이 시작보다 뒤여야 합니다.')
  if (typeof traceId === 'string' && !/^[0-9a-f]{32}$/.test(traceId))
    throw refuse('filter.traceId', 'traceId는 32자리 16진수여야 합니다.')
  return {
    ...(typeof lineId === 'string' && { lineNumber: lineIds.open(lineId) }),
    ...(from && { from }),
    ...(to && { to }),
    ...(outcome && { outcome }),
    ...(typeof traceId === 'string' && { traceId }),
  }
}
