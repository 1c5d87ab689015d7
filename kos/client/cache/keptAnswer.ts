import { addMonths, seoulInstant, type YearMonth, yearMonthOf } from '../../../platform/time/yearMonth.js'
import { type BillAnswer, type BillMonthsAnswer, type LineProductAnswer } from '../kosOrder.js'
import { answerPolicy } from '../policy.js'

/** An answer of KOS as it is remembered. Instants are milliseconds since 1970. */
export interface KeptAnswer {
  answer: unknown
  /** When KOS gave it. */
  asOf: number
  /** Until then it is given without asking again. */
  freshUntil: number
  /** Until then something may be decided from it. */
  decideUntil: number
  /** Until then it is given, as stale, when KOS cannot be asked. */
  goodUntil: number
  /** Of the call that brought it: an inquiry that it answers can be followed to that call. */
  requestId: string
  resultCode: string | null
}

export type AnswerKind = keyof typeof answerPolicy

/** What is kept of an answer that KOS gave at `asOf`. `ttlFactor` shortens what the policy says of its freshness. */
export function keptAnswer(
  { answer, requestId, resultCode }: Pick<KeptAnswer, 'answer' | 'requestId' | 'resultCode'>,
  kind: AnswerKind,
  { asOf, ttlFactor }: { asOf: Date; ttlFactor: number },
): KeptAnswer {
  const { ttlMs, graceMs, decisionMs } = answerPolicy[kind]
  const at = asOf.getTime()
  const ttlEnds = at + ttlMs * ttlFactor
  const fresh = freshUntil(kind, { asOf, ttlFactor })
  const decideUntil = Math.min(fresh, at + decisionMs)
  return { answer, asOf: at, freshUntil: fresh, decideUntil, goodUntil: ttlEnds + graceMs, requestId, resultCode }
}

/** Until when an answer of that kind is given without asking again, ms since 1970. */
export function freshUntil(kind: AnswerKind, { asOf, ttlFactor }: { asOf: Date; ttlFactor: number }): number {
  const ttlEnds = asOf.getTime() + answerPolicy[kind].ttlMs * ttlFactor
  // A new month brings a new bill: the list of months is then no longer whole.
  return kind === 'billMonths' ? Math.min(ttlEnds, nextMonthAt(asOf)) : ttlEnds
}

/** The row of the policy for K1's answer about a month, given at `now`. */
export function billKind(answer: BillAnswer, month: YearMonth, now: Date): AnswerKind {
  if (answer.kind === 'noBill') return 'noBill'
  if (answer.kind !== 'bill') return 'notInUse'
  if (month >= yearMonthOf(now)) return 'currentBill'
  return answer.bill.state === 'PAID' ? 'settledBill' : 'openBill'
}

/** The same for K2, K3 and K4. */
export const billMonthsKind = ({ kind }: BillMonthsAnswer): AnswerKind =>
  kind === 'months' ? 'billMonths' : 'notInUse'
export const lineProductKind = ({ kind }: LineProductAnswer): AnswerKind =>
  kind === 'product' ? 'lineProduct' : 'notInUse'
export const productListKind = (): AnswerKind => 'productList'

const nextMonthAt = (now: Date): number => seoulInstant(`${addMonths(yearMonthOf(now), 1)}-01`).getTime()
