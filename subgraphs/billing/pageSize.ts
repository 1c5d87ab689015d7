import { DomainError } from '../../platform/errors/domainError.js'

/** @throws DomainError BAD_USER_INPUT when `first` is not within 1 to `most`. */
export function requireFirst(first: number, most: number): number {
  if (Number.isInteger(first) && first >= 1 && first <= most) return first
  throw new DomainError('BAD_USER_INPUT', `first는 1에서 ${most} 사이여야 합니다.`, { details: { argument: 'first' } })
}
