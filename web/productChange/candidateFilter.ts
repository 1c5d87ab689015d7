import { type CandidatesQuery } from '../generated/operations.js'

export type Candidate = NonNullable<CandidatesQuery['line']>['changeCandidates'][number]

/** What the customer looks for. It is kept in the address, so that it stays on reload and on the way back. */
export interface CandidateFilter {
  network: string | null
  /** GB a month at least; unlimited is always enough. */
  minDataGb: number | 'unlimited' | null
  /** Won a month at most. */
  maxMonthlyFee: number | null
  onlyEligible: boolean
}

/** Reads it from an address. What one cannot make sense of does not narrow. */
export function readFilter(search: URLSearchParams): CandidateFilter {
  const data = search.get('data')
  return {
    network: search.get('network'),
    minDataGb: data === 'unlimited' ? data : positive(data),
    maxMonthlyFee: positive(search.get('fee')),
    onlyEligible: search.get('mine') === '1',
  }
}

/** The plans that fit, in the order in which they came: cheapest over the last six months first. */
export function filterCandidates(candidates: readonly Candidate[], filter: CandidateFilter): Candidate[] {
  const { network, minDataGb, maxMonthlyFee, onlyEligible } = filter
  return candidates.filter(
    ({ eligible, product }) =>
      (network === null || product.network === network) &&
      (maxMonthlyFee === null || product.monthlyFee <= maxMonthlyFee) &&
      (!onlyEligible || eligible) &&
      hasData(product, minDataGb),
  )
}

function hasData({ unlimited, dataGb }: Candidate['product'], least: CandidateFilter['minDataGb']): boolean {
  if (least === null || unlimited.includes('DATA')) return true
  return least !== 'unlimited' && dataGb !== null && dataGb >= least
}

function positive(text: string | null): number | null {
  const number = Number(text)
  return text !== null && Number.isFinite(number) && number > 0 ? number : null
}
