import { type Freshness } from '../../../kos/client/freshness.js'
import { type Allowance, type KosProduct } from '../../../kos/client/kosOrder.js'
import { type AllowanceKind, type Network, type Product } from '../generated/resolverTypes.js'

/** A product in the words of the schema; `freshness` null for one that is told from our own records. */
export function productView(product: KosProduct, freshness: Freshness | null): Product & { __typename: 'Product' } {
  return {
    __typename: 'Product',
    code: product.code,
    name: product.name,
    network: networkOf(product.network),
    monthlyFee: product.monthlyFee,
    onSale: product.onSale,
    freshness,
    dataGb: limit(product.dataGb),
    voiceMinutes: limit(product.voiceMinutes),
    smsCount: limit(product.smsCount),
    unlimited: unlimited(product),
    throttleKbps: product.throttleKbps,
    overage: product.overage,
    contractTerms: product.contractTerms,
    promo: product.promo,
    eligibility: product.eligibility,
    description: product.description,
  }
}

/** KOS names networks '5G', 'LTE', '3G'; an enum value cannot begin with a digit. */
export function networkOf(name: string): Network {
  switch (name) {
    case '5G':
      return 'FIVE_G'
    case 'LTE':
      return 'LTE'
    case '3G':
      return 'THREE_G'
    default:
      return 'OTHER'
  }
}

const limit = (allowance: Allowance) => (allowance === 'unlimited' ? null : allowance)

function unlimited({ dataGb, voiceMinutes, smsCount }: KosProduct): AllowanceKind[] {
  const kinds: [AllowanceKind, Allowance][] = [
    ['DATA', dataGb],
    ['VOICE', voiceMinutes],
    ['SMS', smsCount],
  ]
  return kinds.filter(([, allowance]) => allowance === 'unlimited').map(([kind]) => kind)
}
