import { type Freshness, oldestOf } from '../../../kos/client/freshness.js'
import { type BillAnswer, type KosAnswered, type KosOrder, type KosProduct } from '../../../kos/client/kosOrder.js'
import { DomainError } from '../../../platform/errors/domainError.js'
import { addMonths, yearMonthOf } from '../../../platform/time/yearMonth.js'
import { type Catalogue } from '../catalogue/catalogue.js'
import { isActive } from '../../../saga/productChange/precheck/lineActive.js'
import { productOfLine } from '../../../saga/productChange/precheck/productOfLine.js'
import { monthCost, type MonthUsage, type TariffPlan } from '../tariff/monthCost.js'

/** How many closed months the comparison looks back over. */
const monthsCompared = 6

/** A plan to change to, and what the line's last six months would have cost on it, won; null when not known. */
export interface ChangeCandidate {
  product: KosProduct
  eligible: boolean
  lastSixMonthsCost: number | null
  /** Less what the same usage costs on the line's own plan by the same tariff; negative is cheaper. */
  difference: number | null
  /** Of the oldest answer of KOS that it rests on. */
  freshness: Freshness
}

export interface CandidatesRequest {
  lineNumber: string
  now: Date
  /** The customer's groups: 'AGE_65_PLUS', 'AGE_18_MINUS'. */
  eligibility: readonly string[]
}

/**
 * Every plan on sale but the line's own, cheapest over the last six closed months first, unknown cost last. Empty for a
 * line that is not active. Only what needs no further calls decides `eligible`: age group and operator.
 *
 * @throws KosUnavailable; DomainError NOT_FOUND when KOS does not know the line
 */
export async function changeCandidates(
  { lineNumber, now, eligibility }: CandidatesRequest,
  { kos, catalogue }: { kos: KosOrder; catalogue: Catalogue },
): Promise<ChangeCandidate[]> {
  const [line, list, bills] = await Promise.all([
    kos.lineProduct(lineNumber),
    catalogue.answered(),
    lastSixBills(kos, lineNumber, now),
  ])
  const { answer } = line
  const { answer: products } = list
  const usage = usageOf(bills)
  const freshness = oldestOf(line.freshness, list.freshness, ...bills.map((bill) => bill.freshness))
  if (answer.kind === 'noSuchLine') throw new DomainError('NOT_FOUND', '회선을 찾을 수 없습니다.')
  if (!isActive(answer)) return []

  const code = answer.product.productCode
  const current = productOfLine(answer.product, products.find((product) => product.code === code) ?? null)
  const currentCost = costOf(current, usage)
  const lineOperator = answer.customer?.operatorCode ?? null
  return products
    .filter((product) => product.onSale && product.code !== code)
    .map((product) => {
      const cost = costOf(product, usage)
      return {
        product,
        eligible: isFor(product, eligibility) && isSoldBy(product, lineOperator),
        lastSixMonthsCost: cost,
        difference: cost === null || currentCost === null ? null : cost - currentCost,
        freshness,
      }
    })
    .sort(cheapestFirst)
}

function lastSixBills(kos: KosOrder, lineNumber: string, now: Date): Promise<KosAnswered<BillAnswer>[]> {
  const current = yearMonthOf(now)
  const months = Array.from({ length: monthsCompared }, (_, index) => addMonths(current, -1 - index))
  return Promise.all(months.map((month) => kos.bill(lineNumber, month)))
}

/** Null unless KOS has a bill for each of the six closed months. */
function usageOf(bills: KosAnswered<BillAnswer>[]): MonthUsage[] | null {
  const usage = bills.flatMap(({ answer }) => (answer.kind === 'bill' ? [answer.bill.usage] : []))
  return usage.length === monthsCompared ? usage : null
}

function costOf(plan: TariffPlan, usage: MonthUsage[] | null): number | null {
  if (!usage) return null
  let sum = 0
  for (const month of usage) {
    const cost = monthCost(plan, month)
    if (cost === null) return null
    sum += cost
  }
  return sum
}

function isFor(product: KosProduct, eligibility: readonly string[]): boolean {
  return product.eligibility === null || eligibility.includes(product.eligibility)
}

function isSoldBy(product: KosProduct, operator: string | null): boolean {
  return product.operatorCode === null || operator === null || product.operatorCode === operator
}

function cheapestFirst(a: ChangeCandidate, b: ChangeCandidate): number {
  const byCost = (a.lastSixMonthsCost ?? Infinity) - (b.lastSixMonthsCost ?? Infinity)
  // Infinity less Infinity is NaN: two unknown costs are equal.
  return byCost || a.product.monthlyFee - b.product.monthlyFee || (a.product.code < b.product.code ? -1 : 1)
}
