import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { eventually } from '../../../testing/eventually.js'
import { toYearMonth } from '../../../platform/time/yearMonth.js'
import { envelope, monthsData, plainProduct, productsData, sendJson } from '../testing/cannedKos.js'
import { type ClientBench, line, now, refused, startClientBench, trace } from '../testing/clientBench.js'
import { answerPolicy } from '../policy.js'

let bench: ClientBench
beforeEach(async () => {
  bench = await startClientBench()
})
afterEach(() => bench.end())

const owner = 'customer-1'
const current = () => bench.client.forRequest(trace, owner).bill(line, null)
const past = () => bench.client.forRequest(trace, owner).bill(line, toYearMonth('2026-09'))
const later = (ms: number) => (bench.time.now = new Date(bench.time.now.getTime() + ms))
const down = () => bench.kos.answer((_request, response) => response.destroy())
const silent = () => bench.kos.answer(() => undefined)

describe('UFR-BILL-020 an answer that is remembered', () => {
  it('UFR-BILL-020 is given again without asking KOS, with its age and the request that brought it', async () => {
    bench.answerBills()
    bench.openCopy()
    const first = await current()
    later(60_000)
    const second = await current()
    expect(bench.kos.received).toHaveLength(1)
    expect(second.answer).toBe(first.answer)
    expect(first.freshness).toEqual({ asOf: now, stale: false, source: 'KOS' })
    expect(second.freshness).toEqual({ asOf: now, stale: false, source: 'CACHE' })
    expect(second.calls).toEqual([
      expect.objectContaining({
        ...{ operation: 'K1', outcome: 'ANSWERED', cacheHit: true, resultCode: '0000', breakerState: 'CLOSED' },
        requestId: first.calls[0]?.requestId,
        sentAt: bench.time.now,
      }),
    ])
  })

  it('UFR-BILL-020 of this month is asked for again after minutes, of a past month not', async () => {
    bench.answerBills()
    bench.openCopy()
    await current()
    await past()
    later(answerPolicy.currentBill.ttlMs)
    await current()
    await past()
    expect(bench.kos.received.map(({ body }) => body?.['billingMonth'])).toEqual(['202611', '202609', '202611'])
  })

  it('UFR-BILL-020 says for how long it stays fresh, and 0 of what may be otherwise the next moment', async () => {
    bench.answerBills()
    bench.openCopy()
    const said = async (customer: string | null = owner) => {
      const seconds: number[] = []
      const port = bench.client.forRequest(trace, customer, (fresh) => void seconds.push(fresh))
      await port.bill(line, null).catch(() => undefined)
      return seconds
    }
    const ttl = answerPolicy.currentBill.ttlMs / 1_000
    expect(await said()).toEqual([ttl])
    later(100_000)
    expect(await said()).toEqual([ttl - 100])
    expect(await said(null)).toEqual([0])
    down()
    later(answerPolicy.currentBill.ttlMs)
    expect(await said()).toEqual([0])
    later(answerPolicy.currentBill.graceMs)
    expect(await said()).toEqual([0])
    bench.answerBills()
    bench.version.now = null
    expect(await said()).toEqual([0])
  })

  it('UFR-BILL-020 "no bill for that month" is remembered as an answer, briefly', async () => {
    bench.kos.answer((_request, response) => sendJson(response, envelope(null, '1003')))
    bench.openCopy()
    await current()
    expect((await current()).answer).toEqual({ kind: 'noBill' })
    expect(bench.kos.received).toHaveLength(1)
    later(answerPolicy.noBill.ttlMs)
    await current()
    expect(bench.kos.received).toHaveLength(2)
  })

  it('UFR-BILL-020 a failure is not remembered', async () => {
    down()
    bench.openCopy()
    await refused(current())
    bench.answerBills()
    expect((await current()).freshness.source).toBe('KOS')
  })

  it("UFR-AUTH-020 is its customer's alone: whoever has the number now finds nothing of theirs", async () => {
    bench.answerBills()
    bench.openCopy()
    await past()
    await bench.client.forRequest(trace, 'customer-2').bill(line, toYearMonth('2026-09'))
    await bench.client.forRequest(trace, null).bill(line, toYearMonth('2026-09'))
    expect(bench.kos.received).toHaveLength(3)
  })
})

describe('UFR-PROD-040 the plan of a line changes', () => {
  it('UFR-PROD-040 the current bill of before is never shown again, a past one is', async () => {
    bench.answerBills()
    bench.openCopy()
    await current()
    await past()
    bench.version.now = 1
    expect((await current()).freshness.source).toBe('KOS')
    expect((await past()).freshness.source).toBe('CACHE')
  })

  it('UFR-PROD-040 nothing that the change touches is remembered while it goes on', async () => {
    bench.answerBills()
    bench.openCopy()
    bench.version.now = null
    await current()
    await current()
    expect(bench.kos.received).toHaveLength(2)
    bench.version.now = 1
    expect((await current()).freshness.source).toBe('KOS')
  })
})

describe('UFR-BILL-020 KOS is ill and there is an older answer', () => {
  it('UFR-BILL-020 down: the older one, said to be stale, with the attempts that failed', async () => {
    bench.answerBills()
    bench.openCopy()
    await current()
    later(answerPolicy.currentBill.ttlMs)
    down()
    const { freshness, calls } = await current()
    expect(freshness).toEqual({ asOf: now, stale: true, source: 'CACHE' })
    expect(calls.map(({ outcome, cacheHit }) => [outcome, cacheHit])).toEqual([
      ['CONNECTION_FAILED', false],
      ['CONNECTION_FAILED', false],
      ['ANSWERED', true],
    ])
  })

  it('UFR-BILL-020 silent: the older one after a moment, and KOS’s own when it comes', async () => {
    bench.answerBills()
    bench.openCopy()
    await current()
    later(answerPolicy.currentBill.ttlMs)
    const { held, waitFor } = bench.holdAnswers()
    const began = performance.now()
    expect((await current()).freshness.stale).toBe(true)
    expect(performance.now() - began).toBeLessThan(1_500)
    await waitFor(1)
    held.forEach((release) => release())
    // Until it is there and kept, whoever asks has the older one or waits for it.
    const kept = await eventually("KOS's own, kept", async () => {
      const { freshness } = await current()
      return freshness.source === 'CACHE' && !freshness.stale && freshness
    })
    expect(kept.asOf).toEqual(bench.time.now)
    expect(bench.kos.received).toHaveLength(2)
  })

  it('UFR-BILL-020 the breaker is open: the older one at once, and nothing leaves', async () => {
    bench.answerBills()
    bench.openCopy(undefined, { reads: { breaker: { minimumCalls: 2, openMs: 60_000 } } })
    await current()
    later(answerPolicy.currentBill.ttlMs)
    down()
    await current()
    expect(bench.client.breakerState('K1')).toBe('OPEN')
    const asked = bench.kos.received.length
    const { freshness, calls } = await current()
    expect(freshness.stale).toBe(true)
    expect(calls).toEqual([expect.objectContaining({ cacheHit: true, breakerState: 'OPEN' })])
    expect(bench.kos.received).toHaveLength(asked)
  })

  it('UFR-BILL-020 too old is gone: unavailable, with a time to come back', async () => {
    bench.answerBills()
    bench.openCopy()
    await current()
    later(answerPolicy.currentBill.ttlMs + answerPolicy.currentBill.graceMs)
    down()
    expect(
      (await refused(bench.client.forRequest(trace, owner).bill(line, toYearMonth('2026-11')))).retryAfterSeconds,
    ).toBeGreaterThan(0)
  })

  it('UFR-PROD-020 a decision rests on nothing old: it asks KOS, and is refused when KOS is down', async () => {
    bench.answerBills()
    bench.openCopy()
    await current()
    expect((await bench.client.forDecision(trace, owner).bill(line, null)).freshness.source).toBe('KOS')
    expect(bench.kos.received).toHaveLength(2)
    down()
    await refused(bench.client.forDecision(trace, owner).bill(line, null))
  })

  it('UFR-PROD-020 what a decision has fetched is everybody’s, and the list may be minutes old for one', async () => {
    bench.kos.answer((_request, response) => sendJson(response, envelope(productsData(plainProduct))))
    bench.openCopy()
    await bench.client.forDecision(trace, owner).productList()
    expect((await bench.client.forRequest(trace, owner).productList()).freshness.source).toBe('CACHE')
    expect((await bench.client.forDecision(trace, owner).productList()).freshness.source).toBe('CACHE')
    later(answerPolicy.productList.decisionMs)
    expect((await bench.client.forRequest(trace, owner).productList()).freshness.stale).toBe(false)
    expect((await bench.client.forDecision(trace, owner).productList()).freshness.source).toBe('KOS')
  })
})

describe('UFR-BILL-020 many ask the same at once', () => {
  it('UFR-BILL-020 500 askers of one cold bill are one call, and all have the answer', async () => {
    bench.answerBills()
    bench.openCopy()
    const answers = await Promise.all(Array.from({ length: 500 }, current))
    expect(bench.kos.received).toHaveLength(1)
    expect(new Set(answers.map(({ calls }) => calls[0]?.requestId)).size).toBe(1)
  })

  it('UFR-BILL-020 500 askers of a bill that cannot be had are one call as well, and none waits longer than one', async () => {
    silent()
    bench.openCopy(undefined, { readTimeoutMs: 400 })
    const began = performance.now()
    const errors = await Promise.all(Array.from({ length: 500 }, () => refused(current())))
    expect(performance.now() - began).toBeLessThan(1_500)
    expect(bench.kos.received).toHaveLength(1)
    expect(errors.every(({ calls }) => calls[0]?.outcome === 'TIMED_OUT')).toBe(true)
  })
})

describe('UFR-BILL-010 the end of a month in Seoul', () => {
  it('UFR-BILL-010 the list of months is asked for anew, however young it is; the month that ended too', async () => {
    bench.time.now = new Date('2026-11-30T14:59:00Z') // 23:59 in Seoul
    const months = () => bench.client.forRequest(trace, owner).billMonths(line)
    bench.openCopy()
    bench.kos.answer((_request, response) => sendJson(response, envelope(monthsData(line, ['2026-11']))))
    await months()
    await months()
    expect(bench.kos.received).toHaveLength(1)
    later(60_000)
    await months()
    expect(bench.kos.received).toHaveLength(2)
  })

  it('UFR-BILL-020 the bill of the month that ended is not the one that was still growing', async () => {
    bench.time.now = new Date('2026-11-30T14:59:00Z')
    const november = () => bench.client.forRequest(trace, owner).bill(line, toYearMonth('2026-11'))
    bench.answerBills()
    bench.openCopy()
    await november()
    later(60_000)
    expect((await november()).freshness.source).toBe('KOS')
  })
})
