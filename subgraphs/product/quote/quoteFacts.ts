import { type KosBill, type KosOrder, type KosProduct } from '../../../kos/client/kosOrder.js'
import { type PrecheckFacts } from '../precheck/check.js'
import { type ProductChangeStore } from '../productChange/productChangeStore.js'
import { freshAnswer } from './freshAnswer.js'

/** Where a quote's facts come from. */
export interface QuoteFactSources {
  kos: KosOrder
  changes: ProductChangeStore
}

export interface QuoteQuestion {
  lineNumber: string
  /** Blind index of the line's number. */
  lineKey: string
  targetCode: string
  now: Date
  eligibility: readonly string[]
}

/** What the checks look at, and what the price needs besides. */
export interface QuoteFacts extends PrecheckFacts {
  products(): Promise<KosProduct[]>
  /** The current month's bill; null when KOS has none. */
  currentBill(): Promise<KosBill | null>
}

/** The facts of one quote: each asked for at most once, when first needed, and never stale. */
export function createQuoteFacts(question: QuoteQuestion, { kos, changes }: QuoteFactSources): QuoteFacts {
  const { lineNumber, lineKey, targetCode, now, eligibility } = question
  const products = once(async () => freshAnswer(await kos.productList()))
  return {
    targetCode,
    now,
    eligibility,
    products,
    target: once(async () => (await products()).find((product) => product.code === targetCode) ?? null),
    lineProduct: once(async () => freshAnswer(await kos.lineProduct(lineNumber))),
    lastCompletedChange: once(() => changes.lastCompletedAt(lineKey)),
    hasActiveChange: once(() => changes.hasActive(lineKey)),
    currentBill: once(async () => {
      const answer = freshAnswer(await kos.bill(lineNumber, null))
      return answer.kind === 'bill' ? answer.bill : null
    }),
  }
}

function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | undefined
  return () => (asked ??= ask())
}
