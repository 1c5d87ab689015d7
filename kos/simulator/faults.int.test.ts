import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { startTestSimulator, type TestSimulator } from './testing/startTestSimulator.js'

let kos: TestSimulator
let lineNumber: string

beforeAll(async () => {
  kos = await startTestSimulator()
  lineNumber = await kos.line('demo01')
})
afterAll(() => kos.end())
beforeEach(async () => {
  await kos.call('DELETE', '/admin/faults')
  await kos.call('DELETE', '/admin/settings')
  await kos.call('DELETE', '/admin/calls')
})

const outcome = (call: Promise<{ status: number; body: { resultCode: string } }>): Promise<string> =>
  call.then(
    ({ status, body }) => (status === 200 ? body.resultCode : String(status)),
    () => 'dropped',
  )
const series = async (length: number): Promise<string[]> => {
  const outcomes: string[] = []
  for (let i = 0; i < length; i += 1) outcomes.push(await outcome(kos.bill(lineNumber)))
  return outcomes
}
const took = async (call: Promise<unknown>): Promise<number> => {
  const start = performance.now()
  await call
  return performance.now() - start
}

describe('KOS simulator: fault switches', () => {
  it('down drops every call of KOS while the controls go on', async () => {
    await kos.faults({ down: true })
    expect(await outcome(kos.bill(lineNumber))).toBe('dropped')
    expect(await outcome(kos.call('GET', '/api/v1/kos/product/list'))).toBe('dropped')
    expect(await kos.json('GET', '/admin/faults')).toMatchObject({ K1: { down: true }, K7: { down: true } })
    expect((await kos.call('GET', '/readyz')).status).toBe(200)
    await kos.call('DELETE', '/admin/faults?operation=K1')
    expect(await outcome(kos.bill(lineNumber))).toBe('0000')
    expect(await outcome(kos.product(lineNumber))).toBe('dropped')
  })

  it('sets one operation and leaves the others', async () => {
    await kos.faults({ operation: 'K3', errorRate: 1 })
    expect(await outcome(kos.product(lineNumber))).toBe('9999')
    expect(await outcome(kos.bill(lineNumber))).toBe('0000')
  })

  it('mixes 9999, 503 and resets at their rates, the same again for the same seed', async () => {
    const faults = { operation: 'K1', errorRate: 0.3, httpErrorRate: 0.2, resetRate: 0.2, seed: 7 }
    await kos.faults(faults)
    const first = await series(40)
    await kos.faults(faults)
    expect(await series(40)).toEqual(first)
    expect(new Set(first)).toEqual(new Set(['0000', '9999', '503', 'dropped']))
    await kos.faults({ ...faults, seed: 8 })
    expect(await series(40)).not.toEqual(first)
  })

  it('answers 503 with a body that is not JSON', async () => {
    await kos.faults({ httpErrorRate: 1 })
    const answer = await kos.bill(lineNumber)
    expect([answer.status, answer.headers.get('content-type')]).toEqual([503, 'text/html; charset=utf-8'])
  })

  it('is late by latency, jitter and slow tail', async () => {
    await kos.faults({ latencyMs: 120, jitterMs: 20 })
    expect(await took(kos.bill(lineNumber))).toBeGreaterThan(115)
    await kos.faults({ slowTail: { rate: 1, ms: 150 } })
    expect(await took(kos.bill(lineNumber))).toBeGreaterThan(145)
  })

  it.each([
    ['html', /^<!doctype html>/],
    ['missingField', /"billInfo"(?!.*"totalFee")/],
    ['wrongType', /"totalFee":"없음"/],
    ['huge', /x{1000000}/],
  ])('breaks the contract with %s', async (malformed, shape) => {
    await kos.faults({ operation: 'K1', malformed })
    const { text } = await kos.bill(lineNumber)
    expect(shape.test(text)).toBe(true)
    if (malformed === 'huge') expect(text.length).toBeGreaterThan(10_000_000)
    expect(await kos.calls('K1')).toEqual({ MALFORMED: 1 })
  })

  it('drips an answer that never ends', async () => {
    await kos.faults({ operation: 'K1', malformed: 'drip' })
    const answer = await fetch(`${kos.url}/api/v1/kos/bill/inquiry`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ lineNumber }),
      signal: AbortSignal.timeout(400),
    })
    expect(answer.status).toBe(200)
    await expect(answer.text()).rejects.toThrow()
  })

  it('refuses switches that it does not know, and rates that are none', async () => {
    expect((await kos.faults({ errorrate: 1 })).status).toBe(400)
    expect((await kos.faults({ errorRate: 1.5 })).status).toBe(400)
    expect((await kos.faults({ operation: 'K9' })).status).toBe(400)
    expect((await kos.settings({ additive: true })).status).toBe(400)
  })

  it('counts calls by operation and outcome', async () => {
    await kos.bill(lineNumber)
    await kos.bill(lineNumber)
    await kos.bill('01000000000')
    await kos.call('POST', '/api/v1/kos/bill/inquiry', '{')
    await kos.call('POST', '/api/v1/kos/bill/inquiry', {})
    await kos.faults({ resetRate: 1 })
    await outcome(kos.bill(lineNumber))
    expect(await kos.calls('K1')).toEqual({ '0000': 2, '1001': 1, '9001': 1, '9003': 1, RESET: 1 })
  })

  it('stops at once though calls wait and drip', async () => {
    const other = await startTestSimulator()
    await other.faults({ operation: 'K1', latencyMs: 60_000 })
    await other.faults({ operation: 'K3', malformed: 'drip' })
    const line = await other.line('demo01')
    const held = outcome(other.bill(line))
    const dripping = await fetch(`${other.url}/api/v1/kos/product/inquiry`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ lineNumber: line }),
      signal: AbortSignal.timeout(15_000),
    })
    const rest = dripping.text().catch(() => 'dropped')
    expect(await took(other.end())).toBeLessThan(2_000)
    expect([await held, await rest]).toEqual(['dropped', 'dropped'])
  })
})
