import { randomUUID } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import { type Cache } from '../../platform/cache/createCache.js'
import { type Logger } from '../../platform/logging/logger.js'
import { type Trace } from '../../platform/telemetry/trace.js'
import { type Clock } from '../../platform/time/clock.js'
import { type Asking, createCachedReads, type Question } from './cache/cachedReads.js'
import { freshUntil } from './cache/keptAnswer.js'
import { createRequestKeys, type LineKeys } from './cache/lineKeys.js'
import { createWarmUp, type WarmUp } from './cache/warmUp.js'
import { type ChannelOverrides, createChannels } from './channels.js'
import { contractTransferCall, productChangeCall } from './kosCalls.js'
import { type KosObserver, type KosOperationState, nobodyLooks } from './kosObserver.js'
import { type BreakerState, type KosAnswered, type KosOrder } from './kosOrder.js'
import { callPolicy, type KosRead } from './policy.js'
import { type KosReaderParts, readKos } from './readKos.js'
import { type AskedBy, requestReads } from './requestReads.js'
import { sendOrder } from './sendOrder.js'

export interface KosClientOptions {
  /** Where KOS-Order is; a base path is kept. */
  kosUrl: string
  serviceName: 'MVNO-BILL-INQUIRY' | 'MVNO-PRODUCT-SERVICE'
  /** What all reads of one request may take together, ms. Under 3,000, so that the customer has an answer in 3 s. */
  readTimeoutMs: number
  /** What one write may take, ms; the policy's when absent. */
  writeTimeoutMs?: number
  /** Where answers are kept. Absent: each request asks KOS, as the saga must. */
  remember?: { cache: Cache; lines: LineKeys; ttlFactor?: number }
  clock: Clock
  log: Logger
  observer?: Partial<KosObserver>
  /** For the retry's jitter, in [0, 1). */
  random?: () => number
  newId?: () => string
  /** What differs from the policy, for K1 to K4 and K7, and for K5 and K6. */
  reads?: ChannelOverrides
  orders?: ChannelOverrides
}

/** One per process: the breakers, the bulkheads, the cache and the connections are shared by all requests. */
export interface KosClient {
  /**
   * The port for one request of one customer, null for nobody's: the same question of K1–K4 asked twice in it is one
   * call, and its reads share one deadline. A longer piece of work takes a new one for each step.
   *
   * @param freshFor is told, with each answer, for how many seconds it stays fresh: 0 for a stale one, for none at all, and
   *   for what KOS may see otherwise the next moment because the line's plan is being changed
   */
  forRequest(trace: Trace, customerId?: string | null, freshFor?: (seconds: number) => void): KosOrder
  /** The same for what a decision rests on (a quote, the checks before a change): never stale, hardly ever kept. */
  forDecision(trace: Trace, customerId?: string | null): KosOrder
  /** Fetches ahead of time what a customer will ask for. */
  warmUp: WarmUp
  breakerState(operation: KosRead): BreakerState
  /** Of the orders. `retryAfterSeconds` is null while it lets them pass. */
  writeBreaker(): { state: BreakerState; retryAfterSeconds: number | null }
  /** How the way to KOS stands, an entry for each of K1 to K7. */
  operations(): KosOperationState[]
  /** Waits for the calls under way, each of which has a deadline. */
  close(): Promise<void>
}

const readOperations = ['K1', 'K2', 'K3', 'K4', 'K7'] as const satisfies readonly KosRead[]

/**
 * Speaks KOS's wire. Reads: loader → cache → bulkhead → breaker → HTTP with a deadline; orders: the last three, and never
 * twice.
 */
export function createKosOrder(options: KosClientOptions): KosClient {
  const { clock, readTimeoutMs, writeTimeoutMs, remember, newId = randomUUID, random = Math.random } = options
  const observer = { ...nobodyLooks, ...options.observer }
  const common = { ...options, observer }
  const readChannels = createChannels(readOperations, common, { timeoutMs: readTimeoutMs, ...options.reads })
  // One way for both kinds of order: what K5 cannot pass, K6 cannot either.
  const orderChannel = createChannels(['K5'], common, {
    ...(writeTimeoutMs !== undefined && { timeoutMs: writeTimeoutMs }),
    ...options.orders,
  })
  const readers = new Map(
    readOperations.map((operation) => {
      const { softMs } = callPolicy[operation]
      return [operation, { ...readChannels.of(operation), newId, random, softMs }] as const
    }),
  )
  const readerOf = (operation: KosRead) => readers.get(operation) as KosReaderParts & { softMs: number }
  const cached = remember && createCachedReads({ ttlFactor: 1, ...remember, clock, observer, readerOf })

  /** Past the cache: where there is none, for what has no key, and for nobody's request. */
  function askKos<T>({ call }: Question<T>, { trace, endsAt }: Asking): Promise<KosAnswered<T>> {
    const reader = readerOf(call.operation)
    return readKos(reader, call, { trace, requestId: newId(), budgetMs: endsAt - performance.now() })
  }

  const ttlFactor = remember?.ttlFactor ?? 1
  const secondsFresh = <T>({ kind }: Question<T>, { answer, freshness: { asOf } }: KosAnswered<T>): number =>
    Math.max(0, Math.floor((freshUntil(kind(answer, asOf), { asOf, ttlFactor }) - clock().getTime()) / 1000))

  function portFor({ trace, customerId, purpose }: AskedBy, freshFor: (seconds: number) => void): KosOrder {
    let endsAt: number | null = null
    const ask = async <T>(question: Question<T>, key: Promise<string | null>): Promise<KosAnswered<T>> => {
      endsAt ??= performance.now() + readTimeoutMs
      const asking = { trace, endsAt, purpose }
      const name = cached ? await key : null
      if (!cached || name === null) {
        freshFor(0)
        return askKos(question, asking)
      }
      try {
        const answered = await cached.ask(question, name, asking)
        freshFor(secondsFresh(question, answered))
        return answered
      } catch (error) {
        freshFor(0)
        throw error
      }
    }
    const keys = remember && createRequestKeys(remember.lines, customerId)
    const orders = orderChannel.of('K5')
    return {
      ...requestReads({ ask, keys: keys ?? null, clock }),
      changeProduct: (order, limits) =>
        sendOrder(orders, productChangeCall(order), { requestId: order.requestId, trace }, limits),
      transferContract: (order, limits) =>
        sendOrder(orders, contractTransferCall(order), { requestId: order.requestId, trace }, limits),
    }
  }

  const unheard = (): void => undefined
  const forRequest: KosClient['forRequest'] = (trace, customerId = null, freshFor = unheard) =>
    portFor({ trace, customerId, purpose: 'show' }, freshFor)
  const operations = () => {
    const orders = orderChannel.state('K5')
    return [...readOperations.map((operation) => readChannels.state(operation)), orders, { ...orders, operation: 'K6' }]
      .sort((a, b) => (a.operation < b.operation ? -1 : 1)) as KosOperationState[] // prettier-ignore
  }
  const warmUp = createWarmUp({ portFor: forRequest, state: readChannels.state, log: options.log })
  return {
    forRequest,
    forDecision: (trace, customerId = null) => portFor({ trace, customerId, purpose: 'decide' }, unheard),
    warmUp,
    breakerState: (operation) => readChannels.state(operation).breaker,
    writeBreaker() {
      const { breaker, retryAfterSeconds } = orderChannel.state('K5')
      return { state: breaker, retryAfterSeconds }
    },
    operations,
    async close() {
      await warmUp.stop()
      await cached?.idle()
      await Promise.all([readChannels.close(), orderChannel.close()])
    },
  }
}
