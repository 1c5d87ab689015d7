import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type BreakerState } from './kosOrder.js'
import { envelope, sendJson } from './testing/cannedKos.js'
import { type ClientBench, now, refused, startClientBench } from './testing/clientBench.js'

let bench: ClientBench
beforeEach(async () => {
  bench = await startClientBench()
})
afterEach(() => bench.end())

describe('UFR-BILL-020 the breaker', () => {
  it('UFR-BILL-020 opens on failures, says when to come back, tries once, and closes again', async () => {
    const states: BreakerState[] = []
    let changed = () => {}
    const until = (state: BreakerState) =>
      new Promise<void>((resolve) => {
        changed = () => void (states.at(-1) === state && resolve())
        changed()
      })
    bench.kos.answer((_request, response) => sendJson(response, envelope(null, '9999')))
    bench.open({
      reads: { breaker: { openMs: 300, windowMs: 10_000 } },
      observer: { breakerChanged: (_operation, state) => (states.push(state), changed()) },
    })
    for (let times = 0; times < 9; times += 1) await refused(bench.ask())
    expect(bench.client.breakerState('K1')).toBe('CLOSED')
    await refused(bench.ask())
    expect(bench.client.breakerState('K1')).toBe('OPEN')

    const error = await refused(bench.ask())
    expect(error.calls).toEqual([
      expect.objectContaining({ outcome: 'NOT_SENT', breakerState: 'OPEN', answeredAt: null }),
    ])
    expect(error.retryAfterSeconds).toBe(1)
    expect(bench.kos.received).toHaveLength(10)

    await until('HALF_OPEN')
    const { held, waitFor } = bench.holdAnswers()
    const trial = bench.ask()
    await waitFor(1)
    expect((await refused(bench.ask())).calls[0]).toMatchObject({ outcome: 'NOT_SENT', breakerState: 'HALF_OPEN' })
    held.forEach((release) => release())
    expect((await trial).calls[0]).toMatchObject({ outcome: 'ANSWERED', breakerState: 'HALF_OPEN' })
    expect(bench.client.breakerState('K1')).toBe('CLOSED')
    bench.answerBills()
    await bench.ask()
    expect(states).toEqual(['OPEN', 'HALF_OPEN', 'CLOSED'])
  })

  it('UFR-BILL-020 counts down the time that is left', async () => {
    bench.kos.answer((_request, response) => sendJson(response, envelope(null, '9999')))
    bench.open()
    for (let times = 0; times < 10; times += 1) await refused(bench.ask())
    expect((await refused(bench.ask())).retryAfterSeconds).toBe(5)
    bench.time.now = new Date(now.getTime() + 1_500)
    expect((await refused(bench.ask())).retryAfterSeconds).toBe(4)
  })
})

describe('UFR-BILL-020 the bulkhead', () => {
  it('UFR-BILL-020 never lets more calls out than it holds, and its refusals do not open the breaker', async () => {
    const { held, waitFor } = bench.holdAnswers()
    bench.open({ reads: { atOnce: 3, waiting: 0, breaker: { minimumCalls: 10 } } })
    const inFlight = [1, 2, 3].map(() => bench.ask())
    await waitFor(3)
    const turnedAway = await Promise.all(Array.from({ length: 20 }, () => refused(bench.ask())))
    expect(turnedAway.every((error) => error.calls[0]?.outcome === 'NOT_SENT')).toBe(true)
    expect(bench.kos.received).toHaveLength(3)
    expect(bench.client.breakerState('K1')).toBe('CLOSED')
    held.forEach((release) => release())
    await Promise.all(inFlight)
    bench.answerBills()
    await bench.ask()
  })

  it('UFR-BILL-020 stays bounded when every call times out', async () => {
    bench.kos.answer(() => undefined)
    bench.open({ reads: { atOnce: 3, waiting: 0, breaker: { minimumCalls: 1000 } }, readTimeoutMs: 150 })
    let most = 0
    for (let wave = 0; wave < 4; wave += 1) {
      await Promise.all(Array.from({ length: 10 }, () => refused(bench.ask())))
      most = Math.max(most, bench.kos.openConnections())
    }
    expect(bench.kos.received).toHaveLength(12)
    expect(most).toBeLessThanOrEqual(3)
  })
})
