import { type Freshness } from '../../../kos/client/freshness.js'
import { type KosProduct } from '../../../kos/client/kosOrder.js'
import { type ChangeTiming, effectiveOn } from '../../../saga/productChange/domain/changeTiming.js'
import {
  type ChangeFactSources,
  type ChangeQuestion,
  createChangeFacts,
} from '../../../saga/productChange/precheck/changeFacts.js'
import { judgeChange } from '../../../saga/productChange/precheck/judgeChange.js'
import { type MadeCheck } from '../../../saga/productChange/precheck/runPrecheck.js'
import { lossesOf } from './losses.js'
import { prorateMonthOfChange, wholeMonth } from './proration.js'
import { type QuotedPrice, type QuoteStore } from './quoteStore.js'

/** How long a quoted price holds. */
export const quoteLifetimeMs = 10 * 60_000

export interface ChangeQuote {
  kind: 'quote'
  id: string
  expiresAt: Date
  from: KosProduct
  to: KosProduct
  effectiveOn: string
  price: QuotedPrice
  checks: MadeCheck[]
  freshness: Freshness
}

export type QuoteAnswer = ChangeQuote | { kind: 'refused'; checks: MadeCheck[]; message: string; freshness: Freshness }

/**
 * Quotes a change: all seven checks, and when they pass the price, which is stored for ten minutes. The current bill is
 * fetched beside the checks; should it fail while a check refuses, the refusal is the answer.
 *
 * @throws KosUnavailable when a check or the price could not be made from fresh answers
 */
export async function askForQuote(
  question: ChangeQuestion & { timing: ChangeTiming },
  parts: ChangeFactSources & { quotes: Pick<QuoteStore, 'save'>; newId: () => string },
): Promise<QuoteAnswer> {
  const facts = createChangeFacts(question, parts)
  const judged = await judgeChange(facts)
  const { checks } = judged
  // All seven checks were made, so KOS was heard.
  const freshness = facts.freshness() as Freshness
  if (!judged.passed) return { kind: 'refused', checks, message: judged.refusal.message, freshness }
  const { from, to } = judged
  const firstDay = effectiveOn(question.timing, question.now)
  const price: QuotedPrice = {
    thisMonth: question.timing === 'IMMEDIATE' ? prorateMonthOfChange(from, to, firstDay) : [wholeMonth(from)],
    fromNextMonth: to.monthlyFee,
    losses: lossesOf({ from, to, effectiveOn: firstDay, bill: await facts.currentBill() }),
  }
  const id = parts.newId()
  const expiresAt = new Date(question.now.getTime() + quoteLifetimeMs)
  await parts.quotes.save({
    id,
    lineKey: question.lineKey,
    fromCode: from.code,
    toCode: to.code,
    timing: question.timing,
    effectiveOn: firstDay,
    ...{ price, from, to },
    createdAt: question.now,
    expiresAt,
  })
  return { kind: 'quote', id, expiresAt, from, to, effectiveOn: firstDay, price, checks, freshness }
}
