import { type FastifyInstance } from 'fastify'
import { collectDefaultMetrics, Registry } from 'prom-client'
import { lagResolutionMs } from './eventLoopLag.js'

/** What one role counts. Each role has its own: in a test several of them run in one process. */
export type Metrics = Registry

/**
 * A registry with what is worth knowing of every Node.js process (event-loop lag, memory, CPU, garbage collection), and
 * the role as a label on whatever is counted in it.
 */
export function createMetrics(role: string): Metrics {
  const metrics = new Registry()
  metrics.setDefaultLabels({ role })
  collectDefaultMetrics({ register: metrics, eventLoopMonitoringPrecision: lagResolutionMs })
  return metrics
}

/** What `GET /metrics` answers, and of which type that is. */
export type MetricsText = Pick<Metrics, 'contentType' | 'metrics'>

/** `GET /metrics` in Prometheus' text format. Nothing of it is secret, and none of it is for the public. */
export function addMetricsRoute(app: FastifyInstance, metrics: MetricsText): void {
  app.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(await metrics.metrics()))
}
