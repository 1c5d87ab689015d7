import { describe, expect, it } from '@jest/globals'
import { type Candidate, filterCandidates, readFilter } from './candidateFilter.js'

const candidate = (code: string, product: Partial<Candidate['product']>, eligible = true): Candidate => ({
  eligible,
  lastSixMonthsCost: null,
  difference: null,
  freshness: { asOf: '2026-11-28T00:00:00Z', stale: false },
  product: {
    code,
    name: code,
    network: 'LTE',
    monthlyFee: 20_000,
    dataGb: 7,
    voiceMinutes: null,
    smsCount: null,
    unlimited: [],
    throttleKbps: null,
    overage: null,
    contractTerms: null,
    eligibility: null,
    description: null,
    ...product,
  },
})

const candidates = [
  candidate('small', { dataGb: 3, monthlyFee: 9_900 }),
  candidate('seven', {}),
  candidate('five', { network: 'FIVE_G', dataGb: 30, monthlyFee: 33_000 }),
  candidate('endless', { dataGb: null, unlimited: ['DATA'], monthlyFee: 69_000 }),
  candidate('untold', { dataGb: null }),
  candidate('senior', { monthlyFee: 12_100 }, false),
]
const found = (search: string) =>
  filterCandidates(candidates, readFilter(new URLSearchParams(search))).map(({ product }) => product.code)

describe('UFR-PROD-020 which plans are shown', () => {
  it.each([
    ['', ['small', 'seven', 'five', 'endless', 'untold', 'senior']],
    ['network=FIVE_G', ['five']],
    ['data=7', ['seven', 'five', 'endless', 'senior']],
    ['data=unlimited', ['endless']],
    ['fee=20000', ['small', 'seven', 'untold', 'senior']],
    ['mine=1&fee=20000', ['small', 'seven', 'untold']],
    ['data=7&fee=40000&network=LTE', ['seven', 'senior']],
    ['data=-1&fee=cheap', ['small', 'seven', 'five', 'endless', 'untold', 'senior']],
  ])('%s', (search, codes) => expect(found(search)).toEqual(codes))
})
