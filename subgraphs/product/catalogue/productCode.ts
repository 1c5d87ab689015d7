import { DomainError } from '../../../platform/errors/domainError.js'

const shape = /^[A-Z0-9][A-Z0-9-]{2,39}$/

/** @throws DomainError BAD_USER_INPUT for what cannot be a product code. */
export function requireProductCode(code: string): string {
  if (shape.test(code)) return code
  throw new DomainError('BAD_USER_INPUT', '요금제 코드의 형식이 올바르지 않습니다.', {
    details: { argument: 'productCode' },
  })
}
