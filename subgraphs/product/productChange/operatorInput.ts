import { DomainError } from '../../../platform/errors/domainError.js'

const longestText = 500
const orderNumber = /^[A-Za-z0-9-]{1,40}$/

/** What an operator writes down, trimmed. @throws DomainError BAD_USER_INPUT when it is empty or longer than 500 characters */
export function requireText(argument: 'reason' | 'note', text: string): string {
  const trimmed = text.trim()
  if (trimmed.length > 0 && trimmed.length <= longestText) return trimmed
  throw badInput(argument, `1자 이상 ${longestText}자 이하로 입력해주세요.`)
}

/** @throws DomainError BAD_USER_INPUT */
export function requireOrderNumber(text: string): string {
  if (orderNumber.test(text)) return text
  throw badInput('kosOrderNumber', '통신사 주문 번호의 형식이 올바르지 않습니다.')
}

const badInput = (argument: string, message: string) =>
  new DomainError('BAD_USER_INPUT', message, { details: { argument } })
