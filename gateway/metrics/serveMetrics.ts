import { createHttpServer } from '../../platform/http/createHttpServer.js'
import { addMetricsRoute, type MetricsText } from '../../platform/telemetry/metrics.js'

export interface MetricsListener {
  /** Null where there is none. */
  port: number | null
  stop(): Promise<void>
}

/**
 * Serves `GET /metrics` and nothing else, on a port of its own: the gateway's is public, and its metrics are not.
 *
 * @param port absent: they are not served
 * @throws the system's error when the port is taken
 */
export async function serveMetrics(
  metrics: MetricsText,
  { host, port }: { host: string; port: number | undefined },
): Promise<MetricsListener> {
  if (port === undefined) return { port: null, stop: () => Promise.resolve() }
  const app = await createHttpServer({ bodyLimit: 1024, followsTraces: false })
  addMetricsRoute(app, metrics)
  await app.listen({ host, port })
  const address = app.server.address()
  return { port: typeof address === 'object' ? (address?.port ?? null) : null, stop: () => app.close() }
}
