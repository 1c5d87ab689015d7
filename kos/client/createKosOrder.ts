import DataLoader from 'dataloader'
import { randomUUID } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import { type Logger } from '../../platform/logging/logger.js'
import { type Trace } from '../../platform/telemetry/trace.js'
import { type Clock } from '../../platform/time/clock.js'
import { type YearMonth, yearMonthOf } from '../../platform/time/yearMonth.js'
import { type BreakerOptions, createBreaker, defaultBreaker } from './breaker.js'
import { createBulkhead } from './bulkhead.js'
import { createHttpExchange } from './httpExchange.js'
import { type KosCall, type KosCallerParts } from './kosCaller.js'
import {
  billCall,
  billMonthsCall,
  contractTransferCall,
  lineProductCall,
  orderStatusCall,
  productChangeCall,
  productListCall,
} from './kosCalls.js'
import { type BreakerState, type KosAnswered, type KosOrder } from './kosOrder.js'
import { type KosReaderParts, readKos } from './readKos.js'
import { sendOrder } from './sendOrder.js'

export interface KosClientOptions {
  /** Where KOS-Order is; a base path is kept. */
  kosUrl: string
  serviceName: 'MVNO-BILL-INQUIRY' | 'MVNO-PRODUCT-SERVICE'
  /** What all reads of one request may take together, ms. Under 3,000, so that the customer has an answer in 3 s. */
  readTimeoutMs: number
  /** What one write may take, ms; 8,000 when absent. */
  writeTimeoutMs?: number
  clock: Clock
  log: Logger
  /** For the retry's jitter, in [0, 1). */
  random?: () => number
  newId?: () => string
  /** Reads at once, whatever they ask. */
  maxInFlight?: number
  /** Writes at once. */
  maxWritesInFlight?: number
  /** Of the reads' breaker and of the writes'. */
  breaker?: Partial<BreakerOptions>
  /** The reads'. */
  onBreakerChange?: (state: BreakerState) => void
}

/** One per process: the breaker, the bulkhead and the connections are shared by all requests. */
export interface KosClient {
  /**
   * The port for one request: the same question of K1–K4 asked twice in it is one call, and its reads share one
   * deadline. A longer piece of work takes a new one for each step.
   */
  forRequest(trace: Trace): KosOrder
  /** The reads'. */
  breakerState(): BreakerState
  /** The writes'. `retryAfterSeconds` is null while it lets orders pass. */
  writeBreaker(): { state: BreakerState; retryAfterSeconds: number | null }
  /** Waits for the calls under way, each of which has a deadline. */
  close(): Promise<void>
}

/** Speaks KOS's wire. Reads: loader → bulkhead → breaker → HTTP with a deadline; writes the same without a loader. */
export function createKosOrder(options: KosClientOptions): KosClient {
  const { clock, log } = options
  const breaker = { ...defaultBreaker, ...options.breaker }
  const channel = (of: 'reads' | 'writes', maxInFlight: number, timeoutMs: number): KosCallerParts => {
    const onChange = (state: BreakerState) => {
      log.warn({ breakerState: state, of }, 'KOS breaker changed')
      if (of === 'reads') options.onBreakerChange?.(state)
    }
    return {
      bulkhead: createBulkhead(maxInFlight),
      breaker: createBreaker(breaker, { clock, onChange }),
      http: createHttpExchange({ kosUrl: options.kosUrl, connections: maxInFlight }),
      serviceName: options.serviceName,
      timeoutMs,
      clock,
      log,
    }
  }
  const reads: KosReaderParts = {
    ...channel('reads', options.maxInFlight ?? 200, options.readTimeoutMs),
    newId: options.newId ?? randomUUID,
    random: options.random ?? Math.random,
  }
  const writes = channel('writes', options.maxWritesInFlight ?? 50, options.writeTimeoutMs ?? 8_000)
  return {
    forRequest: (trace) => ({ ...readsOf(reads, trace), ...writesOf(writes, trace) }),
    breakerState: () => reads.breaker.state(),
    writeBreaker: () => ({
      state: writes.breaker.state(),
      retryAfterSeconds: writes.breaker.retryAfterSeconds(),
    }),
    async close() {
      await Promise.all([reads.http.close(), writes.http.close()])
      reads.breaker.stop()
      writes.breaker.stop()
    },
  }
}

function writesOf(parts: KosCallerParts, trace: Trace): Pick<KosOrder, 'changeProduct' | 'transferContract'> {
  return {
    changeProduct: (order, limits) =>
      sendOrder(parts, productChangeCall(order), { requestId: order.requestId, trace }, limits),
    transferContract: (order, limits) =>
      sendOrder(parts, contractTransferCall(order), { requestId: order.requestId, trace }, limits),
  }
}

function readsOf(parts: KosReaderParts, trace: Trace): Omit<KosOrder, 'changeProduct' | 'transferContract'> {
  let endsAt: number | null = null
  const call = <T>(read: KosCall<T>): Promise<KosAnswered<T>> => {
    endsAt ??= performance.now() + parts.timeoutMs
    return readKos(parts, read, trace, endsAt - performance.now())
  }
  const bills = loader(
    ({ lineNumber, month }: { lineNumber: string; month: YearMonth }) => call(billCall(lineNumber, month)),
    (key) => `${key.lineNumber}/${key.month}`,
  )
  const months = loader(
    (lineNumber: string) => call(billMonthsCall(lineNumber)),
    (key) => key,
  )
  const lineProducts = loader(
    (lineNumber: string) => call(lineProductCall(lineNumber)),
    (key) => key,
  )
  const products = loader(
    () => call(productListCall),
    (key: 'all') => key,
  )
  return {
    bill: (lineNumber, month) => bills.load({ lineNumber, month: month ?? yearMonthOf(parts.clock()) }),
    billMonths: (lineNumber) => months.load(lineNumber),
    lineProduct: (lineNumber) => lineProducts.load(lineNumber),
    productList: () => products.load('all'),
    // Without a loader: what has become of an order is another question each time.
    orderStatus: (requestId) => call(orderStatusCall(requestId)),
  }
}

/** KOS has no bulk calls: the loader is here for asking once, and a failed question stays failed for this request. */
function loader<K, T>(ask: (key: K) => Promise<T>, cacheKeyFn: (key: K) => string): DataLoader<K, T, string> {
  return new DataLoader<K, T, string>(
    async (keys) => {
      const settled = await Promise.allSettled(keys.map(ask))
      return settled.map((each) => (each.status === 'fulfilled' ? each.value : asError(each.reason)))
    },
    // One by one: in a batch the fastest answer would wait for the slowest.
    { cacheKeyFn, batch: false },
  )
}

const asError = (reason: unknown): Error =>
  reason instanceof Error ? reason : new Error('unknown failure', { cause: reason })
