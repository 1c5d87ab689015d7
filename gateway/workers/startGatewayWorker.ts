import { type GatewayConfig } from '../config.js'
import { createMetrics } from '../../platform/telemetry/metrics.js'
import { type GatewayOverrides, type RunningGateway, startGateway } from '../server.js'
import { type CountedMetrics, type FromWorker, type ToWorker } from './messages.js'

/** One copy of the gateway under a primary, which tells it the supergraph and asks it what it counts. */
export async function startGatewayWorker(config: GatewayConfig, overrides: GatewayOverrides): Promise<RunningGateway> {
  const metrics = createMetrics('gateway')
  const running: { gateway?: RunningGateway } = {}
  let newest: string | undefined
  let told: (supergraphSdl: string) => void = () => undefined
  const first = new Promise<string>((resolve) => (told = resolve))
  const say = (message: FromWorker): void => void process.send?.(message)

  process.on('message', (message: ToWorker) => {
    if ('supergraph' in message) {
      newest = message.supergraph
      told(newest)
      running.gateway?.replaceSupergraph(newest)
    } else if ('metricsFor' in message) {
      void metrics.getMetricsAsJSON().then((counted) => say({ ...message, counted: ownOf(counted as CountedMetrics) }))
    }
  })
  // The primary's affair, also where a terminal sends it to all of us; without a listener we would end.
  process.on('SIGHUP', () => undefined)
  say({ asksFor: 'supergraph' })
  const supergraphSdl = await first
  const overridden = { ...overrides, supergraphSdl, metrics, isWorker: true }
  const gateway = await startGateway({ ...config, METRICS_PORT: undefined }, overridden)
  running.gateway = gateway
  // One that came while we started.
  if (newest !== undefined && newest !== supergraphSdl) gateway.replaceSupergraph(newest)
  return gateway
}

/** The primary tells how it went with the supergraph; each of us would only repeat it. */
const ownOf = (counted: CountedMetrics): CountedMetrics =>
  counted.filter(({ name }) => !name.startsWith('yogeum_gateway_supergraph_'))
