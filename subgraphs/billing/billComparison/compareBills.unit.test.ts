import { describe, expect, it } from '@jest/globals'
import { type KosBill, type KosBillLineType } from '../../../kos/client/kosOrder.js'
import { billWith, seeded } from '../testing/bills.js'
import { compareBills } from './compareBills.js'

const types: KosBillLineType[] = [
  'RECURRING',
  'ADD_ON',
  'VOICE_OVERAGE',
  'DATA_OVERAGE',
  'MESSAGE_OVERAGE',
  'ROAMING',
  'DEVICE_INSTALMENT',
  'INSTALMENT_INTEREST',
  'CONTRACT_DISCOUNT',
  'PROMO_DISCOUNT',
  'PRORATION',
  'CLAWBACK',
  'MICRO_PAYMENT',
  'LATE_FEE',
  'ROUNDING',
]
const kinds = (current: KosBill, previous: KosBill) =>
  compareBills(current, previous).causes.map(({ kind, amount }) => [kind, amount])

function randomBill(random: () => number): KosBill {
  const items = types
    .filter(() => random() < 0.4)
    .map((type): [KosBillLineType, number] => {
      const amount = Math.floor(random() * 100_000)
      return [type, type.endsWith('DISCOUNT') || type === 'ROUNDING' ? -amount : amount]
    })
  const bill = billWith(items, { productCode: random() < 0.5 ? 'P1' : 'P2' })
  return random() < 0.3 ? { ...bill, lineItems: null } : bill
}

describe('UFR-BILL-030 why this bill differs from the last', () => {
  it('UFR-BILL-030 over 2,000 random pairs the causes sum to the difference, none is zero, none appears twice, each has its sentence', () => {
    const random = seeded(7)
    for (let round = 0; round < 2_000; round += 1) {
      const current = randomBill(random)
      const previous = randomBill(random)
      const { previousTotal, difference, causes } = compareBills(current, previous)
      expect(previousTotal).toBe(previous.totalFee)
      expect(difference).toBe(current.totalFee - previous.totalFee)
      expect(causes.reduce((sum, cause) => sum + cause.amount, 0)).toBe(difference)
      expect(causes.some((cause) => cause.amount === 0)).toBe(false)
      expect(new Set(causes.map((cause) => cause.kind)).size).toBe(causes.length)
      expect(causes.every((cause) => cause.message.endsWith('.') && cause.message.includes('원'))).toBe(true)
    }
  })

  it('UFR-BILL-030 two equal bills have no cause', () => {
    const bill = billWith([['RECURRING', 19800]])
    expect(compareBills(bill, bill)).toEqual({ previousTotal: 19800, difference: 0, causes: [] })
  })

  it('UFR-BILL-030 names each kind of reason, the weightiest first', () => {
    const previous = billWith([
      ['RECURRING', 19800],
      ['CONTRACT_DISCOUNT', -4950],
      ['ROUNDING', -5],
    ])
    const current = billWith([
      ['RECURRING', 19800],
      ['CONTRACT_DISCOUNT', -2000],
      ['DATA_OVERAGE', 3000],
      ['VOICE_OVERAGE', 300],
      ['ADD_ON', 1100],
      ['ROAMING', 11000],
      ['DEVICE_INSTALMENT', 45000],
      ['INSTALMENT_INTEREST', 200],
      ['LATE_FEE', 400],
      ['ROUNDING', -2],
    ])
    expect(kinds(current, previous)).toEqual([
      ['DEVICE', 45200],
      ['ROAMING', 11000],
      ['USAGE', 3300],
      ['DISCOUNT_CHANGED', 2950],
      ['ADD_ON', 1100],
      ['ONE_TIME', 400],
      ['OTHER', 3],
    ])
  })

  it('UFR-BILL-030 tells a change of plan, a month by days, and a new fee of the same plan apart', () => {
    const before = billWith([['RECURRING', 9900]])
    const changed = billWith(
      [
        ['PRORATION', 5000],
        ['PRORATION', 7000],
      ],
      { productCode: 'P2', productName: '요금제 2' },
    )
    expect(kinds(changed, before)).toEqual([['PRODUCT_CHANGED', 2100]])
    expect(compareBills(changed, before).causes[0]?.message).toBe(
      "요금제를 '요금제 1'에서 '요금제 2'(으)로 바꾸어 2,100원 늘었습니다.",
    )
    expect(kinds(billWith([['RECURRING', 19800]], { productCode: 'P2' }), changed)).toEqual([['PRORATION', 7800]])
    expect(kinds(billWith([['RECURRING', 8800]]), before)).toEqual([['PLAN_FEE', -1100]])
  })

  it('UFR-BILL-030 compares the sums when KOS itemises only one of the two', () => {
    const plain = billWith(null, { monthlyFee: 19800, usageFee: 0, discountAmount: 1100, totalFee: 18700 })
    const itemised = billWith([
      ['RECURRING', 19800],
      ['DATA_OVERAGE', 3000],
      ['CONTRACT_DISCOUNT', -2000],
    ])
    expect(kinds(itemised, plain)).toEqual([
      ['USAGE', 3000],
      ['DISCOUNT_CHANGED', -900],
    ])
    expect(compareBills(itemised, plain).causes.map((cause) => cause.message)).toEqual([
      '월정액 외 사용 요금이 3,000원 늘었습니다.',
      '할인이 늘어 요금이 900원 줄었습니다.',
    ])
  })
})
