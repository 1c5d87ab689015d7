import { type KosProduct } from '../../../kos/client/kosOrder.js'
import { DomainError } from '../../../platform/errors/domainError.js'
import { type Network } from '../generated/resolverTypes.js'
import { networkOf } from './productView.js'

/** Most products in one page. */
export const maxPageSize = 50

/** Which products; what is null or absent does not narrow, but `onSale` absent means on sale. */
export interface ProductFilter {
  network?: Network | null | undefined
  onSale?: boolean | null | undefined
  minMonthlyFee?: number | null | undefined
  maxMonthlyFee?: number | null | undefined
  minDataGb?: number | null | undefined
  maxDataGb?: number | null | undefined
}

export interface ProductPage {
  items: { cursor: string; product: KosProduct }[]
  hasNextPage: boolean
  hasPreviousPage: boolean
  totalCount: number
}

/**
 * One page of the catalogue, cheapest first, then by code. The cursor names a place in that order and not a product, so
 * it still works after the product that it was taken from has left the list.
 *
 * @throws DomainError BAD_USER_INPUT for a bad page size, cursor or range.
 */
export function productPage(
  products: KosProduct[],
  { filter, first, after }: { filter: ProductFilter; first: number; after: string | null },
): ProductPage {
  if (!Number.isInteger(first) || first < 1 || first > maxPageSize) {
    throw badInput('first', `first는 1에서 ${maxPageSize} 사이여야 합니다.`)
  }
  requireRange(filter.minMonthlyFee, filter.maxMonthlyFee, 'minMonthlyFee')
  requireRange(filter.minDataGb, filter.maxDataGb, 'minDataGb')
  const place = after === null ? null : readCursor(after)
  const matching = products.filter((product) => matches(product, filter)).sort(compare)
  const start = place === null ? 0 : matching.filter((product) => compare(product, place) <= 0).length
  const shown = matching.slice(start, start + first)
  return {
    items: shown.map((product) => ({ cursor: writeCursor(product), product })),
    hasNextPage: start + shown.length < matching.length,
    hasPreviousPage: start > 0,
    totalCount: matching.length,
  }
}

type Place = Pick<KosProduct, 'monthlyFee' | 'code'>

function compare(a: Place, b: Place): number {
  if (a.monthlyFee !== b.monthlyFee) return a.monthlyFee - b.monthlyFee
  return a.code < b.code ? -1 : a.code > b.code ? 1 : 0
}

function matches(product: KosProduct, filter: ProductFilter): boolean {
  const onSale = filter.onSale === undefined ? true : filter.onSale
  if (onSale !== null && product.onSale !== onSale) return false
  if (filter.network && networkOf(product.network) !== filter.network) return false
  return (
    within(product.monthlyFee, filter.minMonthlyFee, filter.maxMonthlyFee) &&
    within(product.dataGb === 'unlimited' ? Infinity : product.dataGb, filter.minDataGb, filter.maxDataGb)
  )
}

/** A value that is not known lies in no range, but is let through where no range is asked for. */
function within(value: number | null, min: number | null | undefined, max: number | null | undefined): boolean {
  const low = min ?? null
  const high = max ?? null
  if (value === null) return low === null && high === null
  return (low === null || value >= low) && (high === null || value <= high)
}

function requireRange(min: number | null | undefined, max: number | null | undefined, argument: string): void {
  const [low, high] = [min ?? 0, max ?? Infinity]
  if (low < 0 || high < 0 || low > high) throw badInput(argument, '조건의 범위가 올바르지 않습니다.')
}

function writeCursor({ monthlyFee, code }: Place): string {
  return Buffer.from(`${monthlyFee}:${code}`).toString('base64url')
}

function readCursor(cursor: string): Place {
  const parts = /^(\d{1,12}):([A-Z0-9][A-Z0-9-]{2,39})$/.exec(Buffer.from(cursor, 'base64url').toString('utf8'))
  const place = parts && { monthlyFee: Number(parts[1]), code: parts[2] ?? '' }
  // Decoding is lenient: only what we would have written counts as a cursor.
  if (!place || writeCursor(place) !== cursor) throw badInput('after', '커서의 형식이 올바르지 않습니다.')
  return place
}

const badInput = (argument: string, message: string) =>
  new DomainError('BAD_USER_INPUT', message, { details: { argument } })
