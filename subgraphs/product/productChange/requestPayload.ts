import { type RequestOutcome } from '../../../saga/productChange/commands/requestProductChange.js'
import { type ResolversTypes } from '../generated/resolverTypes.js'

type UserError = Extract<Awaited<ResolversTypes['ProductChangeUserError']>, { code: unknown }>

/** What came of a request, in the words of the schema. */
export function requestPayload(outcome: RequestOutcome) {
  return outcome.kind === 'accepted'
    ? { change: outcome.change, userErrors: [] }
    : { change: null, userErrors: [userErrorOf(outcome)] }
}

function userErrorOf(outcome: Exclude<RequestOutcome, { kind: 'accepted' }>): UserError {
  switch (outcome.kind) {
    case 'refused':
      return {
        __typename: 'ChangeRefused',
        code: 'CHANGE_REFUSED',
        message: outcome.checks.find((check) => !check.passed)?.message ?? '',
        path: ['input', 'productCode'],
        checks: outcome.checks,
      }
    case 'inFlight':
      return {
        __typename: 'OrderInFlight',
        code: 'ORDER_IN_FLIGHT',
        message: '이 회선에 먼저 신청된 요금제 변경이 있습니다.',
        path: ['input', 'lineId'],
        change: outcome.change,
      }
    case 'quoteExpired':
      return {
        __typename: 'QuoteExpired',
        code: 'QUOTE_EXPIRED',
        message: '견적이 만료되었거나 조건이 달라졌습니다. 견적을 다시 확인해주세요.',
        path: ['input', 'acceptedQuoteId'],
      }
    case 'keyReused':
      return {
        __typename: 'IdempotencyKeyReused',
        code: 'IDEMPOTENCY_KEY_REUSED',
        message: '이미 다른 신청에 사용된 요청 키입니다.',
        path: ['input', 'idempotencyKey'],
      }
    default:
      return outcome satisfies never
  }
}
