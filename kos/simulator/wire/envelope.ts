import { timestampOf } from '../seoulTime.js'

/** Result codes with the sentence that KOS sends along. */
export const resultMessages = {
  '0000': '정상 처리되었습니다',
  '1001': '존재하지 않는 회선번호입니다',
  '1002': '이용 중인 회선이 아닙니다',
  '1003': '해당 월의 청구 내역이 없습니다',
  '2001': '존재하지 않는 회선번호입니다',
  '2002': '이용 중인 회선이 아닙니다',
  '2003': '존재하지 않는 상품코드입니다',
  '2004': '판매가 종료된 상품입니다',
  '2005': '다른 사업자의 상품입니다',
  '2099': '상품변경 처리 중 오류가 발생했습니다',
  '3001': '존재하지 않는 회선번호입니다',
  '3002': '이용 중인 회선이 아닙니다',
  '3003': '가입된 상품이 없습니다',
  '4001': '약정이 없는 회선입니다',
  '4002': '약정을 적용할 수 없는 상품입니다',
  '4099': '약정 이전 처리 중 오류가 발생했습니다',
  '9001': '입력값이 올바르지 않습니다',
  '9002': '요청 형식이 올바르지 않습니다',
  '9003': '요청 본문을 읽을 수 없습니다',
  '9004': '인자의 형식이 올바르지 않습니다',
  '9005': '지원하지 않는 메서드입니다',
  '9006': '존재하지 않는 경로입니다',
  '9999': '시스템 오류가 발생했습니다',
} as const

export type ResultCode = keyof typeof resultMessages

/** What every answer is wrapped in. */
export interface Envelope {
  success: boolean
  resultCode: ResultCode
  resultMessage: string
  data: Record<string, unknown> | null
  timestamp: string
  traceId: string | null
}

/** What an operation has to say: data with 0000, else only a code. */
export interface Answer {
  resultCode: ResultCode
  data: Record<string, unknown> | null
}

export const refuse = (resultCode: Exclude<ResultCode, '0000'>): Answer => ({ resultCode, data: null })
export const succeed = (data: Record<string, unknown>): Answer => ({ resultCode: '0000', data })

/** The result fields that K1 to K6 repeat inside their data. */
export const succeeded = { resultCode: '0000', resultMessage: resultMessages['0000'] } as const

/** Wraps an answer. */
export const envelope = ({ resultCode, data }: Answer, now: Date, traceId: string | null): Envelope => ({
  success: resultCode === '0000',
  resultCode,
  resultMessage: resultMessages[resultCode],
  data,
  timestamp: timestampOf(now),
  traceId,
})

const traceparentShape = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/
const requestIdShape = /^[\x21-\x7e]{1,100}$/

/** The caller's trace id, else its request id, else null. */
export function traceIdOf(headers: Record<string, string | string[] | undefined>): string | null {
  const { traceparent, 'x-request-id': requestId } = headers
  const traced = typeof traceparent === 'string' ? traceparentShape.exec(traceparent)?.[1] : undefined
  if (traced) return traced
  return typeof requestId === 'string' && requestIdShape.test(requestId) ? requestId : null
}
