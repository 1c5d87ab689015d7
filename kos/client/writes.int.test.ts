import { type AddressInfo, createServer } from 'node:net'
import { performance } from 'node:perf_hooks'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { createHttpExchange } from './httpExchange.js'
import { type CannedKos, changeData, envelope, orderData, sendJson, transferData } from './testing/cannedKos.js'
import { type ClientBench, line, refused, startClientBench, trace } from './testing/clientBench.js'

const order = { lineNumber: line, from: 'LTE-LITE-003', to: 'LTE-PLUS-007', requestId: 'change-1' }
let bench: ClientBench
beforeEach(async () => {
  bench = await startClientBench()
})
afterEach(() => bench.end())

const send = (requestId = order.requestId) => bench.client.forRequest(trace).changeProduct({ ...order, requestId })
const times = (count: number) => Array.from({ length: count }, (_, index) => index)
const accept: Parameters<CannedKos['answer']>[0] = (_request, response) =>
  sendJson(response, envelope(changeData(order)))
const say =
  (code: string, status = 200): Parameters<CannedKos['answer']>[0] =>
  (_request, response) =>
    sendJson(response, envelope(null, code), status)

describe('UFR-PROD-040 ordering at KOS over HTTP', () => {
  it("UFR-PROD-040 sends the order's own id, in the body and as the call's, with the trace", async () => {
    bench.kos.answer(accept)
    expect(await bench.open().changeProduct(order)).toMatchObject({
      kind: 'accepted',
      answer: { newProductCode: 'LTE-PLUS-007', state: 'APPLIED' },
      calls: [{ operation: 'K5', requestId: 'change-1', outcome: 'ANSWERED', resultCode: '0000', attempt: 1 }],
    })
    bench.kos.answer((_request, response) => sendJson(response, envelope(transferData(order))))
    await bench.open().transferContract({ ...order, requestId: 'change-1.t1' })
    const [change, transfer] = bench.kos.received
    expect(change).toMatchObject({
      method: 'POST',
      path: '/api/v1/kos/product/change',
      body: {
        lineNumber: line,
        currentProductCode: 'LTE-LITE-003',
        targetProductCode: 'LTE-PLUS-007',
        requestId: 'change-1',
      },
      headers: { 'x-request-id': 'change-1', traceparent: expect.stringContaining(trace.traceId) as unknown },
    })
    expect(transfer).toMatchObject({
      path: '/api/v1/kos/contract/transfer',
      body: { fromProductCode: 'LTE-LITE-003', toProductCode: 'LTE-PLUS-007', requestId: 'change-1.t1' },
    })
  })

  it('UFR-PROD-040 the same order ordered twice is two calls: nothing is remembered', async () => {
    bench.kos.answer(accept)
    const port = bench.open()
    await port.changeProduct(order)
    await port.changeProduct(order)
    expect(bench.kos.received).toHaveLength(2)
  })

  it('UFR-PROD-040 asks what became of an order each time anew', async () => {
    bench.kos.answer((_request, response) => sendJson(response, envelope(orderData('a/b', 'UNKNOWN'))))
    const port = bench.open()
    expect((await port.orderStatus('a/b')).answer).toEqual({ kind: 'unknown' })
    bench.kos.answer((_request, response) => sendJson(response, envelope(orderData('a/b', 'APPLIED'))))
    expect((await port.orderStatus('a/b')).answer).toMatchObject({ kind: 'applied' })
    expect(bench.kos.received.map(({ path }) => path)).toEqual(times(2).map(() => '/api/v1/kos/orders/a%2Fb'))
  })

  it('UFR-PROD-040 K7 is a read: tried again after a reset, and thrown when it cannot be learned', async () => {
    bench.kos.answer((_request, response) => response.destroy())
    const error = await refused(bench.open().orderStatus('r'))
    expect(error.calls.map((call) => [call.operation, call.attempt])).toEqual([
      ['K7', 1],
      ['K7', 2],
    ])
  })
})

describe('UFR-PROD-040 an order in doubt', () => {
  it.each<[string, Parameters<CannedKos['answer']>[0], string | null]>([
    ['9999', say('9999'), '9999'],
    ['2099', say('2099'), '2099'],
    ['an unknown code', say('7777'), '7777'],
    ['9001 in a 200', say('9001'), '9001'],
    ['503 in HTML', (_, response) => response.writeHead(503, { 'content-type': 'text/html' }).end('busy'), null],
    ['404 in HTML', (_, response) => response.writeHead(404, { 'content-type': 'text/html' }).end('who?'), null],
    ['HTML', (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'), null],
    ['half a JSON', (_, response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"su'), null],
    ['another line', (_, response) => sendJson(response, envelope(changeData({ ...order, lineNumber: '0' }))), null],
    ['another product', (_, response) => sendJson(response, envelope(changeData({ ...order, to: 'X' }))), null],
    ['a success without data', (_, response) => sendJson(response, envelope(null)), null],
    ['a reset', (_, response) => response.destroy(), null],
    [
      'a reset in the middle of the answer',
      (_, response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': 100 })
        response.write('{', () => response.destroy())
      },
      null,
    ],
  ])('UFR-PROD-040 %s: in doubt, and sent once', async (_what, answer, resultCode) => {
    bench.kos.answer(answer)
    expect(await bench.open().changeProduct(order)).toMatchObject({ kind: 'inDoubt', resultCode })
    expect(bench.kos.received).toHaveLength(1)
  })

  it('UFR-PROD-040 a kept connection that KOS closes under the second order: in doubt, not sent again', async () => {
    bench.kos.answer(accept)
    bench.open({ orders: { atOnce: 1 } })
    expect((await send('a')).kind).toBe('accepted')
    bench.kos.answer((_, response) => response.destroy())
    expect((await send('b')).kind).toBe('inDoubt')
    expect(bench.kos.received.map(({ body }) => body?.['requestId'])).toEqual(['a', 'b'])
  })

  it('UFR-PROD-040 no answer in time: in doubt, and its socket is closed', async () => {
    let closed = () => {}
    const socketClosed = new Promise<void>((resolve) => (closed = resolve))
    bench.kos.answer((_request, response) => response.on('close', closed))
    expect(await bench.open({ writeTimeoutMs: 500 }).changeProduct(order)).toMatchObject({
      kind: 'inDoubt',
      calls: [{ outcome: 'TIMED_OUT', answeredAt: null }],
    })
    await socketClosed
  })

  it('UFR-PROD-040 an order is waited for longer than its limit: the limit is for leaving', async () => {
    const atKos = new Promise<() => void>((resolve) =>
      bench.kos.answer((_, response) => resolve(() => sendJson(response, envelope(changeData(order))))),
    )
    const notAfter = performance.now() + 150
    const sent = bench.open().changeProduct(order, { notAfter })
    const release = await atKos
    await new Promise((resolve) => setTimeout(resolve, notAfter - performance.now() + 20))
    release()
    expect((await sent).kind).toBe('accepted')
  })
})

describe('UFR-PROD-040 an order that did not leave', () => {
  it('UFR-PROD-040 at a port where nobody listens: not sent', async () => {
    bench.open()
    await bench.kos.stop()
    expect(await send()).toMatchObject({
      kind: 'notSent',
      reason: expect.stringContaining('ECONNREFUSED') as unknown,
      retryAfterSeconds: 5,
      calls: [{ outcome: 'CONNECTION_FAILED' }],
    })
  })

  it('UFR-PROD-040 at a name that is not there: not sent', async () => {
    const sent = await bench.open({ kosUrl: 'http://kos.invalid' }).changeProduct(order)
    expect(sent).toMatchObject({ kind: 'notSent', calls: [{ outcome: 'CONNECTION_FAILED' }] })
  })

  it('UFR-PROD-040 at a KOS that never finishes the connection: not sent, also for reads in time', async () => {
    const silent = createServer((socket) => socket.on('error', () => undefined).resume())
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    const port = bench.open({ kosUrl: `https://127.0.0.1:${(silent.address() as AddressInfo).port}` })
    const started = performance.now()
    const [sent, error] = await Promise.all([port.changeProduct(order), refused(port.bill(line, null))])
    expect(sent).toMatchObject({ kind: 'notSent', calls: [{ outcome: 'TIMED_OUT' }] })
    expect(error.calls).toEqual([expect.objectContaining({ outcome: 'TIMED_OUT', attempt: 1 })])
    expect(performance.now() - started).toBeLessThan(4_000)
    await new Promise((resolve) => silent.close(resolve))
  })

  it('UFR-PROD-040 after its limit: not sent, and KOS never sees it', async () => {
    bench.kos.answer(accept)
    const sent = await bench.open().changeProduct(order, { notAfter: performance.now() - 1 })
    expect(sent).toMatchObject({ kind: 'notSent', calls: [{ operation: 'K5', outcome: 'NOT_SENT' }] })
    expect(bench.kos.received).toHaveLength(0)
  })

  it('UFR-PROD-040 the last word is asked for with the connection in hand: after a no, not a byte arrives', async () => {
    const http = createHttpExchange({ kosUrl: bench.kos.url, connections: 1 })
    const request = { method: 'POST' as const, path: '/x', headers: {}, body: {} }
    let openWhenAsked = -1
    const answer = http.send(request, AbortSignal.timeout(2_000), () => {
      openWhenAsked = bench.kos.openConnections()
      return false
    })
    await expect(answer).rejects.toMatchObject({ outcome: 'NOT_SENT' })
    expect(openWhenAsked).toBeGreaterThanOrEqual(0)
    expect(bench.kos.received).toHaveLength(0)
    bench.kos.answer(accept)
    let asked = 0
    const sent = await http.send(request, AbortSignal.timeout(2_000), () => (asked += 1) > 0)
    expect([sent.status, asked]).toEqual([200, 1])
    await http.close()
  })
})

describe("UFR-PROD-040 the writes' own breaker and bulkhead", () => {
  it.each<[string, Parameters<CannedKos['answer']>[0]]>([
    ['9999', say('9999')],
    ['503', (_, response) => response.writeHead(503).end()],
    ['resets', (_, response) => response.destroy()],
    ['silence', () => undefined],
  ])('UFR-PROD-040 %s opens it; then nothing is sent, and reads go on', async (_what, answer) => {
    bench.kos.answer(answer)
    bench.open({ writeTimeoutMs: 500 })
    for (const each of await Promise.all(times(10).map((id) => send(`o${id}`)))) expect(each.kind).toBe('inDoubt')
    expect(bench.client.writeBreaker()).toEqual({ state: 'OPEN', retryAfterSeconds: 5 })
    expect(await send('late')).toMatchObject({
      kind: 'notSent',
      retryAfterSeconds: 5,
      calls: [{ outcome: 'NOT_SENT', breakerState: 'OPEN' }],
    })
    expect(bench.kos.received.map(({ body }) => body?.['requestId'])).not.toContain('late')
    bench.answerBills()
    await bench.ask()
    expect(bench.client.breakerState('K1')).toBe('CLOSED')
  })

  it.each([
    ['2001', 200],
    ['2099', 200],
    ['9001', 400],
    ['9006', 404],
  ])('UFR-PROD-040 %s does not open it', async (code, status) => {
    bench.kos.answer(say(code, status))
    bench.open({ orders: { breaker: { minimumCalls: 2 } } })
    for (const id of times(12)) await send(`o${id}`)
    expect(bench.client.writeBreaker()).toEqual({ state: 'CLOSED', retryAfterSeconds: null })
  })

  it('UFR-PROD-040 orders that are too late neither open it nor close it', async () => {
    bench.kos.answer(say('9999'))
    bench.open()
    for (const id of times(10)) await send(`o${id}`)
    await bench.client.forRequest(trace).changeProduct(order, { notAfter: performance.now() - 1 })
    expect(bench.client.writeBreaker().state).toBe('OPEN')
  })

  it("UFR-PROD-040 the reads' open breaker does not hold up an order", async () => {
    bench.kos.answer(say('9999'))
    bench.open()
    await Promise.all(times(10).map(() => refused(bench.ask())))
    expect(bench.client.breakerState('K1')).toBe('OPEN')
    bench.kos.answer(accept)
    expect((await send()).kind).toBe('accepted')
  })

  it('UFR-PROD-040 full of orders it turns the next away unsent, and lets reads pass; and the other way round', async () => {
    const { held, waitFor } = bench.holdAnswers()
    bench.open({ reads: { atOnce: 2, waiting: 0 }, orders: { atOnce: 2 } })
    const orders = [send('a'), send('b')]
    await waitFor(2)
    expect(await send('c')).toMatchObject({ kind: 'notSent', reason: expect.stringContaining('bulkhead') as unknown })
    const reads = [bench.ask(), bench.ask()]
    await waitFor(4)
    expect((await refused(bench.ask())).reason).toContain('bulkhead')
    held.slice(0, 2).forEach((release) => release())
    await Promise.all(orders)
    bench.kos.answer(accept)
    expect((await send('d')).kind).toBe('accepted')
    held.slice(2).forEach((release) => release())
    await Promise.all(reads)
  })

  it('UFR-PROD-040 stays bounded when every order times out', async () => {
    bench.kos.answer(() => undefined)
    bench.open({ orders: { atOnce: 3, breaker: { minimumCalls: 1000 } }, writeTimeoutMs: 300 })
    for (const wave of times(3)) {
      const kinds = (await Promise.all(times(10).map((id) => send(`${wave}-${id}`)))).map(({ kind }) => kind)
      expect(kinds.filter((kind) => kind === 'inDoubt')).toHaveLength(3)
      expect(bench.kos.openConnections()).toBeLessThanOrEqual(3)
    }
  })
})
