import { type Metric, type MetricObjectWithValues, type MetricValueWithName } from 'prom-client'
import { type Metrics } from './metrics.js'

export interface QuickMetricOptions<Label extends string> {
  name: string
  help: string
  labelNames: readonly Label[]
  registers: readonly Metrics[]
}

type Value<Label extends string> = MetricValueWithName<Label | 'le'>

/**
 * For what is counted of every request, some of which take 20 µs in all: prom-client puts a text of the labels together each
 * time. Here a set of labels is looked up once, and kept by whoever counts.
 */
abstract class QuickMetric<Label extends string, Child> {
  readonly name: string
  readonly labelNames: readonly Label[]
  readonly #children = new Map<string, { child: Child; labels: Record<string, string> }>()

  constructor(
    readonly options: QuickMetricOptions<Label>,
    readonly type: 'counter' | 'histogram',
  ) {
    this.name = options.name
    this.labelNames = options.labelNames
    // prom-client declares its own classes here, and asks a metric for no more than its name and what it `get`s.
    for (const register of options.registers) register.registerMetric(this as unknown as Metric<Label>)
  }

  protected abstract begin(): Child
  protected abstract valuesOf(child: Child, labels: Record<string, string>): Value<Label>[]

  /** @param values of the labels, in the order of their names. */
  labels(...values: string[]): Child {
    const key = values.join('\n')
    const known = this.#children.get(key)
    if (known) return known.child
    const child = this.begin()
    const labels = Object.fromEntries(this.labelNames.map((name, index) => [name, values[index] ?? '']))
    this.#children.set(key, { child, labels })
    return child
  }

  /** As prom-client's classes give it. */
  get(): Promise<MetricObjectWithValues<Value<Label>>> {
    const { name, help } = this.options
    const values = [...this.#children.values()].flatMap(({ child, labels }) => this.valuesOf(child, labels))
    // prom-client writes a type as its name, and declares it a number.
    return Promise.resolve({
      name,
      help,
      type: this.type,
      values,
      aggregator: 'sum',
    } as unknown as MetricObjectWithValues<Value<Label>>)
  }
}

class CountOf {
  count = 0

  inc(by = 1): void {
    this.count += by
  }
}

/** As prom-client's `Counter`. */
export class QuickCounter<Label extends string> extends QuickMetric<Label, CountOf> {
  constructor(options: QuickMetricOptions<Label>) {
    super(options, 'counter')
  }

  protected begin(): CountOf {
    return new CountOf()
  }

  protected valuesOf({ count }: CountOf, labels: Record<string, string>): Value<Label>[] {
    return [{ labels: labels as Value<Label>['labels'], value: count }]
  }
}

class TimingsOf {
  sum = 0
  readonly counts: number[]

  constructor(readonly bounds: readonly number[]) {
    this.counts = Array<number>(bounds.length + 1).fill(0)
  }

  observe(value: number): void {
    const { bounds, counts } = this
    let bucket = 0
    while (bucket < bounds.length && value > (bounds[bucket] as number)) bucket += 1
    counts[bucket] = (counts[bucket] as number) + 1
    this.sum += value
  }
}

/** As prom-client's `Histogram`. */
export class QuickHistogram<Label extends string> extends QuickMetric<Label, TimingsOf> {
  /** @param options.buckets upper bounds, each included, in ascending order */
  constructor(override readonly options: QuickMetricOptions<Label> & { buckets: readonly number[] }) {
    super(options, 'histogram')
  }

  protected begin(): TimingsOf {
    return new TimingsOf(this.options.buckets)
  }

  protected valuesOf({ counts, bounds, sum }: TimingsOf, of: Record<string, string>): Value<Label>[] {
    const labels = of as Value<Label>['labels']
    let count = 0
    const buckets = counts.map((more, index) => {
      const le = bounds[index] ?? '+Inf'
      return { labels: { le, ...labels }, value: (count += more), metricName: `${this.name}_bucket` }
    })
    return [
      ...buckets,
      { labels, value: sum, metricName: `${this.name}_sum` },
      { labels, value: count, metricName: `${this.name}_count` },
    ]
  }
}
