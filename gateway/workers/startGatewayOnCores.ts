import cluster from 'node:cluster'
import { availableParallelism } from 'node:os'
import { Registry } from 'prom-client'
import { type RunningRole } from '../../platform/http/runningRole.js'
import { createLogger } from '../../platform/logging/logger.js'
import { systemClock } from '../../platform/time/clock.js'
import { type GatewayConfig } from '../config.js'
import { registeredDocuments } from '../documents/registeredDocuments.js'
import { planSupergraph } from '../execution/planSupergraph.js'
import { serveMetrics } from '../metrics/serveMetrics.js'
import { type GatewayOverrides, startGateway } from '../server.js'
import { readSupergraph } from '../supergraph/readSupergraph.js'
import { createSupergraphReloads } from '../supergraph/reloadSupergraph.js'
import { reloadWhenTold } from '../supergraph/reloadWhenTold.js'
import { createSupergraphMetrics } from '../supergraph/supergraphMetrics.js'
import { startGatewayWorker } from './startGatewayWorker.js'
import { startWorkerPool } from './workerPool.js'

/**
 * Starts the gateway in this process, or with `GATEWAY_WORKERS` in so many processes of this machine that share its port.
 * The primary serves no request: it hands connections round, starts anew who dies, reads another supergraph once for all
 * of them, and adds up what they count.
 */
export async function startGatewayOnCores(
  config: GatewayConfig,
  overrides: GatewayOverrides = {},
): Promise<RunningRole> {
  if (cluster.isWorker) return startGatewayWorker(config, overrides)
  const count = config.GATEWAY_WORKERS === 'auto' ? availableParallelism() : config.GATEWAY_WORKERS
  return count <= 1 ? startGateway(config, overrides) : startPrimary(config, count)
}

async function startPrimary(config: GatewayConfig, count: number): Promise<RunningRole> {
  const log = createLogger({ role: 'gateway', level: config.LOG_LEVEL })
  const supergraphSdl = await readSupergraph(config.SUPERGRAPH_FILE)
  const trusted = await registeredDocuments(config.TRUSTED_DOCUMENTS_FILE, config.MAX_TOKENS)
  const own = new Registry()
  own.setDefaultLabels({ role: 'gateway' })
  const pool = await startWorkerPool({ count, supergraphSdl, own, log })
  let inForce = supergraphSdl
  const reloads = createSupergraphReloads({
    supergraphSdl,
    read: () => readSupergraph(config.SUPERGRAPH_FILE),
    // Here first: what does not build, or breaks a registered operation, reaches none of them.
    build(sdl, check) {
      check(planSupergraph(sdl).schema)
      inForce = sdl
    },
    brokenOperations: (schema) => trusted.brokenBy(schema),
    onReplaced: () => pool.replaceSupergraph(inForce),
    observer: createSupergraphMetrics(own),
    log,
    clock: systemClock,
  })
  const stopReloading = reloadWhenTold(config, reloads)
  const metricsListener = await serveMetrics(
    { contentType: own.contentType, metrics: () => pool.metrics() },
    { host: config.METRICS_HOST, port: config.METRICS_PORT },
  )
  log.info({ workers: count, metricsPort: metricsListener.port }, 'workers serve')
  const end = async (signal: 'SIGTERM' | 'SIGINT'): Promise<void> => {
    stopReloading()
    await pool.end(signal)
  }
  return {
    url: pool.url,
    port: Number(new URL(pool.url).port),
    drain: () => end('SIGTERM'),
    async stop() {
      await end('SIGINT')
      await metricsListener.stop()
    },
  }
}
