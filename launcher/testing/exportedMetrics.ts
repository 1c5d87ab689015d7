import { createGatewayMetrics } from '../../gateway/metrics/gatewayMetrics.js'
import { createSupergraphMetrics } from '../../gateway/supergraph/supergraphMetrics.js'
import { kosOperations } from '../../kos/client/health/kosReport.js'
import { createKosMetrics } from '../../kos/client/kosMetrics.js'
import { createMetrics, type Metrics } from '../../platform/telemetry/metrics.js'
import { historyMetrics } from '../../subgraphs/billing/inquiryHistory/historyMetrics.js'

/** A metric as some role exports it. */
export interface ExportedMetric {
  name: string
  type: 'counter' | 'gauge' | 'histogram' | 'summary'
  labelNames: string[]
}

/** Everything that any role counts, in one registry. */
export function everyMetric(): { registry: Metrics; metrics: ExportedMetric[] } {
  const registry = createMetrics('all')
  createKosMetrics(registry, () =>
    kosOperations.map((operation) => ({ operation, breaker: 'CLOSED', inUse: 0, waiting: 0, atOnce: 1 }) as never),
  )
  historyMetrics(registry)
  const gateway = createGatewayMetrics(registry)
  gateway.fetched({ subgraph: 'auth', outcome: 'ok', seconds: 0, shared: false })
  createSupergraphMetrics(registry)
  return { registry, metrics: registry.getMetricsAsArray() as unknown as ExportedMetric[] }
}
