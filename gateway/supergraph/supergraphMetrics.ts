import { Counter, Gauge } from 'prom-client'
import { type Metrics } from '../../platform/telemetry/metrics.js'
import { type ReloadOutcome, reloadOutcomes } from './reloadOutcome.js'

export interface SupergraphObserver {
  reloaded(outcome: ReloadOutcome): void
  /** @param sha256 of its text, hex. */
  inForce(sha256: string, since: Date): void
}

export function createSupergraphMetrics(metrics: Metrics): SupergraphObserver {
  const registers = [metrics]
  const reloads = new Counter({
    name: 'yogeum_gateway_supergraph_reloads_total',
    help: 'Attempts at putting another supergraph in force, by how they ended.',
    labelNames: ['outcome'] as const,
    registers,
  })
  const info = new Gauge({
    name: 'yogeum_gateway_supergraph_info',
    help: 'The supergraph in force: 1, with the first 12 digits of the SHA-256 of its text.',
    labelNames: ['sha256'] as const,
    registers,
  })
  const since = new Gauge({
    name: 'yogeum_gateway_supergraph_in_force_since_seconds',
    help: 'When the supergraph in force was put there, Unix time.',
    registers,
  })
  // A counter that first appears at 1 hides its first event from `rate`.
  for (const outcome of reloadOutcomes) reloads.labels(outcome).inc(0)
  return {
    reloaded: (outcome) => reloads.labels(outcome).inc(),
    inForce(sha256, at) {
      // One series, not one for each that ever was.
      info.reset()
      info.labels(sha256.slice(0, 12)).set(1)
      since.set(at.getTime() / 1000)
    },
  }
}
