import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { startTestSimulator, type TestSimulator } from '../../kos/simulator/testing/startTestSimulator.js'
import { type ProductForTest, startProductForTest } from './testing/productClient.js'

const now = new Date('2026-11-22T05:30:00.123Z')
const quote = `query ($lineId: ID!, $code: ID!) { productChangeQuote(lineId: $lineId, productCode: $code) { __typename
  ... on ProductChangeQuote { effectiveOn fromNextMonth from { code } to { code } thisMonth { type amount } losses { kind amount message } checks { check passed } }
  ... on ProductChangeRefused { message checks { check passed message } }
  ... on TemporarilyUnavailable { message retryAfterSeconds } } }`
const line = `query ($reps: [_Any!]!) { _entities(representations: $reps) { ... on Line {
  product { __typename ... on Product { code network unlimited } }
  changeCandidates { product { code } eligible lastSixMonthsCost difference } } } }`

interface Plan {
  code: string
  monthlyFee: number
  dataGb: number
  voiceMin: number
  smsCount: number
  dataOverage: string
  status: string
  eligibility: string | null
}
const catalogue = JSON.parse(readFileSync(new URL('../../kos/simulator/catalogue.json', import.meta.url), 'utf8')) as {
  plans: Plan[]
  compatPlans: Plan[]
}

let kos: TestSimulator
let product: ProductForTest
let freshClient: () => Promise<ProductForTest>

beforeAll(async () => {
  kos = await startTestSimulator(now)
  freshClient = () => startProductForTest(kos.url, { clock: () => now })
  product = await freshClient()
})
afterAll(async () => {
  await product.stop()
  await kos.end()
})
beforeEach(async () => {
  await kos.call('DELETE', '/admin/faults')
  await kos.call('DELETE', '/admin/settings')
  await kos.call('DELETE', '/admin/calls')
})

/** Signs in as the simulator's person: their lines and rights. */
async function as(loginId: string) {
  const person = await kos.person(loginId)
  const numbers = person.lines.map((each) => each.lineNumber)
  const caller = { lines: numbers, permissions: person.permissions }
  const id = (ordinal = 0) => product.sealed(numbers[ordinal] ?? '')
  return {
    numbers,
    quote: (code: string, ordinal = 0) => product.ask(caller, quote, { lineId: id(ordinal), code }),
    line: (ordinal = 0) => product.ask(caller, line, { reps: [{ __typename: 'Line', id: id(ordinal) }] }),
  }
}
interface Answer {
  __typename: string
  losses: { kind: string; amount: number | null; message: string }[]
  checks: { check: string; passed: boolean; message: string }[]
}
const quoteIn = (answer: { data?: Record<string, unknown> | null }) => answer.data?.['productChangeQuote'] as Answer
const failedIn = (answer: { data?: Record<string, unknown> | null }) =>
  quoteIn(answer)
    .checks.filter((check) => !check.passed)
    .map((check) => check.check)
const lossesIn = (answer: { data?: Record<string, unknown> | null }) =>
  quoteIn(answer).losses.map(({ kind, amount }) => [kind, amount])

describe('UFR-PROD-020 a quote against the simulated KOS', () => {
  it('demo01 leaves a 24-month contract after nine months: prorated fees, discount and clawback by the check values', async () => {
    const answer = await (await as('demo01')).quote('LTE-PLUS-007')
    expect(answer.errors).toBeUndefined()
    expect(quoteIn(answer)).toMatchObject({
      __typename: 'ProductChangeQuote',
      effectiveOn: '2026-11-22',
      from: { code: 'LTE-MAX-011' },
      to: { code: 'LTE-PLUS-007' },
      thisMonth: [
        { type: 'PRORATION', amount: 23_100 },
        { type: 'PRORATION', amount: 5_940 },
      ],
      fromNextMonth: 19_800,
    })
    expect(lossesIn(answer)).toEqual([
      ['CONTRACT_DISCOUNT', 8_250],
      ['CLAWBACK', 64_350],
    ])
    expect(failedIn(answer)).toEqual([])
  })

  it('demo01 keeps the contract on a plan that allows its term', async () => {
    expect(lossesIn(await (await as('demo01')).quote('LTE-MAX-100'))).toEqual([])
  })

  it('demo05 leaves a 12-month contract after five months; the device instalment is no loss', async () => {
    expect(lossesIn(await (await as('demo05')).quote('LTE-LITE-001'))).toEqual([
      ['CONTRACT_DISCOUNT', 9_625],
      ['CLAWBACK', 48_125],
    ])
  })

  it('a KOS that sends no additive facts gets no invented amounts', async () => {
    await kos.settings({ additiveFields: false })
    const answer = await (await as('demo05')).quote('LTE-LITE-001')
    expect(lossesIn(answer)).toEqual([
      ['PROMOTION', null],
      ['CONTRACT_DISCOUNT', null],
      ['CLAWBACK', null],
    ])
    expect(failedIn(answer)).toEqual([])
  })

  it('UFR-PROD-030 seven checks in parallel are one call each to K1, K3 and K4', async () => {
    await (await as('demo01')).quote('LTE-PLUS-007')
    for (const operation of ['K1', 'K3', 'K4']) {
      const counts = Object.values(await kos.calls(operation))
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(1)
    }
  })
})

describe('UFR-PROD-030 refusals against the simulated KOS', () => {
  it('demo02 has no right to change', async () => {
    const answer = await (await as('demo02')).quote('LTE-PLUS-007')
    expect(answer.errors?.[0]?.extensions['code']).toBe('FORBIDDEN')
  })

  it('demo03: the line is suspended, LINE_ACTIVE fails', async () => {
    const answer = await (await as('demo03')).quote('LTE-PLUS-007')
    expect(quoteIn(answer)).toMatchObject({ __typename: 'ProductChangeRefused' })
    expect(quoteIn(answer).checks).toHaveLength(7)
    expect(failedIn(answer)).toContain('LINE_ACTIVE')
    expect((await (await as('demo03')).line()).data).toMatchObject({
      _entities: [{ product: { __typename: 'LineNotActive' }, changeCandidates: [] }],
    })
  })

  it('demo04 changed ten days ago: NOT_TOO_SOON fails, and says from when', async () => {
    const answer = await (await as('demo04')).quote('LTE-MAX-011')
    expect(failedIn(answer)).toEqual(['NOT_TOO_SOON'])
    expect(quoteIn(answer).checks[4]?.message).toContain('2026-12-12')
  })

  it.each([
    ['a discontinued plan', '3G-OLD-001', ['ON_SALE']],
    ['the plan the line is on', 'LTE-MAX-011', ['DIFFERENT_PRODUCT']],
    ['a plan for the elderly', 'LTE-SENIOR-004', ['ELIGIBLE']],
  ])('demo01 asks for %s', async (_, code, expected) => {
    expect(failedIn(await (await as('demo01')).quote(code))).toEqual(expected)
  })
})

describe('UFR-PROD-020 the candidates against the simulated KOS', () => {
  it('cost what the catalogue’s tariff makes of the usage that the simulator was given', async () => {
    const demo = await as('demo01')
    const months = ['2026-05', '2026-06', '2026-07', '2026-08', '2026-09', '2026-10']
    const usage = await Promise.all(
      months.map(async (month) => {
        const bill = await kos.json<{ usage: { dataMb: number; voiceSeconds: number; smsCount: number } }>(
          'GET',
          `/admin/bills/${demo.numbers[2] ?? ''}/${month}`,
        )
        return bill.usage
      }),
    )
    const plans = [...catalogue.plans, ...catalogue.compatPlans]
    const over = (used: number, allowed: number) => (allowed < 0 ? 0 : Math.max(0, used - allowed))
    const costOn = (plan: Plan) =>
      usage
        .map((month) => {
          const data = Math.min(165_000, Math.floor(over(month.dataMb, plan.dataGb * 1024) * 22.528))
          return (
            plan.monthlyFee +
            Math.floor(over(month.voiceSeconds, plan.voiceMin * 60) * 1.98) +
            over(month.smsCount, plan.smsCount) * 22 +
            (plan.dataOverage === 'METERED' ? data : 0)
          )
        })
        .reduce((sum, each) => sum + each, 0)
    const current = plans.find((plan) => plan.code === '3G-OLD-001')
    if (!current) throw new Error('the catalogue has lost the plan of the test')

    const answer = await demo.line(2)
    const [found] = answer.data?.['_entities'] as {
      product: unknown
      changeCandidates: {
        product: { code: string }
        eligible: boolean
        lastSixMonthsCost: number
        difference: number
      }[]
    }[]
    expect(found?.product).toEqual({ __typename: 'Product', code: '3G-OLD-001', network: 'THREE_G', unlimited: [] })
    const told = found?.changeCandidates ?? []
    const offered = plans.filter((plan) => plan.status === 'ACTIVE')
    expect(told.map((each) => each.product.code).sort()).toEqual(offered.map((plan) => plan.code).sort())
    for (const plan of offered) {
      expect(told.find((each) => each.product.code === plan.code)).toMatchObject({
        eligible: plan.eligibility === null,
        lastSixMonthsCost: costOn(plan),
        difference: costOn(plan) - costOn(current),
      })
    }
    const costs = told.map((each) => each.lastSixMonthsCost)
    expect(costs).toEqual(costs.slice().sort((a, b) => a - b))
  })

  it('have no cost when KOS does not send the overage rule', async () => {
    await kos.settings({ additiveFields: false })
    const answer = await (await as('demo01')).line()
    const [found] = answer.data?.['_entities'] as { changeCandidates: { lastSixMonthsCost: number | null }[] }[]
    expect(found?.changeCandidates.length).toBeGreaterThan(0)
    expect(found?.changeCandidates.every((each) => each.lastSixMonthsCost === null)).toBe(true)
  })
})

describe('UFR-PROD-020 with the simulated KOS down', () => {
  it('nothing is quoted, the line’s plan waits, and the candidates say when to come back', async () => {
    const demo = await as('demo01')
    await kos.faults({ operation: 'all', down: true })
    // A role of its own: its breaker may open and shall not bother the other tests.
    const shared = product
    product = await freshClient()
    try {
      expect(quoteIn(await demo.quote('LTE-PLUS-007'))).toMatchObject({ __typename: 'TemporarilyUnavailable' })
      const answer = await demo.line()
      expect(answer.errors?.[0]?.extensions).toMatchObject({
        code: 'SERVICE_UNAVAILABLE',
        retryAfterSeconds: expect.any(Number) as unknown,
      })
      expect((await fetch(`${product.url}/readyz`, { signal: AbortSignal.timeout(5_000) })).status).toBe(200)
    } finally {
      await product.stop()
      product = shared
    }
  })
})
