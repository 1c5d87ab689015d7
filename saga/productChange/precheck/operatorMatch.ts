import { type Check, failed, passed } from './check.js'

/**
 * OPERATOR_MATCH: the line's operator sells the product. KOS may send neither operator (both are additive or nullable);
 * then nothing speaks against the change, and KOS itself refuses a foreign product when it is ordered.
 */
export const operatorMatch: Check = async (facts) => {
  const [target, line] = await Promise.all([facts.target(), facts.lineProduct()])
  if (!target) return failed('요금제를 찾을 수 없어 통신사를 확인하지 못했습니다.')
  if (line.kind !== 'product') return failed('회선의 통신사를 확인하지 못했습니다.')
  const lineOperator = line.customer?.operatorCode ?? null
  if (target.operatorCode === null || lineOperator === null) return passed('통신사는 변경을 신청할 때 확인됩니다.')
  return target.operatorCode === lineOperator
    ? passed('이용 중인 통신사의 요금제입니다.')
    : failed('이용 중인 통신사에서 판매하지 않는 요금제입니다.')
}
