import cluster, { type Worker } from 'node:cluster'
import { setTimeout as wait } from 'node:timers/promises'
import { ConfigError } from '../../platform/config/configError.js'
import { type Logger } from '../../platform/logging/logger.js'
import { type Metrics } from '../../platform/telemetry/metrics.js'
import { createMetricsSum } from './addUpMetrics.js'
import { type FromWorker, type ToWorker } from './messages.js'

/** Copies of the gateway in processes of their own that share one port. */
export interface WorkerPool {
  /** Where they serve. */
  url: string
  /** Gives all of them another supergraph, and those that are started from now on. */
  replaceSupergraph(supergraphSdl: string): void
  /** What all of them count together, in Prometheus' text format. */
  metrics(): Promise<string>
  /** Passes a signal on to all; resolves when they have ended. */
  end(signal: 'SIGTERM' | 'SIGINT'): Promise<void>
}

export interface WorkerPoolOptions {
  count: number
  supergraphSdl: string
  /** What the primary itself counts. */
  own: Metrics
  log: Logger
}

/** Counts beside the workers, whose ids begin at 1. */
const primary = 0
/** Before one that died is started anew, ms: at once, and later each time that it dies soon again. */
const firstPauseMs = 100
const longestPauseMs = 10_000
/** Who served for so long did not die of its start, ms. */
const soundAfterMs = 60_000
/** A worker that does not say what it counts within this is left out of that answer, ms. */
const metricsWithinMs = 2_000
/** Longer than a role may take to drain and to stop; then it is killed, ms. */
const endWithinMs = 85_000

/**
 * Starts the workers and waits until they serve. Node's cluster takes the connections in the primary and hands them round,
 * so that one worker's death refuses nobody; it is started anew.
 *
 * @throws ConfigError when one ends before it serves; it has said why itself.
 */
export async function startWorkerPool({ count, supergraphSdl, own, log }: WorkerPoolOptions): Promise<WorkerPool> {
  const workers = new Map<number, Worker>()
  const serving = new Set<Worker>()
  const counted = createMetricsSum()
  const answers = new Map<number, (worker: Worker) => void>()
  let inForce = supergraphSdl
  let questions = 0
  let ending = false
  cluster.schedulingPolicy = cluster.SCHED_RR

  const tell = (worker: Worker, message: ToWorker): void => {
    // One that has just died is told nothing; its end is on its way to us.
    if (worker.isConnected()) worker.send(message, () => undefined)
  }

  /** Resolves with its address once it serves. `died`: how often the one in its place has died soon after its start. */
  function start(died: number): Promise<string> {
    const worker = cluster.fork()
    const startedAt = performance.now()
    workers.set(worker.id, worker)
    // A send to one that is gone fails there; that it is gone is told by its end.
    worker.on('error', () => undefined)
    return new Promise((resolve, reject) => {
      worker.on('message', (message: FromWorker) => {
        if ('asksFor' in message) tell(worker, { supergraph: inForce })
        else if ('ready' in message) {
          serving.add(worker)
          if (hasStarted) log.info({ worker: worker.id }, 'a worker of the gateway serves')
          resolve(message.ready)
        } else {
          counted.note(worker.id, message.counted)
          answers.get(message.metricsFor)?.(worker)
        }
      })
      worker.once('exit', (code, signal) => {
        workers.delete(worker.id)
        counted.gone(worker.id)
        for (const answered of answers.values()) answered(worker)
        reject(new ConfigError('a worker of the gateway ended before it served'))
        const served = serving.delete(worker)
        if (ending) return
        log.error({ worker: worker.id, code, signal, served }, 'a worker of the gateway died and is started anew')
        if (hasStarted) void startAnew(performance.now() - startedAt > soundAfterMs ? 0 : died + 1)
      })
    })
  }

  async function startAnew(died: number): Promise<void> {
    await wait(died === 0 ? 0 : Math.min(longestPauseMs, firstPauseMs * 2 ** (died - 1)))
    // Its own end is seen to where it is told.
    if (!ending) await start(died).catch(() => undefined)
  }

  /** Asks all that serve, and waits for those that answer in time. */
  async function askForMetrics(): Promise<void> {
    const id = (questions += 1)
    const asked = new Set(serving)
    if (asked.size === 0) return
    let late: NodeJS.Timeout | undefined
    await new Promise<void>((resolve) => {
      late = setTimeout(resolve, metricsWithinMs)
      answers.set(id, (worker) => {
        asked.delete(worker)
        if (asked.size === 0) resolve()
      })
      for (const worker of asked) tell(worker, { metricsFor: id })
    })
    clearTimeout(late)
    answers.delete(id)
  }

  async function end(signal: 'SIGTERM' | 'SIGINT'): Promise<void> {
    ending = true
    await Promise.all(
      [...workers.values()].map(async (worker) => {
        const ended = new Promise<void>((resolve) => void worker.once('exit', () => resolve()))
        worker.process.kill(signal)
        const harder = setTimeout(() => worker.process.kill('SIGKILL'), endWithinMs)
        await ended
        clearTimeout(harder)
      }),
    )
  }

  let hasStarted = false
  try {
    const [url] = await Promise.all(Array.from({ length: count }, () => start(0)))
    hasStarted = true
    if (url === undefined) throw new Error('a pool has at least one worker')
    return {
      url,
      end,
      replaceSupergraph(sdl) {
        inForce = sdl
        for (const worker of workers.values()) tell(worker, { supergraph: sdl })
      },
      async metrics() {
        await askForMetrics()
        counted.note(primary, await own.getMetricsAsJSON())
        return counted.text()
      },
    }
  } catch (error) {
    await end('SIGINT')
    throw error
  }
}
