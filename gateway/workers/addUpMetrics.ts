import { AggregatorRegistry } from 'prom-client'
import { type CountedMetrics } from './messages.js'

/** Adds up what workers count. Who is gone still counts: a sum that fell would look like a restart of all of them. */
export interface MetricsSum {
  /** What a worker counted when it was last asked. */
  note(worker: number, counted: CountedMetrics): void
  gone(worker: number): void
  /** In Prometheus' text format. */
  text(): Promise<string>
}

export function createMetricsSum(): MetricsSum {
  const living = new Map<number, CountedMetrics>()
  let departed: CountedMetrics = []

  return {
    note: (worker, counted) => void living.set(worker, counted),
    gone(worker) {
      const last = living.get(worker)
      living.delete(worker)
      // How much memory it had, or how many clients, is over; what it has done is not.
      if (last) departed = [...departed, ...last.filter(({ type }) => isSum(type))]
    },
    async text() {
      const sum = AggregatorRegistry.aggregate([departed, ...living.values()])
      return sum.metrics()
    },
  }
}

/** prom-client writes a type as its name, and declares it a number. */
const isSum = (type: unknown): boolean => type === 'counter' || type === 'histogram'
