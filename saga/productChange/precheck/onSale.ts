import { type Check, failed, passed } from './check.js'

/** ON_SALE: KOS knows the product, and it can be chosen now. A discontinued plan cannot be entered again. */
export const onSale: Check = async (facts) => {
  const target = await facts.target()
  if (!target) return failed('존재하지 않는 요금제입니다.')
  return target.onSale ? passed('판매 중인 요금제입니다.') : failed('판매가 종료되어 변경할 수 없는 요금제입니다.')
}
