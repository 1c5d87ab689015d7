import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { answerPolicy } from '../../../kos/client/policy.js'
import { startTestSimulator, type TestSimulator } from '../../../kos/simulator/testing/startTestSimulator.js'
import { createFieldCipher } from '../../../platform/privacy/fieldCipher.js'
import { warmUpPath } from '../../../platform/http/warmUpRoute.js'
import { eventually } from '../../../testing/eventually.js'
import { testKeys } from '../../../testing/keys.js'
import { createLineVersionStore } from '../lineVersion/lineVersionStore.js'
import { startTestBilling, type TestBilling } from '../testing/startTestBilling.js'

let kos: TestSimulator
let billing: TestBilling
let own: string
let customers = 0
let customerId: string

const bill = `bill { __typename ... on Bill { total freshness { asOf stale source } } ... on TemporarilyUnavailable { retryAfterSeconds } }`
const ask = (fields: string) => billing.line(own, fields, { customerId })
const later = (ms: number) => (kos.time.now = new Date(kos.time.now.getTime() + ms))
const calls = async (operation: string) =>
  Object.values(await kos.calls(operation)).reduce((sum, count) => sum + count, 0)

beforeAll(async () => {
  kos = await startTestSimulator()
  billing = await startTestBilling({ kosUrl: kos.url, clock: () => kos.time.now, remembers: true })
  own = await kos.line('demo01')
})
beforeEach(() => {
  // Somebody of whom nothing is remembered.
  customers += 1
  customerId = `10000000-0000-4000-8000-${String(customers).padStart(12, '0')}`
})
afterEach(async () => {
  await kos.call('DELETE', '/admin/faults')
  await kos.call('DELETE', '/admin/calls')
  await billing.forget()
})
afterAll(async () => {
  await billing.end()
  await kos.end()
})

/** What billing says of an answer: for how long whoever gets it may give it again. */
async function keptFor(fields: string, role = billing): Promise<string | null> {
  const id = role.lineIds.seal(own)
  const token = await role.tokenOf({ lineIds: [id], customerId })
  const answer = await fetch(`${role.role.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({
      query: `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Line { ${fields} } } }`,
      variables: { r: [{ __typename: 'Line', id }] },
    }),
  })
  await answer.text()
  return answer.headers.get('cache-control')
}

describe('for how long an answer of billing may be given again', () => {
  const past = 'bill(month: "2026-09") { ... on Bill { total } }'

  it('UFR-BILL-040 a bill never: each look is an inquiry', async () => {
    for (const fields of [past, bill, 'bills(first: 2) { total }', `currentMonth ${past}`])
      expect([fields, await keptFor(fields)]).toEqual([fields, 'no-store'])
    expect(await keptFor('billMonths')).toBe('max-age=60, private')
    expect(await keptFor('billInquiries { pageInfo { hasNextPage } }')).toBe('no-store')
  })

  it('UFR-BILL-040 a bill for as long as another look is the same inquiry', async () => {
    const env = { INQUIRY_REPEAT_SECONDS: '45' }
    const repeating = await startTestBilling({ kosUrl: kos.url, clock: () => kos.time.now, remembers: true, env })
    try {
      expect(await keptFor(past, repeating)).toBe('max-age=45, private')
      expect(await keptFor('billMonths', repeating)).toBe('max-age=60, private')
      later(answerPolicy.noBill.ttlMs)
      const future = 'bill(month: "2031-01") { ... on BillNotIssued { message } }'
      expect(await keptFor(future, repeating)).toBe('max-age=45, private')
      later(answerPolicy.noBill.ttlMs - 20_000)
      expect(await keptFor(future, repeating)).toBe('max-age=20, private')
      await kos.call('PUT', '/admin/faults', { down: true })
      expect(await keptFor('bill(month: "2026-08") { __typename }', repeating)).toBe('no-store')
    } finally {
      await repeating.end()
    }
  })

  it('UFR-BILL-020 a stale answer never, and nothing beyond the month in Seoul', async () => {
    expect(await keptFor('billMonths')).toBe('max-age=60, private')
    await kos.call('PUT', '/admin/faults', { down: true })
    later(answerPolicy.billMonths.ttlMs)
    expect(await keptFor('billMonths')).toBe('no-store')
    const before = kos.time.now
    kos.time.now = new Date('2026-11-30T14:59:30Z')
    expect(await keptFor('currentMonth')).toBe('max-age=30, private')
    kos.time.now = before
  })
})

describe('UFR-BILL-020 a bill that was seen before', () => {
  it('UFR-BILL-040 is shown again without asking KOS, and both inquiries name the one call that brought it', async () => {
    const first = await ask(bill)
    expect(first.line).toMatchObject({ bill: { __typename: 'Bill', freshness: { stale: false, source: 'KOS' } } })
    later(1_000)
    const second = await ask(bill)
    expect(second.line).toMatchObject({ bill: { freshness: { stale: false, source: 'CACHE' } } })
    expect(await calls('K1')).toBe(1)
    const records = await billing.rows.billProcessing.findMany({ orderBy: { cacheHit: 'asc' } })
    expect(records.map(({ cacheHit, concludes }) => [cacheHit, concludes])).toEqual([
      [false, 'SHOWN'],
      [true, 'SHOWN'],
    ])
    expect(new Set(records.map(({ kosRequestId }) => kosRequestId)).size).toBe(1)
    const { line } = await ask('billInquiries { edges { node { cacheHit outcome } } }')
    expect(line).toMatchObject({
      billInquiries: { edges: [{ node: { cacheHit: true, outcome: 'SHOWN' } }, { node: { cacheHit: false } }] },
    })
  })

  it('UFR-BILL-020 is shown while KOS is down, and said to be stale; one never seen is unavailable', async () => {
    const { line: seen } = await ask(`billMonths bills(first: 2) { total } ${bill}`)
    later(answerPolicy.billMonths.ttlMs)
    await kos.call('PUT', '/admin/faults', { down: true })
    const { line, errors } = await ask(`billMonths billMonthsFreshness { stale } bills(first: 2) { total } ${bill}`)
    expect(errors).toEqual([])
    expect(line).toMatchObject({
      ...{ billMonths: seen?.['billMonths'], bills: seen?.['bills'], billMonthsFreshness: { stale: true } },
      bill: { __typename: 'Bill', freshness: { stale: true, source: 'CACHE' } },
    })
    const unseen = await ask(
      `bill(month: "2026-01") { __typename ... on TemporarilyUnavailable { retryAfterSeconds } }`,
    )
    expect(unseen.line).toMatchObject({
      bill: { __typename: 'TemporarilyUnavailable', retryAfterSeconds: expect.any(Number) as unknown },
    })
  })

  it('UFR-PROD-040 is asked for anew once billing was told that the plan has changed', async () => {
    await ask(bill)
    const lineKey = createFieldCipher({
      keys: testKeys.FIELD_KEYS,
      blindIndexKey: testKeys.BLIND_INDEX_KEY,
    }).blindIndex(own)
    await createLineVersionStore(billing.rows).told(lineKey, customers, kos.time.now)
    expect((await ask(bill)).line).toMatchObject({ bill: { freshness: { source: 'KOS' } } })
  })

  it("UFR-AUTH-020 is nobody else's: another customer of the same number is a question of its own", async () => {
    await ask(bill)
    await billing.line(own, bill, { customerId: '20000000-0000-4000-8000-000000000001' })
    expect(await calls('K1')).toBe(2)
  })
})

describe('UFR-AUTH-010 a session begins', () => {
  const begin = (headers: Record<string, string>) =>
    fetch(`${billing.role.url}${warmUpPath}`, { method: 'POST', headers, signal: AbortSignal.timeout(5_000) })

  it("UFR-AUTH-010 the current bill and the months of its lines are fetched ahead of the customer's asking", async () => {
    const id = billing.lineIds.seal(own)
    const token = await billing.tokenOf({ customerId, lineIds: [id] })
    expect((await begin({ authorization: `Bearer ${token}` })).status).toBe(202)
    await eventually('both were fetched', async () => (await calls('K1')) === 1 && (await calls('K2')) === 1)
    await eventually('they are there', async () => {
      const { line } = await ask(`billMonths ${bill}`)
      return (line?.['bill'] as { freshness: { source: string } }).freshness.source === 'CACHE'
    })
    expect(await billing.rows.billInquiry.count()).toBeGreaterThan(0)
    expect(await calls('K1')).toBe(1)
  })

  it('UFR-AUTH-010 without a token that is good nothing is fetched', async () => {
    expect((await begin({})).status).toBe(401)
    expect((await begin({ authorization: 'Bearer a.b.c' })).status).toBe(401)
    expect(await calls('K1')).toBe(0)
  })
})
