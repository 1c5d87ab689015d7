import { type Freshness, oldestOf } from '../../../kos/client/freshness.js'
import { type KosAnswered, type KosBill, type KosOrder, type KosProduct } from '../../../kos/client/kosOrder.js'
import { type PrecheckFacts } from './check.js'
import { freshAnswer } from './freshAnswer.js'

/** What the checks need to know of our own product changes. Lines are named by their blind index. */
export interface OwnChanges {
  /** Whether a change of the line is under way: accepted and in no final state. */
  hasActive(lineKey: string): Promise<boolean>
  /** When the line's last completed change finished; null when there is none. */
  lastCompletedAt(lineKey: string): Promise<Date | null>
}

/** Where the facts come from. */
export interface ChangeFactSources {
  kos: Pick<KosOrder, 'bill' | 'lineProduct' | 'productList'>
  changes: OwnChanges
}

export interface ChangeQuestion {
  lineNumber: string
  /** Blind index of the line's number. */
  lineKey: string
  targetCode: string
  now: Date
  eligibility: readonly string[]
}

/** What the checks look at, and what the price needs besides. */
export interface ChangeFacts extends PrecheckFacts {
  products(): Promise<KosProduct[]>
  /** The current month's bill; null when KOS has none. */
  currentBill(): Promise<KosBill | null>
  /** Of the oldest answer that was fetched so far; null while there is none. */
  freshness(): Freshness | null
}

/** The facts about one change that is asked for: each asked for at most once, when first needed, and never stale. */
export function createChangeFacts(question: ChangeQuestion, { kos, changes }: ChangeFactSources): ChangeFacts {
  const { lineNumber, lineKey, targetCode, now, eligibility } = question
  let oldest: Freshness | null = null
  const noted = <T>(answered: KosAnswered<T>): T => {
    const answer = freshAnswer(answered)
    oldest = oldest ? oldestOf(oldest, answered.freshness) : answered.freshness
    return answer
  }
  const products = once(async () => noted(await kos.productList()))
  return {
    targetCode,
    now,
    eligibility,
    products,
    target: once(async () => (await products()).find((product) => product.code === targetCode) ?? null),
    lineProduct: once(async () => noted(await kos.lineProduct(lineNumber))),
    lastCompletedChange: once(() => changes.lastCompletedAt(lineKey)),
    hasActiveChange: once(() => changes.hasActive(lineKey)),
    currentBill: once(async () => {
      const answer = noted(await kos.bill(lineNumber, null))
      return answer.kind === 'bill' ? answer.bill : null
    }),
    freshness: () => oldest,
  }
}

function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | undefined
  return () => (asked ??= ask())
}
