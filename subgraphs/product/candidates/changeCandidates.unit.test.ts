import { describe, expect, it } from '@jest/globals'
import { type KosProduct } from '../../../kos/client/kosOrder.js'
import { KosUnavailable } from '../../../kos/client/kosUnavailable.js'
import { createCatalogue } from '../catalogue/catalogue.js'
import { billOf, createFakeKosOrder, type FakeKosOrder, kosProduct, lineOn } from '../testing/createFakeKosOrder.js'
import { changeCandidates } from './changeCandidates.js'

const now = new Date('2026-11-22T10:00:00+09:00')
const closedMonths = ['2026-05', '2026-06', '2026-07', '2026-08', '2026-09', '2026-10']
const usage = { dataMb: 4_096, voiceSeconds: 6_100, smsCount: 103 }

const current = kosProduct({ code: 'LTE-MAX-011', monthlyFee: 33_000 })
const lite = kosProduct({
  code: 'LTE-LITE-003',
  monthlyFee: 9_900,
  dataGb: 3,
  voiceMinutes: 100,
  smsCount: 100,
  overage: 'METERED',
})
const plus = kosProduct({ code: 'LTE-PLUS-007', monthlyFee: 19_800 })
const senior = kosProduct({ code: 'LTE-SENIOR-004', monthlyFee: 12_100, eligibility: 'AGE_65_PLUS' })
const old = kosProduct({ code: '3G-OLD-001', onSale: false })
const foreign = kosProduct({ code: 'SK-PLAN-001', monthlyFee: 50_000, operatorCode: 'SKT' })
const silent = kosProduct({ code: 'LTE-SILENT', monthlyFee: 1_000, overage: null })

function kosWith(state: Partial<FakeKosOrder['state']> = {}) {
  return createFakeKosOrder({
    products: [current, plus, silent, foreign, old, senior, lite],
    line: lineOn('LTE-MAX-011'),
    bills: Object.fromEntries(closedMonths.map((month) => [month, billOf({ usage })])),
    ...state,
  })
}
const ask = (kos: FakeKosOrder, eligibility: string[] = []) =>
  changeCandidates({ lineNumber: '01012345678', now, eligibility }, { kos, catalogue: createCatalogue(kos) })

/** The tariff once more, in plain decimals and from the catalogue's own wording. */
function oracle(plan: KosProduct): number {
  let month = plan.monthlyFee
  if (plan.voiceMinutes !== 'unlimited')
    month += Math.floor(Math.max(0, usage.voiceSeconds - (plan.voiceMinutes ?? 0) * 60) * 1.98)
  if (plan.smsCount !== 'unlimited') month += Math.max(0, usage.smsCount - (plan.smsCount ?? 0)) * 22
  if (plan.overage === 'METERED')
    month += Math.min(165_000, Math.floor(Math.max(0, usage.dataMb - Number(plan.dataGb) * 1024) * 22.528))
  return month * 6
}

describe('UFR-PROD-020 what the last six months would have cost on each plan', () => {
  it('is told for every other plan on sale, cheapest first, unknown last', async () => {
    const found = await ask(kosWith())
    expect(
      found.map(({ product, lastSixMonthsCost, difference }) => [product.code, lastSixMonthsCost, difference]),
    ).toEqual([
      ['LTE-SENIOR-004', 72_600, -125_400],
      ['LTE-PLUS-007', 118_800, -79_200],
      ['LTE-LITE-003', 6 * (9_900 + 198 + 66 + 23_068), 6 * (9_900 + 198 + 66 + 23_068) - 198_000],
      ['SK-PLAN-001', 300_000, 102_000],
      ['LTE-SILENT', null, null],
    ])
  })

  it('agrees with the tariff worked out independently', async () => {
    for (const { product, lastSixMonthsCost, difference } of await ask(kosWith())) {
      if (lastSixMonthsCost === null) continue
      expect(lastSixMonthsCost).toBe(oracle(product))
      expect(difference).toBe(oracle(product) - oracle(current))
    }
  })

  it('asks for the six closed months and not for the present one, and for the list once', async () => {
    const kos = kosWith()
    await ask(kos)
    expect(kos.asked.slice().sort()).toEqual([...closedMonths.map((month) => `K1 ${month}`), 'K3', 'K4'])
  })

  it('is null without six bills', async () => {
    const kos = kosWith()
    delete kos.state.bills['2026-05']
    const found = await ask(kos)
    expect(found).toHaveLength(5)
    expect(found.every((each) => each.lastSixMonthsCost === null && each.difference === null)).toBe(true)
  })

  it('is null where a usage that decides is not sent', async () => {
    const kos = kosWith()
    kos.state.bills['2026-07'] = billOf({ usage: { dataMb: null, voiceSeconds: null, smsCount: null } })
    const costs = new Map((await ask(kos)).map((each) => [each.product.code, each.lastSixMonthsCost]))
    expect(costs.get('LTE-LITE-003')).toBeNull()
    expect(costs.get('LTE-PLUS-007')).toBe(118_800)
  })

  it('has no difference when the cost on the line’s own plan is unknown', async () => {
    const found = await ask(kosWith({ products: [{ ...current, overage: null }, plus] }))
    expect(found.map((each) => [each.lastSixMonthsCost, each.difference])).toEqual([[118_800, null]])
  })

  it('tells which plans this customer may have: age group and operator', async () => {
    const may = async (groups: string[]) =>
      (await ask(kosWith(), groups)).filter((each) => each.eligible).map((each) => each.product.code)
    expect(await may([])).toEqual(['LTE-PLUS-007', 'LTE-LITE-003', 'LTE-SILENT'])
    expect(await may(['AGE_65_PLUS'])).toEqual(['LTE-SENIOR-004', 'LTE-PLUS-007', 'LTE-LITE-003', 'LTE-SILENT'])
  })

  it.each([{ kind: 'lineNotActive' as const }, lineOn('LTE-MAX-011', { customer: { lineStatus: 'SUSPENDED' } })])(
    'is empty for a line that is not active',
    async (line) => {
      expect(await ask(kosWith({ line }))).toEqual([])
    },
  )

  it('fails as KOS fails', async () => {
    await expect(ask(kosWith({ down: true }))).rejects.toBeInstanceOf(KosUnavailable)
  })
})
