import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { performance } from 'node:perf_hooks'
import { createLogger } from '../../platform/logging/logger.js'
import { traceFrom } from '../../platform/telemetry/trace.js'
import { type Person } from '../simulator/admin/people.js'
import { startTestSimulator, type TestSimulator } from '../simulator/testing/startTestSimulator.js'
import { createKosOrder, type KosClient } from './createKosOrder.js'

const from = 'LTE-LITE-003'
const to = 'LTE-PLUS-007'
let kos: TestSimulator
let client: KosClient
let people: Person[]
let lines: string[]
let used = 0

beforeAll(async () => {
  kos = await startTestSimulator()
  client = createKosOrder({
    kosUrl: kos.url,
    serviceName: 'MVNO-PRODUCT-SERVICE',
    readTimeoutMs: 2500,
    writeTimeoutMs: 2000,
    // It is not what is tested here, and every fault of a test counts.
    orders: { breaker: { minimumCalls: 1000 } },
    clock: () => kos.time.now,
    log: createLogger({ role: 'test', level: 'silent' }),
  })
  people = await kos.json<Person[]>('GET', '/admin/customers?offset=6&limit=500')
  lines = people
    .filter(({ operatorCode }) => operatorCode === 'KT')
    .flatMap((person) =>
      person.lines.filter(({ productCode, lineStatus }) => productCode === from && lineStatus === 'ACTIVE'),
    )
    .map(({ lineNumber }) => lineNumber)
})
afterEach(async () => {
  await kos.call('DELETE', '/admin/faults')
  await kos.call('DELETE', '/admin/settings')
  await kos.call('DELETE', '/admin/calls')
})
afterAll(async () => {
  await client.close()
  await kos.end()
})

const port = () => client.forRequest(traceFrom(undefined))
/** Orders the change of a line that no other test touches, unless `changes` say another. */
const order = (requestId: string, changes: Partial<Record<'lineNumber' | 'from' | 'to', string>> = {}) => {
  used += 1
  return { lineNumber: lines[used] ?? '', from, to, requestId, ...changes }
}
const change = (...of: Parameters<typeof order>) => port().changeProduct(order(...of))
const applied = async (requestId: string) => (await kos.ledger(`?requestId=${requestId}`)).length
const status = async (requestId: string) => (await port().orderStatus(requestId)).answer
const lineOf = (wanted: (person: Person) => boolean) =>
  people.filter(wanted).flatMap((person) => person.lines.filter((line) => line.lineStatus === 'ACTIVE'))[0]
    ?.lineNumber ?? ''

describe('UFR-PROD-040 product changes at the KOS simulator', () => {
  it('UFR-PROD-040 is applied; K3 shows the new product and K7 the order', async () => {
    const ordered = order('ok-1')
    const sent = await port().changeProduct(ordered)
    expect(sent).toMatchObject({
      kind: 'accepted',
      answer: { state: 'APPLIED', effectiveOn: '2026-11-22', newProductCode: to },
    })
    if (sent.kind !== 'accepted') throw new Error(sent.kind)
    expect((await port().lineProduct(ordered.lineNumber)).answer).toMatchObject({ product: { productCode: to } })
    const { kosOrderNumber } = sent.answer
    expect(kosOrderNumber).toMatch(/^KO20261122\d{8}$/)
    expect(await status('ok-1')).toEqual({
      kind: 'applied',
      kosOrderNumber,
      appliedAt: new Date('2026-11-22T05:30:00Z'),
    })
  })

  it('UFR-PROD-040 accepted for later is PROCESSING, and unknown to K7 until it is applied', async () => {
    await kos.faults({ operation: 'K5', applyDelayMs: 60_000 })
    expect(await change('later-1')).toMatchObject({ kind: 'accepted', answer: { state: 'PROCESSING' } })
    expect(await status('later-1')).toEqual({ kind: 'unknown' })
  })

  it('UFR-PROD-040 tells each refusal by its code, and nothing is applied', async () => {
    const refusals = {
      '2001': await change('no-1', { lineNumber: '01000000000' }),
      '2002': await change('no-2', { lineNumber: await kos.line('demo03') }),
      '2003': await change('no-3', { to: 'NO-SUCH' }),
      '2004': await change('no-4', { to: '3G-OLD-001' }),
      '2005': await change('no-5', { lineNumber: lineOf(({ operatorCode }) => operatorCode !== 'KT') }),
      '9001': await change('no-6', { lineNumber: '010' }),
    }
    for (const [resultCode, sent] of Object.entries(refusals))
      expect(sent).toMatchObject({ kind: 'refused', resultCode, calls: [{ outcome: 'ANSWERED', resultCode }] })
    expect(await status('no-4')).toEqual({ kind: 'rejected' })
    expect(await applied('no-4')).toBe(0)
  })

  it.each<[string, Record<string, unknown>, number, string | null]>([
    ['2099 without effect', { applyFailRate: 1 }, 0, '2099'],
    ['2099 with effect', { applyThenFailRate: 1 }, 1, '2099'],
    ['applied, and the answer lost', { applyThenDropRate: 1 }, 1, null],
    ['a reset', { resetRate: 1 }, 0, null],
    ['503', { httpErrorRate: 1 }, 0, null],
    ['9999', { errorRate: 1 }, 0, '9999'],
    ['a KOS that drops connections', { down: true }, 0, null],
    ['an HTML page', { malformed: 'html' }, 1, null],
    ['a missing field', { malformed: 'missingField' }, 1, null],
    ['a field of another type', { malformed: 'wrongType' }, 1, null],
    ['slower than the deadline', { latencyMs: 60_000 }, 0, null],
  ])('UFR-PROD-040 %s: in doubt', async (what, faults, effects, resultCode) => {
    await kos.faults({ operation: 'K5', ...faults })
    const requestId = `doubt-${what.replaceAll(' ', '-')}`
    expect(await change(requestId)).toMatchObject({ kind: 'inDoubt', resultCode })
    expect(await applied(requestId)).toBe(effects)
    const counts = Object.values(await kos.calls('K5'))
    // A call that still waits is not counted yet.
    expect(counts).toEqual(what.startsWith('slower') ? [] : [1])
    const found = await status(requestId)
    if (effects === 1) expect(found.kind).toBe('applied')
    else expect(found.kind).not.toBe('applied')
  })

  it('UFR-PROD-040 past its limit: not sent, and KOS counts no call', async () => {
    const sent = await port().changeProduct(order('late-1'), { notAfter: performance.now() - 1 })
    expect(sent.kind).toBe('notSent')
    expect(await kos.calls('K5')).toEqual({})
  })
})

describe('UFR-PROD-040 contract transfers at the KOS simulator', () => {
  const contracted = { from: 'LTE-MAX-011', to: 'LTE-MAX-100' }
  const transfer = async (requestId: string, changes: Partial<Record<'lineNumber' | 'from' | 'to', string>> = {}) =>
    port().transferContract({
      lineNumber: await kos.line('demo01'),
      ...contracted,
      requestId,
      ...changes,
    })

  it('UFR-PROD-040 4001 without a contract, 4002 for a product that does not allow it', async () => {
    const without = await transfer('t-1', { lineNumber: lines[0] ?? '', from, to })
    expect(without).toMatchObject({ kind: 'refused', resultCode: '4001' })
    expect(await transfer('t-2', { to: 'LTE-PLUS-007' })).toMatchObject({ kind: 'refused', resultCode: '4002' })
    expect(await status('t-2')).toEqual({ kind: 'rejected' })
  })

  it('UFR-PROD-040 4099 and a lost answer are in doubt; a transfer is applied once', async () => {
    await kos.faults({ operation: 'K6', applyFailRate: 1 })
    expect(await transfer('t-3')).toMatchObject({ kind: 'inDoubt', resultCode: '4099' })
    await kos.faults({ operation: 'K6', applyThenDropRate: 1 })
    expect(await transfer('t-4')).toMatchObject({ kind: 'inDoubt', resultCode: null })
    expect(await applied('t-4')).toBe(1)
    await kos.call('DELETE', '/admin/faults')
    const again = await transfer('t-4')
    expect(again).toMatchObject({ kind: 'accepted', answer: { state: 'APPLIED' } })
    expect(await applied('t-4')).toBe(1)
  })

  it('UFR-PROD-040 a KOS without K6 and K7 says so, and goes on changing products', async () => {
    await kos.settings({ additiveFields: false })
    expect((await transfer('t-5')).kind).toBe('unsupported')
    expect(await status('t-5')).toEqual({ kind: 'unsupported' })
    expect((await change('plain-1')).kind).toBe('accepted')
  })

  it('UFR-PROD-040 an order that KOS never saw is unknown', async () => {
    expect(await status('never-seen')).toEqual({ kind: 'unknown' })
  })
})
