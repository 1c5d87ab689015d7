import { Counter, Gauge } from 'prom-client'
import { limitNames, type LimitName } from '../limits/limits.js'
import { remembering } from '../../platform/memory/remembering.js'
import { type Metrics } from '../../platform/telemetry/metrics.js'
import { QuickCounter, QuickHistogram } from '../../platform/telemetry/quickMetrics.js'
import { cacheOutcomes, type CacheOutcome, noteFetch, type Outcome, outcomes } from '../request/requestRecord.js'
import { type FetchObserver, fetchOutcomes } from './fetchObserver.js'

/** An answer to a request at /graphql. Nothing of what a client may choose freely becomes a label. */
export interface AnsweredRequest {
  /** Absent: it was refused before its operation was known, or asked for a page. */
  type: 'query' | 'mutation' | 'subscription' | undefined
  outcome: Outcome
  seconds: number
  /** As the client named it. Whether it becomes a label, {@link GatewayMetrics.nameOperations} says. */
  operation?: string | undefined
}

/** Whose rate is limited; `sign-in` is that of attempts to sign in from one address. */
export const rateScopes = ['address', 'client', 'customer', 'sign-in'] as const
export type RateScope = (typeof rateScopes)[number]

export interface GatewayMetrics extends FetchObserver {
  /** A request over HTTP has begun; to be followed by `ended`. */
  began(): void
  ended(): void
  answered(request: AnsweredRequest): void
  /** The same for requests that are alike but for how long they took: what counts them is looked up once. */
  countsOf(alike: Omit<AnsweredRequest, 'seconds'>): (seconds: number) => void
  /** An operation was refused, before planning, for what it is. */
  limited(limit: LimitName): void
  /** A request was refused because there were too many of them. */
  rateLimited(scope: RateScope): void
  /** What the response cache did for a request that it could have answered. */
  cache(outcome: CacheOutcome): void
  /** @param open how many clients are connected for subscriptions; asked when the metrics are. */
  watchClients(open: () => { sockets: number; streams: number }): void
  /**
   * Operations by these names are told apart, every other one is `other`: a client cannot make labels.
   *
   * @param isKnown asked for each answer.
   */
  nameOperations(isKnown: (operation: string) => boolean): void
}

/** Seconds. A subgraph gives up on KOS after 3, and the gateway on a subgraph after 5. */
const durationBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 3, 5, 10]
/** Coarser: there is one set of them for each operation. */
const operationBuckets = [0.01, 0.05, 0.1, 0.25, 1, 3]

export function createGatewayMetrics(metrics: Metrics): GatewayMetrics {
  const registers = [metrics]
  const requests = new QuickCounter({
    name: 'yogeum_gateway_requests_total',
    help: 'Answers to requests at /graphql, by type of operation and outcome.',
    labelNames: ['type', 'outcome'] as const,
    registers,
  })
  const duration = new QuickHistogram({
    name: 'yogeum_gateway_request_duration_seconds',
    help: 'How long queries and mutations took.',
    labelNames: ['type'] as const,
    buckets: durationBuckets,
    registers,
  })
  const operations = new QuickHistogram({
    name: 'yogeum_gateway_operation_duration_seconds',
    help: 'How long queries and mutations took, by the name of a registered operation; "other" for the rest.',
    labelNames: ['operation', 'outcome'] as const,
    buckets: operationBuckets,
    registers,
  })
  let inFlight = 0
  new Gauge({
    name: 'yogeum_gateway_requests_in_flight',
    help: 'Requests at /graphql over HTTP that have no complete answer yet; open event streams are among them.',
    registers,
    collect() {
      this.set(inFlight)
    },
  })
  const fetches = new QuickCounter({
    name: 'yogeum_gateway_subgraph_fetches_total',
    help: 'Fetches that requests waited for, by subgraph, outcome, and whether another request had sent it already.',
    labelNames: ['subgraph', 'outcome', 'shared'] as const,
    registers,
  })
  const fetchDuration = new QuickHistogram({
    name: 'yogeum_gateway_subgraph_fetch_duration_seconds',
    help: 'How long fetches took that were sent, the second try included.',
    labelNames: ['subgraph'] as const,
    buckets: durationBuckets,
    registers,
  })
  const limited = new Counter({
    name: 'yogeum_gateway_limit_refusals_total',
    help: 'Operations refused before planning, by the limit that they broke.',
    labelNames: ['limit'] as const,
    registers,
  })
  const rateLimited = new Counter({
    name: 'yogeum_gateway_rate_refusals_total',
    help: 'Requests refused with 429, by whose rate was over.',
    labelNames: ['scope'] as const,
    registers,
  })
  const cache = new QuickCounter({
    name: 'yogeum_gateway_response_cache_total',
    help: 'Requests by what the response cache did for them.',
    labelNames: ['outcome'] as const,
    registers,
  })
  let clients = () => ({ sockets: 0, streams: 0 })
  new Gauge({
    name: 'yogeum_gateway_client_connections',
    help: 'Clients connected for subscriptions, over WebSocket or by event stream.',
    labelNames: ['transport'] as const,
    registers,
    collect() {
      const { sockets, streams } = clients()
      this.labels('websocket').set(sockets)
      this.labels('event-stream').set(streams)
    },
  })

  // A counter that first appears at 1 hides its first event from `rate`. One that is looked up appears at 0.
  for (const type of ['query', 'mutation', 'subscription', 'none'])
    for (const outcome of outcomes) requests.labels(type, outcome)
  for (const limit of limitNames) limited.labels(limit).inc(0)
  for (const scope of rateScopes) rateLimited.labels(scope).inc(0)
  const ofCache = byName(cacheOutcomes, (outcome) => cache.labels(outcome))
  /** Looked up once for each subgraph, so that counting makes nothing new. */
  const subgraphs = new Map<string, ReturnType<typeof fetchCounters>>()
  const fetchCounters = (subgraph: string) => {
    const of = (shared: 'true' | 'false') =>
      byName(fetchOutcomes, (outcome) => fetches.labels(subgraph, outcome, shared))
    return { sent: of('false'), shared: of('true'), duration: fetchDuration.labels(subgraph) }
  }
  /** The same for what is counted of every request, by type, outcome and the operation's label. */
  const ofAlike = remembering(10_000, (key) => {
    const [type = '', outcome = '', operation = ''] = key.split(' ')
    const count = requests.labels(type, outcome)
    // An event stream takes as long as its client watches.
    if (type !== 'query' && type !== 'mutation') return () => count.inc()
    const took = duration.labels(type)
    const operationTook = operations.labels(operation, outcome)
    return (seconds: number) => {
      count.inc()
      took.observe(seconds)
      operationTook.observe(seconds)
    }
  })
  let isKnown: (operation: string) => boolean = () => false
  const countsOf: GatewayMetrics['countsOf'] = ({ type = 'none' as const, outcome, operation }) =>
    ofAlike(`${type} ${outcome} ${operation !== undefined && isKnown(operation) ? operation : 'other'}`)

  return {
    began: () => void (inFlight += 1),
    ended: () => void (inFlight -= 1),
    answered: ({ seconds, ...alike }) => countsOf(alike)(seconds),
    countsOf,
    fetched({ subgraph, outcome, seconds, shared }, record) {
      let counters = subgraphs.get(subgraph)
      if (!counters) subgraphs.set(subgraph, (counters = fetchCounters(subgraph)))
      counters[shared ? 'shared' : 'sent'][outcome].inc()
      if (!shared && outcome !== 'not-sent') counters.duration.observe(seconds)
      if (record) noteFetch(record, subgraph, seconds)
    },
    limited: (limit) => limited.labels(limit).inc(),
    rateLimited: (scope) => rateLimited.labels(scope).inc(),
    cache: (outcome) => ofCache[outcome].inc(),
    watchClients: (open) => void (clients = open),
    nameOperations: (known) => void (isKnown = known),
  }
}

const byName = <Name extends string, T>(names: readonly Name[], of: (name: Name) => T): Record<Name, T> =>
  Object.fromEntries(names.map((name) => [name, of(name)])) as Record<Name, T>
