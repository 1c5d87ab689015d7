import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { createLogger } from '../../platform/logging/logger.js'
import { traceFrom } from '../../platform/telemetry/trace.js'
import { toYearMonth } from '../../platform/time/yearMonth.js'
import { createKosOrder, type KosClient, type KosClientOptions } from './createKosOrder.js'
import { type BreakerState } from './kosOrder.js'
import { KosUnavailable } from './kosUnavailable.js'
import { billData, type CannedKos, envelope, monthsData, plainBillInfo, plainProduct, productsData, sendJson, startCannedKos } from './testing/cannedKos.js'

const line = '01012345678'
const now = new Date('2026-11-22T05:00:00Z')
const trace = traceFrom('00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01')

let kos: CannedKos
let client: KosClient
let logLines: string[]
let clockTime: Date
const open = (options: Partial<KosClientOptions> = {}) => {
  client = createKosOrder({
    kosUrl: kos.url,
    serviceName: 'MVNO-BILL-INQUIRY',
    readTimeoutMs: 2000,
    clock: () => clockTime,
    log: createLogger({ role: 'test', destination: { write: (text) => void logLines.push(text) } }),
    random: () => 0,
    ...options,
  })
  return client.forRequest(trace)
}
const refused = async (call: Promise<unknown>): Promise<KosUnavailable> => {
  const error = await call.then(() => null, (reason: unknown) => reason)
  if (!(error instanceof KosUnavailable)) throw new Error('it was not KosUnavailable', { cause: error })
  return error
}
const answerBills = () =>
  kos.answer((request, response) => sendJson(response, envelope(billData(plainBillInfo(line, String(request.body?.['billingMonth']))))))
/** Answers that wait until the test lets them go. */
const holdAnswers = () => {
  const held: (() => void)[] = []
  let arrived = () => {}
  kos.answer((request, response) => {
    held.push(() => sendJson(response, envelope(billData(plainBillInfo(line, String(request.body?.['billingMonth']))))))
    arrived()
  })
  const waitFor = (count: number) =>
    new Promise<void>((resolve) => {
      arrived = () => void (held.length >= count && resolve())
      arrived()
    })
  return { held, waitFor }
}

beforeEach(async () => {
  kos = await startCannedKos()
  logLines = []
  clockTime = now
})
afterEach(async () => {
  await client.close()
  await kos.stop()
})

describe('UFR-BILL-030 asking KOS over HTTP', () => {
  it('UFR-BILL-030 sends the service name, a request id, the trace, and asks for the current month of Seoul by its name', async () => {
    answerBills()
    const { answer, freshness, calls } = await open().bill(line, null)
    expect(answer).toMatchObject({ kind: 'bill', bill: { month: '2026-11', totalFee: 22000 } })
    expect(freshness).toEqual({ asOf: now, stale: false, source: 'KOS' })
    const sent = kos.received[0]
    expect(sent?.headers['x-service-name']).toBe('MVNO-BILL-INQUIRY')
    expect(sent?.headers['traceparent']).toMatch(/^00-4bf92f3577b34da6a3ce929d0e0e4736-(?!00f067aa0ba902b7)[0-9a-f]{16}-01$/)
    expect(sent?.body).toEqual({ lineNumber: line, billingMonth: '202611', requestId: sent?.headers['x-request-id'] })
    expect(calls).toEqual([
      expect.objectContaining({ operation: 'K1', outcome: 'ANSWERED', resultCode: '0000', attempt: 1, breakerState: 'CLOSED', cacheHit: false, requestId: sent?.headers['x-request-id'] }),
    ])
  })

  it('UFR-BILL-030 reaches K2 and K4 where the wire has them, behind a base path as well', async () => {
    kos.answer((request, response) =>
      sendJson(response, envelope(request.path.endsWith('/list') ? productsData(plainProduct) : monthsData(line, ['2026-11']))),
    )
    const port = open({ kosUrl: `${kos.url}/carrier/` })
    await port.billMonths(line)
    await port.productList()
    expect(kos.received.map((each) => `${each.method} ${each.path}`)).toEqual([
      `GET /carrier/api/v1/kos/bill/available-months/${line}`,
      'GET /carrier/api/v1/kos/product/list',
    ])
  })

  it('UFR-BILL-030 the same bill asked three times in one request is one call, in the next request another', async () => {
    answerBills()
    const port = open()
    const answers = await Promise.all([port.bill(line, null), port.bill(line, toYearMonth('2026-11')), port.bill(line, null)])
    expect(kos.received).toHaveLength(1)
    expect(answers[0]).toBe(answers[1])
    await port.bill(line, toYearMonth('2026-10'))
    await client.forRequest(trace).bill(line, null)
    expect(kos.received).toHaveLength(3)
  })

  it.each(['1001', '1002', '1003'])('UFR-BILL-020 %s is an answer: not tried again and never counted', async (code) => {
    kos.answer((_request, response) => sendJson(response, envelope(null, code)))
    open({ breaker: { minimumCalls: 2 } })
    for (let times = 0; times < 12; times += 1) await client.forRequest(trace).bill(line, null)
    expect(kos.received).toHaveLength(12)
    expect(client.breakerState()).toBe('CLOSED')
  })
})

describe('UFR-BILL-030 answers that break the contract', () => {
  it.each<[string, Parameters<CannedKos['answer']>[0], string]>([
    ['HTML', (_request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>점검 중</h1>'), 'content type'],
    ['no content type', (_request, response) => response.writeHead(200).end('{}'), 'content type'],
    ['half a JSON', (_request, response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"success": tr'), 'not JSON'],
    ['an empty body', (_request, response) => response.writeHead(200, { 'content-type': 'application/json' }).end(), 'not JSON'],
    ['10 MB', (_request, response) => response.writeHead(200, { 'content-type': 'application/json', 'content-length': 10_485_760 }).end('['.repeat(10_485_760)), 'longer than'],
    ['10 MB without saying so', (_request, response) => response.writeHead(200, { 'content-type': 'application/json' }).end('['.repeat(10_485_760)), 'longer than'],
    ['a missing field', (_request, response) => sendJson(response, envelope(billData({ ...plainBillInfo(line, '202611'), totalFee: undefined }))), 'data.billInfo.totalFee'],
    ['a wrong type', (_request, response) => sendJson(response, envelope(billData({ ...plainBillInfo(line, '202611'), productCode: 7 }))), 'data.billInfo.productCode'],
    ['an unknown code', (_request, response) => sendJson(response, envelope(null, '7777')), '7777'],
  ])('UFR-BILL-030 %s: unavailable, one log line that says what was wrong, no personal data in it', async (_what, answer, reason) => {
    kos.answer(answer)
    const error = await refused(open().bill(line, null))
    expect(error.calls).toEqual([expect.objectContaining({ outcome: 'CONTRACT_BROKEN', attempt: 1 })])
    expect(error).toMatchObject({ code: 'SERVICE_UNAVAILABLE', retryAfterSeconds: 5 })
    expect(kos.received).toHaveLength(1)
    expect(logLines).toHaveLength(1)
    expect(logLines[0]).toContain(reason)
    expect(logLines[0]).toContain('4bf92f3577b34da6a3ce929d0e0e4736')
    for (const personal of [line, '1234', '홍길동', 'CUST-0001', '22000']) expect(`${logLines[0]} ${error.message}`).not.toContain(personal)
  })

  it("UFR-BILL-030 one customer's bad bill does not shut out the others, pages of HTML do", async () => {
    kos.answer((_request, response) => sendJson(response, envelope(billData({}))))
    open({ breaker: { minimumCalls: 10 } })
    for (let times = 0; times < 15; times += 1) await refused(client.forRequest(trace).bill(line, null))
    expect(client.breakerState()).toBe('CLOSED')
    kos.answer((_request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'))
    for (let times = 0; times < 20; times += 1) await refused(client.forRequest(trace).bill(line, null))
    expect(client.breakerState()).toBe('OPEN')
  })
})

describe('UFR-BILL-020 KOS out of reach', () => {
  it('UFR-BILL-020 a KOS that never answers ends with the deadline, is not asked again, and its socket is closed', async () => {
    let closed = () => {}
    const socketClosed = new Promise<void>((resolve) => (closed = resolve))
    kos.answer((_request, response) => response.on('close', closed))
    const error = await refused(open({ readTimeoutMs: 200 }).bill(line, null))
    expect(error.calls).toEqual([expect.objectContaining({ outcome: 'TIMED_OUT', answeredAt: null })])
    expect(error.calls[0]?.durationMs).toBeLessThan(1500)
    await socketClosed
  })

  it('UFR-BILL-020 a slow drip ends with the deadline too', async () => {
    const drips: NodeJS.Timeout[] = []
    kos.answer((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      drips.push(setInterval(() => response.write(' '), 20))
      response.on('close', () => drips.forEach(clearInterval))
    })
    const error = await refused(open({ readTimeoutMs: 200 }).bill(line, null))
    expect(error.calls).toEqual([expect.objectContaining({ outcome: 'TIMED_OUT' })])
    drips.forEach(clearInterval)
  })

  it('UFR-BILL-020 a reset is tried once more, in the same request id', async () => {
    let first = true
    kos.answer((request, response) => {
      if (first) response.destroy()
      else sendJson(response, envelope(billData(plainBillInfo(line, String(request.body?.['billingMonth'])))))
      first = false
    })
    const { calls } = await open().bill(line, null)
    expect(calls.map((each) => [each.outcome, each.attempt])).toEqual([['CONNECTION_FAILED', 1], ['ANSWERED', 2]])
    expect(new Set(kos.received.map((each) => each.headers['x-request-id'])).size).toBe(1)
  })

  it('UFR-BILL-020 resets without end are two attempts and no more; so is a refused connection', async () => {
    kos.answer((_request, response) => response.destroy())
    expect((await refused(open().bill(line, null))).calls).toHaveLength(2)
    expect(kos.received).toHaveLength(2)
    await client.close()
    await kos.stop()
    const error = await refused(open().bill(line, null))
    expect(error.calls.map((each) => each.outcome)).toEqual(['CONNECTION_FAILED', 'CONNECTION_FAILED'])
    expect(JSON.stringify(logLines)).toContain('ECONNREFUSED')
  })

  it.each<[string, Parameters<CannedKos['answer']>[0], string]>([
    ['9999', (_request, response) => sendJson(response, envelope(null, '9999')), 'SYSTEM_ERROR'],
    ['503 in HTML', (_request, response) => response.writeHead(503, { 'content-type': 'text/html' }).end('busy'), 'HTTP_ERROR'],
    ['400', (_request, response) => sendJson(response, envelope(null, '9001'), 400), 'HTTP_ERROR'],
  ])('UFR-BILL-020 %s is not tried again', async (_what, answer, outcome) => {
    kos.answer(answer)
    const error = await refused(open().bill(line, null))
    expect(error.calls).toEqual([expect.objectContaining({ outcome, attempt: 1 })])
    expect(kos.received).toHaveLength(1)
  })

  it('UFR-BILL-020 the calls of one request share one deadline: the second does not begin when the first has used it up', async () => {
    kos.answer(() => undefined)
    const port = open({ readTimeoutMs: 150 })
    await refused(port.bill(line, toYearMonth('2026-11')))
    const second = await refused(port.bill(line, toYearMonth('2026-10')))
    expect(second.calls).toEqual([expect.objectContaining({ outcome: 'NOT_SENT' })])
    expect(kos.received).toHaveLength(1)
  })
})

describe('UFR-BILL-020 the breaker', () => {
  it('UFR-BILL-020 opens on failures, says when to come back, tries once, and closes again', async () => {
    const states: BreakerState[] = []
    let changed = () => {}
    const until = (state: BreakerState) =>
      new Promise<void>((resolve) => {
        changed = () => void (states.at(-1) === state && resolve())
        changed()
      })
    kos.answer((_request, response) => sendJson(response, envelope(null, '9999')))
    open({ breaker: { openMs: 300, windowMs: 10_000 }, onBreakerChange: (state) => (states.push(state), changed()) })
    for (let times = 0; times < 9; times += 1) await refused(client.forRequest(trace).bill(line, null))
    expect(client.breakerState()).toBe('CLOSED')
    await refused(client.forRequest(trace).bill(line, null))
    expect(client.breakerState()).toBe('OPEN')

    const error = await refused(client.forRequest(trace).bill(line, null))
    expect(error.calls).toEqual([expect.objectContaining({ outcome: 'NOT_SENT', breakerState: 'OPEN', answeredAt: null })])
    expect(error.retryAfterSeconds).toBe(1)
    expect(kos.received).toHaveLength(10)

    await until('HALF_OPEN')
    const { held, waitFor } = holdAnswers()
    const trial = client.forRequest(trace).bill(line, null)
    await waitFor(1)
    expect((await refused(client.forRequest(trace).bill(line, null))).calls[0]).toMatchObject({ outcome: 'NOT_SENT', breakerState: 'HALF_OPEN' })
    held.forEach((release) => release())
    expect((await trial).calls[0]).toMatchObject({ outcome: 'ANSWERED', breakerState: 'HALF_OPEN' })
    expect(client.breakerState()).toBe('CLOSED')
    answerBills()
    await client.forRequest(trace).bill(line, null)
    expect(states).toEqual(['OPEN', 'HALF_OPEN', 'CLOSED'])
  })

  it('UFR-BILL-020 counts down the time that is left', async () => {
    kos.answer((_request, response) => sendJson(response, envelope(null, '9999')))
    open()
    for (let times = 0; times < 10; times += 1) await refused(client.forRequest(trace).bill(line, null))
    expect((await refused(client.forRequest(trace).bill(line, null))).retryAfterSeconds).toBe(10)
    clockTime = new Date(now.getTime() + 6_500)
    expect((await refused(client.forRequest(trace).bill(line, null))).retryAfterSeconds).toBe(4)
  })
})

describe('UFR-BILL-020 the bulkhead', () => {
  it('UFR-BILL-020 never lets more calls out than it holds, and its refusals do not open the breaker', async () => {
    const { held, waitFor } = holdAnswers()
    open({ maxInFlight: 3, breaker: { minimumCalls: 10 } })
    const inFlight = [1, 2, 3].map(() => client.forRequest(trace).bill(line, null))
    await waitFor(3)
    const turnedAway = await Promise.all(Array.from({ length: 20 }, () => refused(client.forRequest(trace).bill(line, null))))
    expect(turnedAway.every((error) => error.calls[0]?.outcome === 'NOT_SENT')).toBe(true)
    expect(kos.received).toHaveLength(3)
    expect(client.breakerState()).toBe('CLOSED')
    held.forEach((release) => release())
    await Promise.all(inFlight)
    answerBills()
    await client.forRequest(trace).bill(line, null)
  })

  it('UFR-BILL-020 stays bounded when every call times out', async () => {
    kos.answer(() => undefined)
    open({ maxInFlight: 3, readTimeoutMs: 150, breaker: { minimumCalls: 1000 } })
    let most = 0
    for (let wave = 0; wave < 4; wave += 1) {
      await Promise.all(Array.from({ length: 10 }, () => refused(client.forRequest(trace).bill(line, null))))
      most = Math.max(most, kos.openConnections())
    }
    expect(kos.received).toHaveLength(12)
    expect(most).toBeLessThanOrEqual(3)
  })
})
