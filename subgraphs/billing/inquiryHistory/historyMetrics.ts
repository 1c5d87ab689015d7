import { Histogram } from 'prom-client'
import { type Metrics } from '../../../platform/telemetry/metrics.js'
import { createRollingCounts } from '../../../platform/telemetry/rollingCounts.js'

/** How many rows of the history share one write. */
export interface HistoryMetrics {
  /** A batch of so many rows was written. */
  onBatch(rows: number): void
  /** Of the last five minutes. */
  recent(): { batches: number; rows: number }
}

const windowMs = 300_000

/** Counts into `metrics`. */
export function historyMetrics(metrics: Metrics): HistoryMetrics {
  const sizes = new Histogram({
    name: 'yogeum_inquiry_history_batch_rows',
    help: 'Rows of the inquiry history that were written together.',
    buckets: [1, 2, 5, 10, 25, 50, 100, 250, 500, 1000],
    registers: [metrics],
  })
  const counts = createRollingCounts({ cells: 2, windowMs, slices: 30 })
  return {
    onBatch(rows) {
      sizes.observe(rows)
      counts.add(0)
      counts.add(1, rows)
    },
    recent() {
      const [batches = 0, rows = 0] = counts.sums()
      return { batches, rows }
    },
  }
}
