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
import { callKos, type KosCallerParts, type KosRead } from './kosCaller.js'
import { type BreakerState, type KosAnswered, type KosOrder } from './kosOrder.js'
import { billRefusals, readBill } from './wire/billInquiry.js'
import { billMonthsRefusals, readBillMonths } from './wire/billMonths.js'
import { lineProductRefusals, readLineProduct } from './wire/lineProduct.js'
import { readProductList } from './wire/productList.js'

export interface KosClientOptions {
  /** Where KOS-Order is; a base path is kept. */
  kosUrl: string
  serviceName: 'MVNO-BILL-INQUIRY' | 'MVNO-PRODUCT-SERVICE'
  /** What all reads of one request may take together, ms. Under 3,000, so that the customer has an answer in 3 s. */
  readTimeoutMs: number
  clock: Clock
  log: Logger
  /** For the retry's jitter, in [0, 1). */
  random?: () => number
  newId?: () => string
  /** Calls at once, whatever they ask. */
  maxInFlight?: number
  breaker?: Partial<BreakerOptions>
  onBreakerChange?: (state: BreakerState) => void
}

/** One per process: the breaker, the bulkhead and the connections are shared by all requests. */
export interface KosClient {
  /** The port for one request: the same question asked twice in it is one call, and its calls share one deadline. */
  forRequest(trace: Trace): KosOrder
  /** The reads'. */
  breakerState(): BreakerState
  /** The writes'. `retryAfterSeconds` is null while it lets orders pass. */
  writeBreaker(): { state: BreakerState; retryAfterSeconds: number | null }
  /** Waits for the calls under way, each of which has a deadline. */
  close(): Promise<void>
}

/** Speaks KOS's wire: loader → bulkhead → breaker → HTTP with a deadline. */
export function createKosOrder(options: KosClientOptions): KosClient {
  const { clock, log } = options
  const maxInFlight = options.maxInFlight ?? 200
  const onChange = (state: BreakerState) => {
    log.warn({ breakerState: state }, 'KOS breaker changed')
    options.onBreakerChange?.(state)
  }
  const parts: KosCallerParts = {
    bulkhead: createBulkhead(maxInFlight),
    breaker: createBreaker({ ...defaultBreaker, ...options.breaker }, { clock, onChange }),
    http: createHttpExchange({ kosUrl: options.kosUrl, connections: maxInFlight }),
    serviceName: options.serviceName,
    readTimeoutMs: options.readTimeoutMs,
    clock,
    log,
    newId: options.newId ?? randomUUID,
    random: options.random ?? Math.random,
  }
  return {
    forRequest: (trace) => forRequest(parts, trace),
    breakerState: () => parts.breaker.state(),
    writeBreaker: () => ({ state: 'CLOSED', retryAfterSeconds: null }),
    async close() {
      await parts.http.close()
      parts.breaker.stop()
    },
  }
}

function forRequest(parts: KosCallerParts, trace: Trace): KosOrder {
  let endsAt: number | null = null
  const call = <T>(read: KosRead<T>): Promise<KosAnswered<T>> => {
    endsAt ??= performance.now() + parts.readTimeoutMs
    return callKos(parts, read, trace, endsAt - performance.now())
  }
  const bills = loader(
    ({ lineNumber, month }: { lineNumber: string; month: YearMonth }) => call(billRead(lineNumber, month)),
    (key) => `${key.lineNumber}/${key.month}`,
  )
  const months = loader(
    (lineNumber: string) => call(billMonthsRead(lineNumber)),
    (key) => key,
  )
  const lineProducts = loader(
    (lineNumber: string) => call(lineProductRead(lineNumber)),
    (key) => key,
  )
  const products = loader(
    () => call(productListRead),
    (key: 'all') => key,
  )
  return {
    bill: (lineNumber, month) => bills.load({ lineNumber, month: month ?? yearMonthOf(parts.clock()) }),
    billMonths: (lineNumber) => months.load(lineNumber),
    lineProduct: (lineNumber) => lineProducts.load(lineNumber),
    productList: () => products.load('all'),
    changeProduct: () => Promise.reject(new Error('not there yet')),
    transferContract: () => Promise.reject(new Error('not there yet')),
    orderStatus: () => Promise.reject(new Error('not there yet')),
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

const post = { method: 'POST' } as const
const billRead = (lineNumber: string, month: YearMonth) => ({
  ...post,
  operation: 'K1' as const,
  path: '/api/v1/kos/bill/inquiry',
  body: (requestId: string) => ({ lineNumber, billingMonth: month.replace('-', ''), requestId }),
  refusals: billRefusals,
  read: (opened: Parameters<typeof readBill>[0]) => readBill(opened, { lineNumber, month }),
})
const billMonthsRead = (lineNumber: string) => ({
  method: 'GET' as const,
  operation: 'K2' as const,
  path: `/api/v1/kos/bill/available-months/${encodeURIComponent(lineNumber)}`,
  refusals: billMonthsRefusals,
  read: (opened: Parameters<typeof readBillMonths>[0]) => readBillMonths(opened, { lineNumber }),
})
const lineProductRead = (lineNumber: string) => ({
  ...post,
  operation: 'K3' as const,
  path: '/api/v1/kos/product/inquiry',
  body: (requestId: string) => ({ lineNumber, requestId }),
  refusals: lineProductRefusals,
  read: (opened: Parameters<typeof readLineProduct>[0]) => readLineProduct(opened, { lineNumber }),
})
const productListRead = {
  method: 'GET' as const,
  operation: 'K4' as const,
  path: '/api/v1/kos/product/list',
  refusals: [],
  read: readProductList,
}
