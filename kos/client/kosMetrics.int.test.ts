import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { createMetrics, type Metrics } from '../../platform/telemetry/metrics.js'
import { createKosMetrics } from './kosMetrics.js'
import { type KosObserver } from './kosObserver.js'
import { envelope, sendJson } from './testing/cannedKos.js'
import { type ClientBench, refused, startClientBench } from './testing/clientBench.js'

let bench: ClientBench
let metrics: Metrics
let observer: KosObserver
beforeEach(async () => {
  bench = await startClientBench()
  metrics = createMetrics('billing')
  observer = createKosMetrics(metrics, () => bench.client.operations())
})
afterEach(() => bench.end())

/** The value of one series; null when there is none. */
async function value(name: string, labels: Record<string, string>): Promise<number | null> {
  const wanted = Object.entries({ ...labels, role: 'billing' }).map(([key, text]) => `${key}="${text}"`)
  for (const line of (await metrics.metrics()).split('\n')) {
    const [, series, written = '', number] = /^(\w+)\{(.*)\} (\S+)$/.exec(line) ?? []
    if (series === name && written.split(',').sort().join() === wanted.sort().join()) return Number(number)
  }
  return null
}

describe('what Prometheus sees of KOS', () => {
  it('counts calls by operation and outcome, and how long those took that were sent', async () => {
    bench.answerBills()
    bench.open({ observer })
    await bench.ask()
    await bench.ask()
    bench.kos.answer((_request, response) => sendJson(response, envelope(null, '9999')))
    await refused(bench.ask())
    expect(await value('yogeum_kos_calls_total', { operation: 'K1', outcome: 'ANSWERED' })).toBe(2)
    expect(await value('yogeum_kos_calls_total', { operation: 'K1', outcome: 'SYSTEM_ERROR' })).toBe(1)
    expect(await value('yogeum_kos_call_duration_seconds_count', { operation: 'K1' })).toBe(3)
    observer.called({ operation: 'K1', outcome: 'NOT_SENT', durationMs: 0 } as never)
    expect(await value('yogeum_kos_call_duration_seconds_count', { operation: 'K1' })).toBe(3)
    expect(await value('yogeum_kos_calls_total', { operation: 'K1', outcome: 'NOT_SENT' })).toBe(1)
  })

  it('shows every series at 0 before anything has happened, so that the first event is a rise', async () => {
    bench.open({ observer })
    expect(await value('yogeum_kos_calls_total', { operation: 'K6', outcome: 'TIMED_OUT' })).toBe(0)
    expect(await value('yogeum_kos_lookups_total', { operation: 'K4', source: 'stale' })).toBe(0)
    expect(await value('yogeum_kos_bulkhead_refused_total', { operation: 'K2' })).toBe(0)
    expect(await value('yogeum_kos_breaker_changes_total', { operation: 'K3', state: 'OPEN' })).toBe(0)
  })

  it('shows the breaker of each operation, and its changes', async () => {
    bench.kos.answer((_request, response) => sendJson(response, envelope(null, '9999')))
    bench.open({ observer, reads: { breaker: { minimumCalls: 2 } } })
    expect(await value('yogeum_kos_breaker_state', { operation: 'K1' })).toBe(0)
    for (let times = 0; times < 2; times += 1) await refused(bench.ask())
    expect(await value('yogeum_kos_breaker_state', { operation: 'K1' })).toBe(2)
    expect(await value('yogeum_kos_breaker_state', { operation: 'K2' })).toBe(0)
    expect(await value('yogeum_kos_breaker_changes_total', { operation: 'K1', state: 'OPEN' })).toBe(1)
  })

  it('shows what is in the bulkhead, what waits for it, and what was refused', async () => {
    const { held, waitFor } = bench.holdAnswers()
    bench.open({ observer, reads: { atOnce: 2, waiting: 1 } })
    const asked = [bench.ask(), bench.ask(), bench.ask()]
    await waitFor(2)
    await refused(bench.ask())
    const shown = async () =>
      Promise.all(
        ['in_use', 'waiting', 'size', 'refused_total'].map((what) =>
          value(`yogeum_kos_bulkhead_${what}`, { operation: 'K1' }),
        ),
      )
    expect(await shown()).toEqual([2, 1, 2, 1])
    held.splice(0).forEach((release) => release())
    await waitFor(1)
    held.forEach((release) => release())
    await Promise.all(asked)
    expect(await shown()).toEqual([0, 0, 2, 1])
  })

  it('counts look-ups by where the answer came from', async () => {
    bench.open({ observer })
    for (const source of ['memory', 'memory', 'stale'] as const) observer.lookedUp('K3', source)
    expect(await value('yogeum_kos_lookups_total', { operation: 'K3', source: 'memory' })).toBe(2)
    expect(await value('yogeum_kos_lookups_total', { operation: 'K3', source: 'stale' })).toBe(1)
  })
})
