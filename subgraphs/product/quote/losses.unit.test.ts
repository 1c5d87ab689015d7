import { describe, expect, it } from '@jest/globals'
import { billOf, kosProduct } from '../testing/createFakeKosOrder.js'
import { lossesOf } from './losses.js'

const from = kosProduct({ code: 'LTE-MAX-011', contractTerms: [0, 12, 24] })
const withoutContract = kosProduct({ contractTerms: [0] })
const contract = {
  type: 'SELECTIVE',
  months: 24,
  startDate: '2026-02-10',
  endDate: '2028-02-09',
  monthlyDiscount: 8_250,
}
const losses = (
  bill: Parameters<typeof billOf>[0] | null,
  parts: { from?: typeof from; to?: typeof from; effectiveOn?: string } = {},
) =>
  lossesOf({
    from,
    to: withoutContract,
    effectiveOn: '2026-11-22',
    bill: bill === null ? null : billOf(bill).bill,
    ...parts,
  })
const facts = (all: ReturnType<typeof lossesOf>) => all.map(({ kind, amount }) => [kind, amount])

describe('UFR-PROD-020 what a change takes away', () => {
  it('is nothing for a line without promotion and contract', () => {
    expect(losses({})).toEqual([])
  })

  it('is a promotion that still runs, with the discount of one month', () => {
    const found = losses({ lineItems: [{ type: 'PROMO_DISCOUNT', name: '프로모션', amount: -18_700 }] })
    expect(facts(found)).toEqual([['PROMOTION', 18_700]])
    expect(found[0]?.message).toBe('신규 가입 프로모션 할인(월 18,700원)이 종료됩니다.')
  })

  it('is the contract discount and its clawback when the new plan allows no such term: check value 9 of 24 months', () => {
    expect(facts(losses({ contract }))).toEqual([
      ['CONTRACT_DISCOUNT', 8_250],
      ['CLAWBACK', 64_350],
    ])
  })

  it('counts whole months up to the day of the change', () => {
    expect(facts(losses({ contract }, { effectiveOn: '2026-11-09' }))[1]).toEqual(['CLAWBACK', 59_400])
    expect(facts(losses({ contract }, { effectiveOn: '2026-11-10' }))[1]).toEqual(['CLAWBACK', 64_350])
  })

  it('is no contract loss when the contract moves along to the new plan', () => {
    expect(losses({ contract }, { to: kosProduct({ contractTerms: [0, 12, 24] }) })).toEqual([])
    expect(facts(losses({ contract }, { to: kosProduct({ contractTerms: [0, 12] }) }))).toHaveLength(2)
  })

  it('is no contract loss once the term is served', () => {
    expect(losses({ contract }, { effectiveOn: '2028-02-10' })).toEqual([])
  })

  it('names no clawback where the table asks for none', () => {
    const late = { ...contract, months: 12, startDate: '2026-11-22', endDate: '2027-11-21' }
    expect(facts(losses({ contract: late }))).toEqual([['CONTRACT_DISCOUNT', 8_250]])
  })

  it('leaves out a device instalment: it goes on', () => {
    const deviceInstalment = { deviceName: 'x', monthlyAmount: 20_000, remainingMonths: 10, remainingAmount: 200_000 }
    expect(losses({ deviceInstalment })).toEqual([])
  })

  it.each([
    ['no bill', null],
    ['a bill without line items and contract', { lineItems: null }],
  ])('makes nothing up from %s: null amounts, and a sentence that it will be settled', (_, bill) => {
    const found = losses(bill)
    expect(facts(found)).toEqual([
      ['CONTRACT_DISCOUNT', null],
      ['CLAWBACK', null],
    ])
    expect(found.every((loss) => loss.message.endsWith('통신사에서 정산합니다.'))).toBe(true)
  })

  it('names a possible promotion with a null amount when the bill does not tell whether it runs', () => {
    const promo = { fee: 4_400, months: 7 }
    expect(facts(losses(null, { from: kosProduct({ promo }) }))[0]).toEqual(['PROMOTION', null])
    const bare = kosProduct({ operatorCode: null, overage: null, contractTerms: null, promo: null })
    expect(facts(losses(null, { from: bare }))[0]).toEqual(['PROMOTION', null])
  })

  it('does not judge the contract when KOS does not send the new plan’s terms, or has a term without a table', () => {
    expect(facts(losses({ contract }, { to: kosProduct({ contractTerms: null }) }))).toEqual([
      ['CONTRACT_DISCOUNT', null],
      ['CLAWBACK', null],
    ])
    expect(facts(losses({ contract: { ...contract, months: 36 } }))).toEqual([
      ['CONTRACT_DISCOUNT', 8_250],
      ['CLAWBACK', null],
    ])
  })
})
