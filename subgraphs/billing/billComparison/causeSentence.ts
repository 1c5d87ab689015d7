import { type KosBill } from '../../../kos/client/kosOrder.js'
import { type BillChangeKind } from '../generated/resolverTypes.js'

/** One cause in a sentence for the customer, such as "초과 사용 요금이 3,300원 늘었습니다." */
export function causeSentence(
  kind: BillChangeKind,
  amount: number,
  bills: { current: KosBill; previous: KosBill },
): string {
  const won = `${Math.abs(amount).toLocaleString('ko-KR')}원`
  const change = `${won} ${amount > 0 ? '늘었습니다' : '줄었습니다'}.`
  switch (kind) {
    case 'PRODUCT_CHANGED':
      return `요금제를 '${bills.previous.productName}'에서 '${bills.current.productName}'(으)로 바꾸어 ${change}`
    case 'PRORATION':
      return `요금제 이용료가 일할 계산된 달이 있어 ${change}`
    case 'PLAN_FEE':
      return `요금제의 월정액이 ${change}`
    case 'USAGE':
      // Where only sums are known, they hold more than what was used over the allowance.
      return bills.current.lineItems && bills.previous.lineItems
        ? `제공량 초과 사용 요금이 ${change}`
        : `월정액 외 사용 요금이 ${change}`
    case 'ADD_ON':
      return `부가서비스 요금이 ${change}`
    case 'ROAMING':
      return `로밍 요금이 ${change}`
    case 'DISCOUNT_CHANGED':
      return amount > 0 ? `할인이 줄어 요금이 ${change}` : `할인이 늘어 요금이 ${change}`
    case 'DEVICE':
      return `단말기 할부금과 이자가 ${change}`
    case 'ONE_TIME':
      return `위약금, 소액결제, 연체가산금처럼 한 번만 청구되는 금액이 ${change}`
    case 'OTHER':
      return `그 밖의 금액(원단위 절사 등)이 ${change}`
    default:
      return kind satisfies never
  }
}
