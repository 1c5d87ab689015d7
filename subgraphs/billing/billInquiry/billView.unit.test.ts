import { describe, expect, it } from '@jest/globals'
import { type KosProduct } from '../../../kos/client/kosOrder.js'
import { toYearMonth } from '../../../platform/time/yearMonth.js'
import { billWith } from '../testing/bills.js'
import { billIdOf, readBillId } from './billId.js'
import { billLinesOf } from './billLines.js'
import { paymentView } from './paymentView.js'
import { notIssuedSentence } from './sentences.js'
import { usageSummaries } from './usageSummary.js'

const plan: KosProduct = {
  code: 'P1',
  name: '요금제 1',
  type: null,
  monthlyFee: 0,
  dataGb: 7,
  voiceMinutes: 'unlimited',
  smsCount: 100,
  network: 'LTE',
  onSale: true,
  description: null,
  operatorCode: null,
  throttleKbps: null,
  overage: null,
  contractTerms: null,
  promo: null,
  eligibility: null,
}
const freshness = { asOf: new Date('2026-11-22T05:00:00Z'), stale: false, source: 'KOS' as const }
const usage = { dataMb: 12600.5, voiceSeconds: 15000, smsCount: 0 }

describe('UFR-BILL-030 what is shown of a bill', () => {
  it('UFR-BILL-030 without items the three sums stand in, and still sum to the total', () => {
    const bill = billWith(null, { monthlyFee: 19800, usageFee: 3300, discountAmount: 1100, totalFee: 22000 })
    const lines = billLinesOf(bill)
    expect(lines.map(({ type, amount }) => [type, amount])).toEqual([
      ['RECURRING', 19800],
      ['OTHER_CHARGES', 3300],
      ['ALL_DISCOUNTS', -1100],
    ])
    expect(lines.reduce((sum, line) => sum + line.amount, 0)).toBe(bill.totalFee)
    expect(billLinesOf({ ...bill, discountAmount: 0, usageFee: 0, totalFee: 19800 })).toHaveLength(1)
  })

  it('UFR-BILL-030 usage stands against the allowance; unlimited is null', () => {
    expect(usageSummaries(billWith([['RECURRING', 1]], { usage }), plan, freshness)).toEqual([
      { bucket: 'DATA', unit: 'MB', used: 12600.5, allowance: 7168, freshness },
      { bucket: 'VOICE', unit: 'SECOND', used: 15000, allowance: null, freshness },
      { bucket: 'MESSAGE', unit: 'COUNT', used: 0, allowance: 100, freshness },
    ])
  })

  it('UFR-BILL-030 a bucket is left out rather than made up', () => {
    const bill = billWith([['RECURRING', 1]], { usage })
    expect(usageSummaries(bill, { ...plan, dataGb: null }, freshness).map(({ bucket }) => bucket)).toEqual([
      'VOICE',
      'MESSAGE',
    ])
    expect(
      usageSummaries({ ...bill, usage: { ...usage, smsCount: null } }, plan, freshness).map(({ bucket }) => bucket),
    ).toEqual(['DATA', 'VOICE'])
    expect(usageSummaries(billWith([['PRORATION', 1]], { usage }), plan, freshness)).toEqual([])
  })

  it('UFR-BILL-030 a payment status that KOS names otherwise is OTHER, none stays null', () => {
    const payment = { method: null, status: 'REFUNDED', dueDate: null, paidAt: null }
    expect(paymentView(payment)?.status).toBe('OTHER')
    expect(paymentView({ ...payment, status: 'PAID' })?.status).toBe('PAID')
    expect(paymentView({ ...payment, status: null })?.status).toBeNull()
    expect(paymentView(null)).toBeNull()
  })

  it('UFR-BILL-020 a month to come reads otherwise than a month without a bill', () => {
    const current = toYearMonth('2026-11')
    expect(notIssuedSentence(toYearMonth('2026-12'), current)).toBe('2026년 12월 요금은 아직 청구되지 않았습니다.')
    expect(notIssuedSentence(toYearMonth('2020-01'), current)).toBe('2020년 1월에는 청구된 요금이 없습니다.')
  })

  it("UFR-BILL-020 a bill's id is its line and its month, and nothing else is one", () => {
    expect(readBillId(billIdOf('ln_1_x', toYearMonth('2026-11')))).toEqual({ lineId: 'ln_1_x', month: '2026-11' })
    for (const bad of ['', '.', 'ln_1_x', '.2026-11', 'ln_1_x.2026-13', 'ln_1_x.202611']) {
      expect(() => readBillId(bad)).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' }))
    }
  })
})
