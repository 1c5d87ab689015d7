import { type Logger } from '../../../platform/logging/logger.js'
import { measureEventLoopLag } from '../../../platform/telemetry/eventLoopLag.js'
import { type Metrics } from '../../../platform/telemetry/metrics.js'
import { type Clock } from '../../../platform/time/clock.js'
import { createKosMetrics } from '../kosMetrics.js'
import { type KosObserver, type KosOperationState } from '../kosObserver.js'
import { createKosReporter, type ReportTarget } from './kosReporter.js'
import { type KosClientRole, type KosSnapshot } from './kosReport.js'
import { createRecentCalls } from './recentCalls.js'

/** Sees what one process does at KOS, for Prometheus and for the operators' `kosHealth`. */
export interface KosWatch {
  /** For the client of KOS. */
  observer: KosObserver
  /** Begins to report, once there is a client to ask. */
  begin(client: { operations(): KosOperationState[] }): void
  stop(): Promise<void>
}

export interface KosWatchParts {
  role: KosClientRole
  metrics: Metrics
  /** Null: nobody is told, and Prometheus alone can ask. */
  target: ReportTarget | null
  /** Of billing alone. */
  historyBatches?: () => KosSnapshot['historyBatches']
  clock: Clock
  log: Logger
}

export function watchKos(parts: KosWatchParts): KosWatch {
  const { role, metrics, target, historyBatches = () => null, clock, log } = parts
  let states: () => KosOperationState[] = () => []
  const recent = createRecentCalls()
  const counted = createKosMetrics(metrics, () => states())
  const lag = measureEventLoopLag()
  let reporter: ReturnType<typeof createKosReporter> | null = null

  const snapshot = (): KosSnapshot => ({
    operations: recent.health(states()),
    historyBatches: historyBatches(),
    eventLoopLagMs: lag.p99Ms(),
  })
  return {
    observer: {
      called(record) {
        counted.called(record)
        recent.observer.called(record)
      },
      lookedUp(operation, from) {
        counted.lookedUp(operation, from)
        recent.observer.lookedUp(operation, from)
      },
      refused(operation) {
        counted.refused(operation)
        recent.observer.refused(operation)
      },
      breakerChanged(operation, state) {
        counted.breakerChanged(operation, state)
        recent.observer.breakerChanged(operation, state)
        reporter?.breakerChanged(operation, state)
      },
    },
    begin(client) {
      states = () => client.operations()
      reporter = target && createKosReporter({ role, target, snapshot, clock, log })
    },
    async stop() {
      await reporter?.stop()
      lag.stop()
    },
  }
}
