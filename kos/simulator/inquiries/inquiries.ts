import { billMonths, billOf } from '../billing/bill.js'
import { createTimeline, type LineEffect } from '../billing/timeline.js'
import { plans } from '../catalogue.js'
import { type Population } from '../population/population.js'
import { dateOf, monthOf, type Month } from '../seoulTime.js'
import { billInfoOf, customerInfoOf } from '../wire/billWire.js'
import { refuse, resultMessages, succeed, succeeded, type Answer } from '../wire/envelope.js'
import { listedProductOf, productInfoOf } from '../wire/productWire.js'

/** What an inquiry may know. */
export interface InquiryContext {
  population: Population
  now: Date
  /** Whether to send the fields of the wire's part 5. */
  additive: boolean
  /** The line's effects that may be seen by this inquiry. */
  effectsOf: (lineNumber: string) => Promise<LineEffect[]>
}

/** K1. `billingMonth` is YYYYMM; null asks for this month. */
export async function billInquiry(
  context: InquiryContext,
  request: { lineNumber: string; billingMonth?: string | null | undefined; requestId?: string | null | undefined },
): Promise<Answer> {
  const found = context.population.find(request.lineNumber)
  if (!found) return refuse('1001')
  const { customer, line } = found
  if (line.status !== 'ACTIVE') return refuse('1002')
  const today = dateOf(context.now)
  const month: Month = request.billingMonth
    ? `${request.billingMonth.slice(0, 4)}-${request.billingMonth.slice(4)}`
    : monthOf(today)
  const timeline = createTimeline(line, await context.effectsOf(line.lineNumber))
  const bill = billOf({ seed: context.population.key.seed, line, timeline, today }, month)
  if (!bill) return refuse('1003')
  return succeed({
    requestId: request.requestId ?? null,
    procStatus: 'COMPLETED',
    ...succeeded,
    billInfo: billInfoOf(bill, line, context.additive),
    customerInfo: customerInfoOf(customer, line),
  })
}

/** K2. */
export function availableMonths({ population, now }: InquiryContext, lineNumber: string): Answer {
  const line = population.find(lineNumber)?.line
  if (!line) return refuse('1001')
  if (line.status !== 'ACTIVE') return refuse('1002')
  return succeed({ ...succeeded, lineNumber, availableMonths: billMonths(line, dateOf(now)) })
}

/** K3. */
export async function productInquiry(
  { population, effectsOf }: InquiryContext,
  request: { lineNumber: string; requestId?: string | null | undefined },
): Promise<Answer> {
  const found = population.find(request.lineNumber)
  if (!found) return refuse('3001')
  const { customer, line } = found
  if (line.status !== 'ACTIVE') return refuse('3002')
  if (!line.provisioned) return refuse('3003')
  return succeed({
    requestId: request.requestId ?? null,
    procStatus: 'COMPLETED',
    ...succeeded,
    productInfo: productInfoOf(line.lineNumber, createTimeline(line, await effectsOf(line.lineNumber))),
    customerInfo: customerInfoOf(customer, line),
  })
}

/** K4. */
export const productList = ({ additive }: InquiryContext): Answer =>
  succeed({
    result_code: '0000',
    result_message: resultMessages['0000'],
    product_count: plans.length,
    products: plans.map((plan) => listedProductOf(plan, additive)),
  })
