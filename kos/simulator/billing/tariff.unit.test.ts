import { describe, expect, it } from '@jest/globals'
import { createPopulation } from '../population/population.js'
import { type LineFacts } from '../population/lineFacts.js'
import { chargesOf } from './charges.js'
import { clawback, contractStateOf, transferable } from './contract.js'
import { instalmentOf } from './instalment.js'
import { dataOverage, smsOverage, voiceOverage } from './tariff.js'
import { createTimeline, segmentsOf, type LineEffect } from './timeline.js'

const population = createPopulation({ seed: 1, anchor: '2026-11-22' })
const [plain] = population.linesOf(population.customer(1))
const line = (facts: Partial<LineFacts>): LineFacts => {
  if (!plain) throw new Error('the demo person has a line')
  return { ...plain, ...facts }
}
const change = (at: string, to: string): LineEffect => ({ at: new Date(`${at}+09:00`), kind: 'PRODUCT_CHANGE', to })
const transfer = (at: string, to: string): LineEffect => ({
  at: new Date(`${at}+09:00`),
  kind: 'CONTRACT_TRANSFER',
  to,
})

describe('KOS simulator: tariff', () => {
  it('voice 1.98 won a second, SMS 22, data 22.528 a MB up to 165,000; floor to the won', () => {
    expect([voiceOverage(0), voiceOverage(1), voiceOverage(100)]).toEqual([0, 1, 198])
    expect(smsOverage(3)).toBe(66)
    expect([dataOverage(1), dataOverage(1000), dataOverage(7_324), dataOverage(7_325), dataOverage(1e6)]).toEqual([
      22, 22_528, 164_995, 165_000, 165_000,
    ])
  })

  it.each([
    [24, 15_675, 9, 122_265],
    [24, 8_250, 6, 49_500],
    [24, 8_250, 9, 64_350],
    [24, 8_250, 12, 79_200],
    [24, 8_250, 24, 0],
    [24, 8_250, 0, 0],
    [12, 1_000, 6, 6_000],
    [12, 1_000, 9, 7_500],
    [12, 1_000, 11, 7_500],
    [12, 1_000, 12, 0],
  ])('clawback of a %i-month contract, discount %i, %i months used: %i', (term, discount, used, expected) => {
    expect(clawback(term, discount, used)).toBe(expected)
  })

  it('a change on the 15th of a 30-day month, 33,000 to 19,800: 15,400 and 10,560', () => {
    const changed = line({ firstPlan: 'LTE-MAX-011', contract: null })
    const timeline = createTimeline(changed, [change('2026-11-15T09:00:00', 'LTE-PLUS-007')])
    const { items } = chargesOf(1, changed, timeline, '2026-11', 30)
    const proration = items.filter(({ type }) => type === 'PRORATION').map(({ amount }) => amount)
    expect(proration).toEqual([15_400, 10_560])
    expect(15_400 + 10_560).toBe(25_960)
  })

  it('several changes on a day: only the last counts; on the 1st: a whole month', () => {
    const facts = line({ firstPlan: 'LTE-MAX-011', contract: null })
    const sameDay = createTimeline(facts, [
      change('2026-11-15T09:00:00', 'LTE-PLUS-007'),
      change('2026-11-15T10:00:00', 'LTE-LITE-003'),
    ])
    expect(segmentsOf(sameDay, '2026-11').map(({ planCode }) => planCode)).toEqual(['LTE-MAX-011', 'LTE-LITE-003'])
    const andBack = createTimeline(facts, [
      change('2026-11-15T09:00:00', 'LTE-PLUS-007'),
      change('2026-11-15T10:00:00', 'LTE-MAX-011'),
    ])
    expect(segmentsOf(andBack, '2026-11')).toEqual([{ planCode: 'LTE-MAX-011', fromDay: 1, toDay: 30 }])
    expect(segmentsOf(createTimeline(facts, [change('2026-11-01T00:00:00', 'LTE-PLUS-007')]), '2026-11')).toEqual([
      { planCode: 'LTE-PLUS-007', fromDay: 1, toDay: 30 },
    ])
  })

  it("the day is Seoul's: five to midnight there is the day before in London", () => {
    const timeline = createTimeline(line({ firstPlan: 'LTE-MAX-011' }), [
      { at: new Date('2026-11-14T15:05:00Z'), kind: 'PRODUCT_CHANGE', to: 'LTE-PLUS-007' },
    ])
    expect(segmentsOf(timeline, '2026-11')[1]?.fromDay).toBe(15)
    expect(timeline.current.since).toBe('2026-11-15T00:05:00')
  })

  it('a promotion is for new customers in their first months, and lost on change', () => {
    const facts = line({ firstPlan: '5G-PLUS-030', joinDate: '2026-09-01', contract: null, changes: [] })
    const promo = (effects: LineEffect[], month: string) =>
      chargesOf(1, facts, createTimeline(facts, effects), month, 30).items.find(({ type }) => type === 'PROMO_DISCOUNT')
        ?.amount
    expect(promo([], '2026-09')).toBe(-13_090)
    expect(promo([], '2027-03')).toBe(-13_090)
    expect(promo([], '2027-04')).toBeUndefined()
    const away = [change('2026-10-16T12:00:00', 'LTE-PLUS-007'), change('2026-12-20T12:00:00', '5G-PLUS-030')]
    expect(promo(away, '2026-10')).toBe(-Math.floor((13_090 * 15) / 31))
    expect(promo(away, '2027-01')).toBeUndefined()
  })

  it('a contract breaks with a change, is whole again when moved or when the line goes back', () => {
    const facts = line({
      firstPlan: 'LTE-MAX-011',
      joinDate: '2025-01-01',
      contract: { months: 24, startDate: '2026-02-15' },
    })
    const state = (...effects: LineEffect[]) => contractStateOf(facts, createTimeline(facts, effects))
    const left = change('2026-11-15T10:00:00', 'LTE-MAX-100')
    expect(state()).toMatchObject({ endDate: '2028-02-14', brokenOn: null })
    expect(state(left)).toMatchObject({ brokenOn: '2026-11-15', brokenFrom: 'LTE-MAX-011' })
    expect(state(left, transfer('2026-11-15T10:00:05', 'LTE-MAX-100'))?.brokenOn).toBeNull()
    expect(state(left, change('2026-11-20T10:00:00', 'LTE-MAX-011'))?.brokenOn).toBeNull()
    const broken = state(left)
    expect(broken && [transferable(broken, '2026-12-14'), transferable(broken, '2026-12-15')]).toEqual([true, false])
    const bill = chargesOf(1, facts, createTimeline(facts, [left]), '2026-11', 30)
    expect(bill.items.find(({ type }) => type === 'CLAWBACK')?.amount).toBe(64_350)
    expect(bill.items.find(({ type }) => type === 'CONTRACT_DISCOUNT')?.amount).toBe(
      -Math.floor((33_000 * 25 * 14) / 3_000),
    )
  })

  it('instalments add up to the price', () => {
    const device = { name: 'd', price: 1_000_003, months: 24, startMonth: '2026-01' }
    let paid = 0
    for (let i = 0; i < 24; i += 1)
      paid +=
        instalmentOf(device, `${2026 + Math.floor(i / 12)}-${String((i % 12) + 1).padStart(2, '0')}`)?.principal ?? NaN
    expect(paid).toBe(1_000_003)
    expect(instalmentOf(device, '2027-12')).toMatchObject({ remainingMonths: 0, remainingAmount: 0 })
    expect(instalmentOf(device, '2028-01')).toBeNull()
    expect(instalmentOf(device, '2026-01')?.interest).toBe(Math.floor((1_000_003 * 0.059) / 12))
  })
})
