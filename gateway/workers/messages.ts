import { type MetricObjectWithValues, type MetricValue } from 'prom-client'

/** Everything that one process counts, as prom-client writes it. */
export type CountedMetrics = MetricObjectWithValues<MetricValue<string>>[]

/** What the primary tells a worker: the supergraph in force, when it asks and when it is another; and to say what it counts. */
export type ToWorker = { supergraph: string } | { metricsFor: number }

/**
 * What a worker tells the primary. It asks for the supergraph once it listens: what was sent before would be lost. `ready`
 * is its address, and comes from the command line once the role serves.
 */
export type FromWorker = { asksFor: 'supergraph' } | { ready: string } | { metricsFor: number; counted: CountedMetrics }
