import { Counter, Gauge, Histogram } from 'prom-client'
import { type Metrics } from '../../platform/telemetry/metrics.js'
import { type Outcome } from '../request/requestRecord.js'

/** An answer to a request at /graphql. Nothing of what a client may choose freely becomes a label. */
export interface AnsweredRequest {
  /** Absent: it was refused before its operation was known, or asked for a page. */
  type: 'query' | 'mutation' | 'subscription' | undefined
  outcome: Outcome
  seconds: number
}

export interface GatewayMetrics {
  answered(request: AnsweredRequest): void
  /** @param open how many clients are connected for subscriptions; asked when the metrics are. */
  watchClients(open: () => { sockets: number; streams: number }): void
}

/** Seconds. A subgraph gives up on KOS after 3, and the gateway on a subgraph after 5. */
const durationBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 3, 5, 10]

export function createGatewayMetrics(metrics: Metrics): GatewayMetrics {
  const registers = [metrics]
  const requests = new Counter({
    name: 'yogeum_gateway_requests_total',
    help: 'Answers to requests at /graphql, by type of operation and outcome.',
    labelNames: ['type', 'outcome'] as const,
    registers,
  })
  const duration = new Histogram({
    name: 'yogeum_gateway_request_duration_seconds',
    help: 'How long queries and mutations took.',
    labelNames: ['type'] as const,
    buckets: durationBuckets,
    registers,
  })
  let clients = () => ({ sockets: 0, streams: 0 })
  new Gauge({
    name: 'yogeum_gateway_client_connections',
    help: 'Clients connected for subscriptions, over WebSocket or by event stream.',
    labelNames: ['transport'] as const,
    registers,
    collect() {
      const { sockets, streams } = clients()
      this.labels('websocket').set(sockets)
      this.labels('event-stream').set(streams)
    },
  })
  return {
    answered({ type = 'none' as const, outcome, seconds }) {
      requests.labels(type, outcome).inc()
      // An event stream takes as long as its client watches.
      if (type === 'query' || type === 'mutation') duration.labels(type).observe(seconds)
    },
    watchClients: (open) => void (clients = open),
  }
}
