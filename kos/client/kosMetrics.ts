import { Counter, Gauge, Histogram } from 'prom-client'
import { type Metrics } from '../../platform/telemetry/metrics.js'
import { breakerStates, kosCallOutcomes, kosOperations, lookUpSources } from './health/kosReport.js'
import { type KosObserver, type KosOperationState } from './kosObserver.js'

/** Seconds. The deadlines of reads (2.5 s) and of orders (8 s) are edges, so that what ran into one shows. */
const durationBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 8, 10]

/**
 * Counts what happens at the door to KOS, for Prometheus.
 *
 * @param states how the way to KOS stands; asked when the metrics are.
 */
export function createKosMetrics(metrics: Metrics, states: () => readonly KosOperationState[]): KosObserver {
  const registers = [metrics]
  const calls = new Counter({
    name: 'yogeum_kos_calls_total',
    help: 'Attempts at calls of KOS, by how they ended. Answers from the cache are none.',
    labelNames: ['operation', 'outcome'] as const,
    registers,
  })
  const duration = new Histogram({
    name: 'yogeum_kos_call_duration_seconds',
    help: 'How long attempts took that were sent.',
    labelNames: ['operation'] as const,
    buckets: durationBuckets,
    registers,
  })
  const lookUps = new Counter({
    name: 'yogeum_kos_lookups_total',
    help: 'Look-ups, by where the answer came from.',
    labelNames: ['operation', 'source'] as const,
    registers,
  })
  const refused = new Counter({
    name: 'yogeum_kos_bulkhead_refused_total',
    help: 'Calls for which the bulkhead had no place.',
    labelNames: ['operation'] as const,
    registers,
  })
  const changes = new Counter({
    name: 'yogeum_kos_breaker_changes_total',
    help: 'Changes of a breaker, by the state that it changed to.',
    labelNames: ['operation', 'state'] as const,
    registers,
  })
  addStates(metrics, states)

  // Looked up here once, so that counting on the way of a request makes nothing new. It also shows them from the start:
  // a counter that first appears at 1 hides its first event from `rate`.
  const each = <K extends string, T>(keys: readonly K[], make: (key: K) => T) =>
    Object.fromEntries(keys.map((key) => [key, make(key)])) as Record<K, T>
  const shown = <T extends { inc(by: number): void }>(counter: T): T => (counter.inc(0), counter)
  const of = each(kosOperations, (operation) => ({
    calls: each(kosCallOutcomes, (outcome) => shown(calls.labels(operation, outcome))),
    duration: duration.labels(operation),
    lookUps: each(lookUpSources, (source) => shown(lookUps.labels(operation, source))),
    refused: shown(refused.labels(operation)),
    changes: each(breakerStates, (state) => shown(changes.labels(operation, state))),
  }))
  return {
    called({ operation, outcome, durationMs }) {
      of[operation].calls[outcome].inc()
      if (outcome !== 'NOT_SENT') of[operation].duration.observe(durationMs / 1000)
    },
    lookedUp: (operation, from) => of[operation].lookUps[from].inc(),
    refused: (operation) => of[operation].refused.inc(),
    breakerChanged: (operation, state) => of[operation].changes[state].inc(),
  }
}

/** What is so at the moment: gauges that ask when they are asked. */
function addStates(metrics: Metrics, states: () => readonly KosOperationState[]): void {
  const gauge = (name: string, help: string, read: (state: KosOperationState) => number) =>
    new Gauge({
      name,
      help,
      labelNames: ['operation'] as const,
      registers: [metrics],
      collect() {
        for (const state of states()) this.labels(state.operation).set(read(state))
      },
    })
  gauge('yogeum_kos_breaker_state', 'The breaker: 0 closed, 1 half open, 2 open.', ({ breaker }) =>
    breakerStates.indexOf(breaker),
  )
  gauge('yogeum_kos_bulkhead_in_use', 'Calls that have a place in the bulkhead.', ({ inUse }) => inUse)
  gauge('yogeum_kos_bulkhead_waiting', 'Calls that wait for a place in the bulkhead.', ({ waiting }) => waiting)
  gauge('yogeum_kos_bulkhead_size', 'Places in the bulkhead.', ({ atOnce }) => atOnce)
}
