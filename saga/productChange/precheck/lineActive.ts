import { type LineProductAnswer } from '../../../kos/client/kosOrder.js'
import { type Check, failed, passed } from './check.js'

/** LINE_ACTIVE: the line is in use. */
export const lineActive: Check = async (facts) => {
  const answer = await facts.lineProduct()
  return isActive(answer) ? passed('이용 중인 회선입니다.') : failed('이용 중인 회선이 아니어서 변경할 수 없습니다.')
}

/** KOS says "not active" in two ways: by its result code, or by the line's status beside the product. */
export function isActive(answer: LineProductAnswer): answer is Extract<LineProductAnswer, { kind: 'product' }> {
  if (answer.kind !== 'product') return false
  const status = answer.customer?.lineStatus ?? null
  return status === null || status === 'ACTIVE'
}
