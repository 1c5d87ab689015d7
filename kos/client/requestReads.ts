import DataLoader from 'dataloader'
import { type Trace } from '../../platform/telemetry/trace.js'
import { type Clock } from '../../platform/time/clock.js'
import { type YearMonth, yearMonthOf } from '../../platform/time/yearMonth.js'
import { type Asking, type Question } from './cache/cachedReads.js'
import { billKind, billMonthsKind, lineProductKind, productListKind } from './cache/keptAnswer.js'
import { type RequestKeys } from './cache/lineKeys.js'
import { billCall, billMonthsCall, lineProductCall, orderStatusCall, productListCall } from './kosCalls.js'
import { type KosAnswered, type KosOrder } from './kosOrder.js'

export interface AskedBy {
  trace: Trace
  /** Null: nobody's, so nothing that is a customer's is kept. */
  customerId: string | null
  purpose: Asking['purpose']
}

export interface RequestReadsParts {
  /** `key` resolves with null for what is not kept. */
  ask: <T>(question: Question<T>, key: Promise<string | null>) => Promise<KosAnswered<T>>
  /** Null: nothing is kept. */
  keys: RequestKeys | null
  clock: Clock
}

const notKept = Promise.resolve(null)
const listKey = Promise.resolve('products')

/** The reads of one request: each question is asked once, however often its answer is wanted. */
export function requestReads({
  ask,
  keys,
  clock,
}: RequestReadsParts): Omit<KosOrder, 'changeProduct' | 'transferContract'> {
  const bills = loader(
    ({ lineNumber, month }: { lineNumber: string; month: YearMonth }) =>
      ask(
        { call: billCall(lineNumber, month), kind: (answer, now) => billKind(answer, month, now) },
        keys?.bill(lineNumber, month, yearMonthOf(clock())) ?? notKept,
      ),
    (key) => `${key.lineNumber}/${key.month}`,
  )
  const months = loader(
    (lineNumber: string) =>
      ask({ call: billMonthsCall(lineNumber), kind: billMonthsKind }, keys?.billMonths(lineNumber) ?? notKept),
    (key) => key,
  )
  const lineProducts = loader(
    (lineNumber: string) =>
      ask({ call: lineProductCall(lineNumber), kind: lineProductKind }, keys?.lineProduct(lineNumber) ?? notKept),
    (key) => key,
  )
  const products = loader(
    () => ask({ call: productListCall, kind: productListKind }, keys ? listKey : notKept),
    (key: 'all') => key,
  )
  return {
    bill: (lineNumber, month) => bills.load({ lineNumber, month: month ?? yearMonthOf(clock()) }),
    billMonths: (lineNumber) => months.load(lineNumber),
    lineProduct: (lineNumber) => lineProducts.load(lineNumber),
    productList: () => products.load('all'),
    // Without a loader or a cache: what has become of an order is another question each time.
    orderStatus: (requestId) => ask({ call: orderStatusCall(requestId), kind: neverKept }, notKept),
  }
}

function neverKept(): never {
  throw new Error('what has become of an order is not kept')
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
