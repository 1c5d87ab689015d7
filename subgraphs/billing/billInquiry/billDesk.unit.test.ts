import { describe, expect, it } from '@jest/globals'
import { type KosAnswered, type KosCallRecord, type KosOrder } from '../../../kos/client/kosOrder.js'
import { KosUnavailable } from '../../../kos/client/kosUnavailable.js'
import { DomainError } from '../../../platform/errors/domainError.js'
import { traceFrom } from '../../../platform/telemetry/trace.js'
import { toYearMonth } from '../../../platform/time/yearMonth.js'
import { type InquiryHistory } from '../inquiryHistory/inquiryHistory.js'
import { billWith } from '../testing/bills.js'
import { createBillDesk } from './billDesk.js'

const now = new Date('2026-11-22T05:00:00Z')
const line = { lineId: 'ln_1_x', lineNumber: '01012345678', customerId: 'c1' }
const month = toYearMonth('2026-11')
const call: KosCallRecord = {
  operation: 'K1',
  requestId: 'r1',
  sentAt: now,
  answeredAt: now,
  outcome: 'ANSWERED',
  resultCode: '0000',
  cacheHit: false,
  breakerState: 'CLOSED',
  durationMs: 5,
  attempt: 1,
}
const answered = <T>(answer: T): KosAnswered<T> => ({
  answer,
  freshness: { asOf: now, stale: false, source: 'KOS' },
  calls: [call],
})
const refuse = () => Promise.reject(new Error('not asked here'))
const broken = () => Promise.reject(new DomainError('SERVICE_UNAVAILABLE', 'no database'))

/** A desk on fakes, with the order in which its parts were used. */
function deskWith(
  parts: {
    bill?: KosOrder['bill']
    productList?: KosOrder['productList']
    recordRequest?: () => Promise<void>
    recordProcessing?: () => Promise<void>
  } = {},
) {
  const steps: string[] = []
  const step =
    <A extends unknown[], T>(name: (...args: A) => string, then: (...args: A) => Promise<T>) =>
    (...args: A) => {
      steps.push(name(...args))
      return then(...args)
    }
  const bill: KosOrder['bill'] =
    parts.bill ??
    (() => Promise.resolve(answered({ kind: 'bill' as const, bill: billWith([['RECURRING', 1]]), customer: null })))
  const kos: KosOrder = {
    bill: step((_line, of) => `ask ${of}`, bill),
    billMonths: refuse,
    lineProduct: refuse,
    productList: step(() => 'ask list', parts.productList ?? refuse),
    changeProduct: refuse,
    transferContract: refuse,
    orderStatus: refuse,
  }
  const history: InquiryHistory = {
    recordRequest: step(
      (request: { month: string }) => `request ${request.month}`,
      parts.recordRequest ?? (() => Promise.resolve()),
    ),
    recordProcessing: step(
      (processing: { concludes: string | null; calls: unknown[] }) =>
        `processing ${processing.concludes} ${processing.calls.length}`,
      parts.recordProcessing ?? (() => Promise.resolve()),
    ),
    ofCustomer: refuse,
    ofAll: refuse,
  }
  return {
    steps,
    desk: createBillDesk({ kos, history, trace: traceFrom(undefined), clock: () => now, newId: () => 'i1' }),
  }
}
/** A promise that the test settles. */
function promised() {
  let settle: { resolve: () => void; reject: (reason: Error) => void } | undefined
  const promise = new Promise<void>((resolve, reject) => (settle = { resolve, reject }))
  return { promise, resolve: () => settle?.resolve(), reject: (reason: Error) => settle?.reject(reason) }
}
const turns = async () => {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
}
const shown = async (desk: ReturnType<typeof deskWith>['desk']) => {
  const answer = await desk.ask(line, month)
  if (answer.kind !== 'shown') throw new Error(answer.kind)
  return answer.shown
}

describe('UFR-BILL-040 an inquiry and its records', () => {
  it('UFR-BILL-040 the request is on its way before KOS is asked, the processing before the answer', async () => {
    const { desk, steps } = deskWith()
    await shown(desk)
    expect(steps).toEqual(['request 2026-11', 'ask 2026-11', 'processing SHOWN 1'])
  })
  it('UFR-BILL-040 nobody waits for the request record but the answer', async () => {
    const [request, processing] = [promised(), promised()]
    const { desk, steps } = deskWith({
      recordRequest: () => request.promise,
      recordProcessing: () => processing.promise,
    })
    let answered = false
    const answer = shown(desk).then(() => (answered = true))
    await turns()
    expect([steps.at(-1), answered]).toEqual(['processing SHOWN 1', false])
    processing.resolve()
    await turns()
    expect(answered).toBe(false)
    request.resolve()
    await answer
  })
  it('UFR-BILL-040 without a request record the answer is refused, and not only when KOS has answered', async () => {
    const { desk, steps } = deskWith({ recordRequest: broken, bill: () => new Promise(() => undefined) })
    await expect(desk.ask(line, month)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' })
    expect(steps).toEqual(['request 2026-11', 'ask 2026-11'])
  })
  it('UFR-BILL-040 when everything fails one failure is told and none is left unheard', async () => {
    const unheard: unknown[] = []
    const hear = (reason: unknown) => void unheard.push(reason)
    process.on('unhandledRejection', hear)
    const late = promised()
    const { desk } = deskWith({
      recordRequest: () => late.promise,
      bill: () => {
        throw new TypeError('ours')
      },
    })
    await expect(desk.ask(line, month)).rejects.toThrow('ours')
    late.reject(new Error('late'))
    await expect(deskWith({ recordRequest: broken, recordProcessing: broken }).desk.ask(line, month)).rejects.toThrow()
    // Node tells of a rejection that nobody has heard once the turn is over.
    await new Promise((resolve) => setImmediate(resolve))
    process.off('unhandledRejection', hear)
    expect(unheard).toEqual([])
  })
  it('UFR-BILL-040 without a processing record the bill is not shown', async () => {
    await expect(deskWith({ recordProcessing: broken }).desk.ask(line, month)).rejects.toMatchObject({
      code: 'SERVICE_UNAVAILABLE',
    })
  })
  it('UFR-BILL-040 the same bill asked for twice in a request is one inquiry', async () => {
    const { desk, steps } = deskWith()
    await Promise.all([desk.ask(line, month), desk.ask(line, month)])
    expect(steps).toHaveLength(3)
  })
  it.each([
    ['noBill', 'notIssued', 'NOT_ISSUED'],
    ['lineNotActive', 'lineNotActive', 'LINE_NOT_ACTIVE'],
    ['noSuchLine', 'lineNotActive', 'LINE_NOT_ACTIVE'],
  ] as const)('UFR-BILL-020 %s is the answer %s, recorded as %s', async (kind, answer, conclusion) => {
    const { desk, steps } = deskWith({ bill: () => Promise.resolve(answered({ kind })) })
    expect((await desk.ask(line, month)).kind).toBe(answer)
    expect(steps.at(-1)).toBe(`processing ${conclusion} 1`)
  })
  it('UFR-BILL-020 KOS out of reach is an answer too, with every attempt recorded', async () => {
    const because = new KosUnavailable('reset', { retryAfterSeconds: 7, calls: [call, { ...call, attempt: 2 }] })
    const { desk, steps } = deskWith({ bill: () => Promise.reject(because) })
    expect(await desk.ask(line, month)).toEqual({ kind: 'unavailable', because })
    expect(steps.at(-1)).toBe('processing UNAVAILABLE 2')
  })
  it('UFR-BILL-040 a mistake of ours is no outage of KOS', async () => {
    await expect(deskWith({ bill: () => Promise.reject(new TypeError('ours')) }).desk.ask(line, month)).rejects.toThrow(
      'ours',
    )
  })
  it('UFR-BILL-040 what a comparison or an allowance asks is recorded with the inquiry', async () => {
    const { desk, steps } = deskWith({ productList: () => Promise.resolve(answered([])) })
    const bill = await shown(desk)
    await desk.billBefore(bill)
    expect(await desk.planOf(bill)).toBeNull()
    expect(steps.slice(3)).toEqual(['ask 2026-10', 'processing null 1', 'ask list', 'processing null 1'])
  })
  it('UFR-BILL-040 what a cache knew for them asked KOS nothing, and is not recorded', async () => {
    const cached = { ...call, cacheHit: true }
    const { desk, steps } = deskWith({ productList: () => Promise.resolve({ ...answered([]), calls: [cached] }) })
    await desk.planOf(await shown(desk))
    expect(steps.slice(3)).toEqual(['ask list'])
  })
  it('UFR-BILL-040 the bill itself is recorded wherever it came from', async () => {
    const bill = billWith([['RECURRING', 1]])
    const fromCache = {
      ...answered({ kind: 'bill' as const, bill, customer: null }),
      calls: [{ ...call, cacheHit: true }],
    }
    const { desk, steps } = deskWith({ bill: () => Promise.resolve(fromCache) })
    await shown(desk)
    expect(steps.at(-1)).toBe('processing SHOWN 1')
  })
  it('UFR-BILL-030 a product list that cannot be had costs the allowances, not the bill', async () => {
    const { desk } = deskWith({
      productList: () => Promise.reject(new KosUnavailable('x', { retryAfterSeconds: 1, calls: [call] })),
    })
    expect(await desk.planOf(await shown(desk))).toBeNull()
  })
})
