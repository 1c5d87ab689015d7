import { type KosBill, type KosContract, type KosProduct } from '../../../kos/client/kosOrder.js'
import { clawback, wholeMonthsBetween } from './clawback.js'

/** Something that a change takes away. `amount` in won: a month's for the discounts, once for the clawback. */
export interface ChangeLoss {
  kind: 'PROMOTION' | 'CONTRACT_DISCOUNT' | 'CLAWBACK'
  message: string
  /** Null: KOS did not send what it depends on. */
  amount: number | null
}

export interface LossFacts {
  from: KosProduct
  to: KosProduct
  /** First day on the new plan, 'YYYY-MM-DD'. */
  effectiveOn: string
  /** The line's current bill, where contract and discounts stand; null when there is none. */
  bill: Pick<KosBill, 'lineItems' | 'contract'> | null
}

/**
 * What a change takes away: a running new-customer promotion always; the contract's discount, and what of it has to be
 * paid back, only when the new plan does not allow a contract of that term (else the contract moves along).
 * A device instalment goes on unchanged and is no loss.
 *
 * What KOS does not send is not guessed: the loss is then named with a null amount and a sentence that says that it will
 * be settled at the change.
 */
export function lossesOf(facts: LossFacts): ChangeLoss[] {
  return [...promotionLoss(facts), ...contractLosses(facts)]
}

function promotionLoss({ from, bill }: LossFacts): ChangeLoss[] {
  if (bill?.lineItems) {
    const promotions = bill.lineItems.filter((item) => item.type === 'PROMO_DISCOUNT')
    const discount = -promotions.reduce((sum, item) => sum + item.amount, 0)
    if (discount <= 0) return []
    return [
      { kind: 'PROMOTION', amount: discount, message: `신규 가입 프로모션 할인(월 ${won(discount)})이 종료됩니다.` },
    ]
  }
  if (from.promo === null && sendsAdditiveFacts(from)) return []
  return [
    {
      kind: 'PROMOTION',
      amount: null,
      message:
        '프로모션 할인을 받고 있다면 변경과 함께 종료됩니다. 금액은 확인하지 못했으며 변경 시 통신사에서 정산합니다.',
    },
  ]
}

function contractLosses({ to, effectiveOn, bill }: LossFacts): ChangeLoss[] {
  if (bill?.contract) return lossesOfContract(bill.contract, to, effectiveOn)
  // A bill with its line items comes from a KOS that sends contracts too: then null means that there is none.
  if (bill?.lineItems) return []
  return unknownContract('약정 정보를 확인하지 못했습니다. 약정이 있다면')
}

function lossesOfContract(contract: KosContract, to: KosProduct, effectiveOn: string): ChangeLoss[] {
  const used = wholeMonthsBetween(contract.startDate, effectiveOn)
  if (used >= contract.months || effectiveOn > contract.endDate) return []
  if (to.contractTerms === null) return unknownContract('새 요금제의 약정 조건을 확인하지 못했습니다.')
  if (to.contractTerms.includes(contract.months)) return []
  const discount: ChangeLoss = {
    kind: 'CONTRACT_DISCOUNT',
    amount: contract.monthlyDiscount,
    message: `${contract.months}개월 약정 할인(월 ${won(contract.monthlyDiscount)})이 종료됩니다.`,
  }
  const back = clawback(contract.months, used, contract.monthlyDiscount)
  if (back === 0) return [discount]
  return [discount, back === null ? unknownClawback(`${contract.months}개월 약정의`) : clawbackLoss(back, used)]
}

function clawbackLoss(amount: number, used: number): ChangeLoss {
  return {
    kind: 'CLAWBACK',
    amount,
    message: `약정 기간(${used}개월 이용) 중 받은 할인의 반환금 ${won(amount)}이 청구됩니다.`,
  }
}

function unknownContract(opening: string): ChangeLoss[] {
  return [
    { kind: 'CONTRACT_DISCOUNT', amount: null, message: `${opening} 약정 할인은 변경 시 통신사에서 정산합니다.` },
    unknownClawback(opening),
  ]
}

function unknownClawback(opening: string): ChangeLoss {
  return { kind: 'CLAWBACK', amount: null, message: `${opening} 할인 반환금은 변경 시 통신사에서 정산합니다.` }
}

/** Whether this KOS sends the additive facts of a product at all: one of them that every product has. */
function sendsAdditiveFacts(product: KosProduct): boolean {
  return product.operatorCode !== null || product.overage !== null || product.contractTerms !== null
}

const won = (amount: number) => `${amount.toLocaleString('ko-KR')}원`
