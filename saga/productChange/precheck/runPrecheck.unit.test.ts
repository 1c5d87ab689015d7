import { describe, expect, it } from '@jest/globals'
import { KosUnavailable } from '../../../kos/client/kosUnavailable.js'
import { kosProduct, lineOn } from '../../../subgraphs/product/testing/createFakeKosOrder.js'
import { type CheckKind, checkKinds, type PrecheckFacts } from './check.js'
import { runPrecheck } from './runPrecheck.js'

const now = new Date('2026-11-22T10:00:00+09:00')

/** Facts with which all seven checks pass, but for what the test changes. */
function given(facts: Partial<PrecheckFacts> = {}): PrecheckFacts {
  return {
    targetCode: 'LTE-PLUS-007',
    now,
    eligibility: [],
    lineProduct: () => Promise.resolve(lineOn('LTE-MAX-011')),
    target: () => Promise.resolve(kosProduct()),
    lastCompletedChange: () => Promise.resolve(null),
    hasActiveChange: () => Promise.resolve(false),
    ...facts,
  }
}

async function failedChecks(facts: Partial<PrecheckFacts>): Promise<CheckKind[]> {
  return (await runPrecheck(given(facts))).filter((check) => !check.passed).map((check) => check.check)
}

const target = (facts: Parameters<typeof kosProduct>[0]) => ({ target: () => Promise.resolve(kosProduct(facts)) })
const line = (facts: Parameters<typeof lineOn>[1], code = 'LTE-MAX-011') => ({
  lineProduct: () => Promise.resolve(lineOn(code, facts)),
})

describe('UFR-PROD-030 the seven checks', () => {
  it('all pass for an ordinary change, all are reported in order, each with a Korean sentence', async () => {
    const checks = await runPrecheck(given())
    expect(checks.map((check) => check.check)).toEqual([...checkKinds])
    expect(checks.every((check) => check.passed)).toBe(true)
    expect(checks.every((check) => /[가-힣].*\.$/.test(check.message))).toBe(true)
  })

  it('ON_SALE fails for a discontinued plan', async () => {
    expect(await failedChecks(target({ onSale: false }))).toEqual(['ON_SALE'])
  })

  it('ON_SALE fails for a code that KOS does not know, and nothing about the plan passes', async () => {
    expect(await failedChecks({ target: () => Promise.resolve(null) })).toEqual([
      'ON_SALE',
      'OPERATOR_MATCH',
      'ELIGIBLE',
    ])
  })

  it('OPERATOR_MATCH fails for the plan of another operator', async () => {
    expect(await failedChecks(target({ operatorCode: 'SKT' }))).toEqual(['OPERATOR_MATCH'])
  })

  it('OPERATOR_MATCH leaves it to KOS when an operator is not sent', async () => {
    expect(await failedChecks(target({ operatorCode: null }))).toEqual([])
    expect(await failedChecks(line({ customer: { operatorCode: null } }))).toEqual([])
  })

  it.each(['SUSPENDED', 'TERMINATED'] as const)('LINE_ACTIVE fails for a line that is %s', async (lineStatus) => {
    expect(await failedChecks(line({ customer: { lineStatus } }))).toEqual(['LINE_ACTIVE'])
  })

  it.each(['lineNotActive', 'noSuchLine', 'noProduct'] as const)(
    'LINE_ACTIVE fails when KOS answers %s, and what hangs on the line does not pass',
    async (kind) => {
      expect(await failedChecks({ lineProduct: () => Promise.resolve({ kind }) })).toEqual([
        'OPERATOR_MATCH',
        'LINE_ACTIVE',
        'DIFFERENT_PRODUCT',
        'NOT_TOO_SOON',
      ])
    },
  )

  it('DIFFERENT_PRODUCT fails for the plan that the line is on', async () => {
    expect(await failedChecks(line({}, 'LTE-PLUS-007'))).toEqual(['DIFFERENT_PRODUCT'])
  })

  it.each([
    ['today', '2026-11-22T09:00:00+09:00', ['NOT_TOO_SOON']],
    ['29 days ago', '2026-10-24T00:00:00+09:00', ['NOT_TOO_SOON']],
    ['30 days ago, late in the evening in Seoul', '2026-10-23T23:59:59+09:00', []],
    ['a year ago', '2025-11-22T00:00:00+09:00', []],
  ])('NOT_TOO_SOON: on the plan since %s by KOS', async (_, since, expected) => {
    expect(await failedChecks(line({ since: new Date(since) }))).toEqual(expected)
  })

  it('NOT_TOO_SOON also counts our own completed change, which KOS may show only later', async () => {
    const own = { lastCompletedChange: () => Promise.resolve(new Date('2026-11-12T00:00:00Z')) }
    expect(await failedChecks(own)).toEqual(['NOT_TOO_SOON'])
    expect(await failedChecks({ ...own, ...line({ since: null }) })).toEqual(['NOT_TOO_SOON'])
  })

  it('NOT_TOO_SOON says from which day a change is possible', async () => {
    const checks = await runPrecheck(given(line({ since: new Date('2026-11-12T00:00:00+09:00') })))
    expect(checks.find((check) => check.check === 'NOT_TOO_SOON')?.message).toContain('2026-12-12')
  })

  it('NOT_TOO_SOON passes when neither KOS nor we know of a change', async () => {
    expect(await failedChecks(line({ since: null }))).toEqual([])
  })

  it('NO_OTHER_CHANGE fails while a change is under way', async () => {
    expect(await failedChecks({ hasActiveChange: () => Promise.resolve(true) })).toEqual(['NO_OTHER_CHANGE'])
  })

  it.each([
    ['AGE_65_PLUS', [], ['ELIGIBLE']],
    ['AGE_65_PLUS', ['AGE_18_MINUS'], ['ELIGIBLE']],
    ['AGE_65_PLUS', ['AGE_65_PLUS'], []],
    ['AGE_18_MINUS', ['AGE_18_MINUS'], []],
    ['SOMETHING_NEW', ['AGE_65_PLUS'], ['ELIGIBLE']],
    [null, [], []],
  ])('ELIGIBLE: a plan for %s, a customer of %j', async (eligibility, groups, expected) => {
    expect(await failedChecks({ ...target({ eligibility }), eligibility: groups })).toEqual(expected)
  })

  it('reports every failure at once', async () => {
    const facts = { ...target({ onSale: false, operatorCode: 'SKT' }), hasActiveChange: () => Promise.resolve(true) }
    expect(await failedChecks(facts)).toEqual(['ON_SALE', 'OPERATOR_MATCH', 'NO_OTHER_CHANGE'])
  })

  it('runs the checks in parallel: no fact is answered before every check has asked for its own', async () => {
    const asked: string[] = []
    let openGate = (): void => undefined
    const gate = new Promise<void>((resolve) => (openGate = resolve))
    const behindGate =
      <T>(name: string, value: T) =>
      async () => {
        asked.push(name)
        await gate
        return value
      }
    const checks = runPrecheck(
      given({
        target: behindGate('target', kosProduct()),
        lineProduct: behindGate('line', lineOn('LTE-MAX-011')),
        lastCompletedChange: behindGate('last', null),
        hasActiveChange: behindGate('active', false),
      }),
    )
    // ON_SALE, OPERATOR_MATCH and ELIGIBLE want the target; OPERATOR_MATCH, LINE_ACTIVE, DIFFERENT_PRODUCT, NOT_TOO_SOON the line.
    const counts = (name: string) => asked.filter((each) => each === name).length
    expect([counts('target'), counts('line'), counts('last'), counts('active')]).toEqual([3, 4, 1, 1])
    openGate()
    expect((await checks).every((check) => check.passed)).toBe(true)
  })

  it.each(['target', 'lineProduct'] as const)('cannot be made when KOS does not tell the %s', async (fact) => {
    const down = () => Promise.reject(new KosUnavailable('down', { retryAfterSeconds: 3, calls: [] }))
    await expect(runPrecheck(given({ [fact]: down }))).rejects.toBeInstanceOf(KosUnavailable)
  })
})
