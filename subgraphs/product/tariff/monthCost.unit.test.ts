import { describe, expect, it } from '@jest/globals'
import { monthCost, type TariffPlan } from './monthCost.js'

const metered: TariffPlan = { monthlyFee: 9_900, dataGb: 3, voiceMinutes: 300, smsCount: 100, overage: 'METERED' }
const inside = { dataMb: 3_072, voiceSeconds: 18_000, smsCount: 100 }

describe('UFR-PROD-020 what a month of usage costs on a plan', () => {
  it('is the fee alone when everything stays inside the allowance', () => {
    expect(monthCost(metered, inside)).toBe(9_900)
  })

  it.each([
    ['one second of voice', { ...inside, voiceSeconds: 18_001 }, 1],
    ['100 seconds of voice', { ...inside, voiceSeconds: 18_100 }, 198],
    ['one message', { ...inside, smsCount: 101 }, 22],
    ['one MB of data', { ...inside, dataMb: 3_073 }, 22],
    ['125 MB of data, 2,816 won to the won', { ...inside, dataMb: 3_197 }, 2_816],
    ['a tenth of a MB: 2.2528 won', { ...inside, dataMb: 3_072.1 }, 2],
    ['data up to the cap', { ...inside, dataMb: 3_072 + 7_324 }, 164_995],
    ['data just over the cap', { ...inside, dataMb: 3_072 + 7_325 }, 165_000],
    ['data far over the cap', { ...inside, dataMb: 999_999 }, 165_000],
    ['all three', { dataMb: 3_073, voiceSeconds: 18_001, smsCount: 101 }, 45],
  ])('adds %s over the allowance, floored to the won', (_, usage, extra) => {
    expect(monthCost(metered, usage)).toBe(9_900 + extra)
  })

  it.each(['THROTTLED', 'BLOCKED', 'NONE'] as const)('charges no data on a %s plan, but still voice', (overage) => {
    expect(monthCost({ ...metered, overage }, { ...inside, dataMb: 99_999, voiceSeconds: 18_100 })).toBe(10_098)
  })

  it('charges nothing over an unlimited allowance, and then needs no usage', () => {
    const unlimited: TariffPlan = { ...metered, dataGb: 'unlimited', voiceMinutes: 'unlimited', smsCount: 'unlimited' }
    expect(monthCost(unlimited, { dataMb: null, voiceSeconds: null, smsCount: null })).toBe(9_900)
  })

  it.each([
    ['the overage policy', { ...metered, overage: null }, inside],
    ['an allowance', { ...metered, smsCount: null }, inside],
    ['the data used', metered, { ...inside, dataMb: null }],
    ['the voice used', metered, { ...inside, voiceSeconds: null }],
  ])('is unknown when KOS does not send %s', (_, plan, usage) => {
    expect(monthCost(plan, usage)).toBeNull()
  })
})
