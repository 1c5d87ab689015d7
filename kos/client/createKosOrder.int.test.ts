import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { toYearMonth } from '../../platform/time/yearMonth.js'
import {
  billData,
  type CannedKos,
  envelope,
  monthsData,
  plainBillInfo,
  plainProduct,
  productsData,
  sendJson,
} from './testing/cannedKos.js'
import { type ClientBench, line, now, refused, startClientBench } from './testing/clientBench.js'

let bench: ClientBench
beforeEach(async () => {
  bench = await startClientBench()
})
afterEach(() => bench.end())

describe('UFR-BILL-030 asking KOS over HTTP', () => {
  it('UFR-BILL-030 sends the service name, a request id, the trace, and asks for the current month of Seoul by its name', async () => {
    bench.answerBills()
    const { answer, freshness, calls } = await bench.open().bill(line, null)
    expect(answer).toMatchObject({ kind: 'bill', bill: { month: '2026-11', totalFee: 22000 } })
    expect(freshness).toEqual({ asOf: now, stale: false, source: 'KOS' })
    const sent = bench.kos.received[0]
    expect(sent?.headers['x-service-name']).toBe('MVNO-BILL-INQUIRY')
    expect(sent?.headers['traceparent']).toMatch(
      /^00-4bf92f3577b34da6a3ce929d0e0e4736-(?!00f067aa0ba902b7)[0-9a-f]{16}-01$/,
    )
    expect(sent?.body).toEqual({ lineNumber: line, billingMonth: '202611', requestId: sent?.headers['x-request-id'] })
    expect(calls).toEqual([
      expect.objectContaining({
        operation: 'K1',
        outcome: 'ANSWERED',
        resultCode: '0000',
        attempt: 1,
        breakerState: 'CLOSED',
        cacheHit: false,
        requestId: sent?.headers['x-request-id'],
      }),
    ])
  })

  it('UFR-BILL-030 reaches K2 and K4 where the wire has them, behind a base path as well', async () => {
    bench.kos.answer((request, response) =>
      sendJson(
        response,
        envelope(request.path.endsWith('/list') ? productsData(plainProduct) : monthsData(line, ['2026-11'])),
      ),
    )
    const port = bench.open({ kosUrl: `${bench.kos.url}/carrier/` })
    await port.billMonths(line)
    await port.productList()
    expect(bench.kos.received.map((each) => `${each.method} ${each.path}`)).toEqual([
      `GET /carrier/api/v1/kos/bill/available-months/${line}`,
      'GET /carrier/api/v1/kos/product/list',
    ])
  })

  it('UFR-BILL-030 the same bill asked three times in one request is one call, in the next request another', async () => {
    bench.answerBills()
    const port = bench.open()
    const answers = await Promise.all([
      port.bill(line, null),
      port.bill(line, toYearMonth('2026-11')),
      port.bill(line, null),
    ])
    expect(bench.kos.received).toHaveLength(1)
    expect(answers[0]).toBe(answers[1])
    await port.bill(line, toYearMonth('2026-10'))
    await bench.ask()
    expect(bench.kos.received).toHaveLength(3)
  })

  it.each(['1001', '1002', '1003'])('UFR-BILL-020 %s is an answer: not tried again and never counted', async (code) => {
    bench.kos.answer((_request, response) => sendJson(response, envelope(null, code)))
    bench.open({ reads: { breaker: { minimumCalls: 2 } } })
    for (let times = 0; times < 12; times += 1) await bench.ask()
    expect(bench.kos.received).toHaveLength(12)
    expect(bench.client.breakerState('K1')).toBe('CLOSED')
  })
})

describe('UFR-BILL-030 answers that break the contract', () => {
  it.each<[string, Parameters<CannedKos['answer']>[0], string]>([
    [
      'HTML',
      (_request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>점검 중</h1>'),
      'content type',
    ],
    ['no content type', (_request, response) => response.writeHead(200).end('{}'), 'content type'],
    [
      'half a JSON',
      (_request, response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"success": tr'),
      'not JSON',
    ],
    [
      'an empty body',
      (_request, response) => response.writeHead(200, { 'content-type': 'application/json' }).end(),
      'not JSON',
    ],
    [
      '10 MB',
      (_request, response) =>
        response
          .writeHead(200, { 'content-type': 'application/json', 'content-length': 10_485_760 })
          .end('['.repeat(10_485_760)),
      'longer than',
    ],
    [
      '10 MB without saying so',
      (_request, response) =>
        response.writeHead(200, { 'content-type': 'application/json' }).end('['.repeat(10_485_760)),
      'longer than',
    ],
    [
      'a missing field',
      (_request, response) =>
        sendJson(response, envelope(billData({ ...plainBillInfo(line, '202611'), totalFee: undefined }))),
      'data.billInfo.totalFee',
    ],
    [
      'a wrong type',
      (_request, response) =>
        sendJson(response, envelope(billData({ ...plainBillInfo(line, '202611'), productCode: 7 }))),
      'data.billInfo.productCode',
    ],
    ['an unknown code', (_request, response) => sendJson(response, envelope(null, '7777')), '7777'],
  ])(
    'UFR-BILL-030 %s: unavailable, one log line that says what was wrong, no personal data in it',
    async (_what, answer, reason) => {
      bench.kos.answer(answer)
      const error = await refused(bench.open().bill(line, null))
      expect(error.calls).toEqual([expect.objectContaining({ outcome: 'CONTRACT_BROKEN', attempt: 1 })])
      expect(error).toMatchObject({ code: 'SERVICE_UNAVAILABLE', retryAfterSeconds: 5 })
      expect(bench.kos.received).toHaveLength(1)
      expect(bench.logLines).toHaveLength(1)
      expect(bench.logLines[0]).toContain(reason)
      expect(bench.logLines[0]).toContain('4bf92f3577b34da6a3ce929d0e0e4736')
      for (const personal of [line, '1234', '홍길동', 'CUST-0001', '22000'])
        expect(`${bench.logLines[0]} ${error.message}`).not.toContain(personal)
    },
  )

  it("UFR-BILL-030 one customer's bad bill does not shut out the others, pages of HTML do", async () => {
    bench.kos.answer((_request, response) => sendJson(response, envelope(billData({}))))
    bench.open({ reads: { breaker: { minimumCalls: 10 } } })
    for (let times = 0; times < 15; times += 1) await refused(bench.ask())
    expect(bench.client.breakerState('K1')).toBe('CLOSED')
    bench.kos.answer((_request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'))
    for (let times = 0; times < 20; times += 1) await refused(bench.ask())
    expect(bench.client.breakerState('K1')).toBe('OPEN')
  })
})

describe('UFR-BILL-020 KOS out of reach', () => {
  it('UFR-BILL-020 a KOS that never answers ends with the deadline, is not asked again, and its socket is closed', async () => {
    let closed = () => {}
    const socketClosed = new Promise<void>((resolve) => (closed = resolve))
    bench.kos.answer((_request, response) => response.on('close', closed))
    const error = await refused(bench.open({ readTimeoutMs: 200 }).bill(line, null))
    expect(error.calls).toEqual([expect.objectContaining({ outcome: 'TIMED_OUT', answeredAt: null })])
    expect(error.calls[0]?.durationMs).toBeLessThan(1500)
    await socketClosed
  })

  it('UFR-BILL-020 a slow drip ends with the deadline too', async () => {
    const drips: NodeJS.Timeout[] = []
    bench.kos.answer((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      drips.push(setInterval(() => response.write(' '), 20))
      response.on('close', () => drips.forEach(clearInterval))
    })
    const error = await refused(bench.open({ readTimeoutMs: 200 }).bill(line, null))
    expect(error.calls).toEqual([expect.objectContaining({ outcome: 'TIMED_OUT' })])
    drips.forEach(clearInterval)
  })

  it('UFR-BILL-020 a reset is tried once more, in the same request id', async () => {
    let first = true
    bench.kos.answer((request, response) => {
      if (first) response.destroy()
      else sendJson(response, envelope(billData(plainBillInfo(line, String(request.body?.['billingMonth'])))))
      first = false
    })
    const { calls } = await bench.open().bill(line, null)
    expect(calls.map((each) => [each.outcome, each.attempt])).toEqual([
      ['CONNECTION_FAILED', 1],
      ['ANSWERED', 2],
    ])
    expect(new Set(bench.kos.received.map((each) => each.headers['x-request-id'])).size).toBe(1)
  })

  it('UFR-BILL-020 resets without end are two attempts and no more; so is a refused connection', async () => {
    bench.kos.answer((_request, response) => response.destroy())
    expect((await refused(bench.open().bill(line, null))).calls).toHaveLength(2)
    expect(bench.kos.received).toHaveLength(2)
    await bench.kos.stop()
    const error = await refused(bench.open().bill(line, null))
    expect(error.calls.map((each) => each.outcome)).toEqual(['CONNECTION_FAILED', 'CONNECTION_FAILED'])
    expect(JSON.stringify(bench.logLines)).toContain('ECONNREFUSED')
  })

  it.each<[string, Parameters<CannedKos['answer']>[0], string]>([
    ['9999', (_request, response) => sendJson(response, envelope(null, '9999')), 'SYSTEM_ERROR'],
    [
      '503 in HTML',
      (_request, response) => response.writeHead(503, { 'content-type': 'text/html' }).end('busy'),
      'HTTP_ERROR',
    ],
    ['400', (_request, response) => sendJson(response, envelope(null, '9001'), 400), 'HTTP_ERROR'],
  ])('UFR-BILL-020 %s is not tried again', async (_what, answer, outcome) => {
    bench.kos.answer(answer)
    const error = await refused(bench.open().bill(line, null))
    expect(error.calls).toEqual([expect.objectContaining({ outcome, attempt: 1 })])
    expect(bench.kos.received).toHaveLength(1)
  })

  it('UFR-BILL-020 the calls of one request share one deadline: the second does not begin when the first has used it up', async () => {
    bench.kos.answer(() => undefined)
    const port = bench.open({ readTimeoutMs: 150 })
    await refused(port.bill(line, toYearMonth('2026-11')))
    const second = await refused(port.bill(line, toYearMonth('2026-10')))
    expect(second.calls).toEqual([expect.objectContaining({ outcome: 'NOT_SENT' })])
    expect(bench.kos.received).toHaveLength(1)
  })
})
