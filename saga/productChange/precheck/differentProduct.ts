import { type Check, failed, passed } from './check.js'

/** DIFFERENT_PRODUCT: the product is not the one that the line is on. Not knowing the line's product does not pass. */
export const differentProduct: Check = async (facts) => {
  const line = await facts.lineProduct()
  if (line.kind !== 'product') return failed('현재 요금제를 확인하지 못했습니다.')
  return line.product.productCode === facts.targetCode
    ? failed('이미 이용 중인 요금제입니다.')
    : passed('현재 요금제와 다른 요금제입니다.')
}
