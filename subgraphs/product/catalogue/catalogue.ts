import { type KosLineProduct, type KosOrder, type KosProduct } from '../../../kos/client/kosOrder.js'

/** KOS's product list, asked for at most once in a request. */
export interface Catalogue {
  /** @throws KosUnavailable */
  answered(): ReturnType<KosOrder['productList']>
  /** @throws KosUnavailable */
  all(): Promise<KosProduct[]>
  /** Null when KOS knows no such code. @throws KosUnavailable */
  find(code: string): Promise<KosProduct | null>
}

/** One request's view of the catalogue. */
export function createCatalogue(kos: Pick<KosOrder, 'productList'>): Catalogue {
  let asked: ReturnType<KosOrder['productList']> | undefined
  const answered = () => (asked ??= kos.productList())
  const all = async () => (await answered()).answer
  return {
    answered,
    all,
    find: async (code) => (await all()).find((product) => product.code === code) ?? null,
  }
}

/**
 * The line's own product as the catalogue has it. One that KOS does not list is shown by what the line's answer says of
 * it: not on sale, its network and the additive facts unknown.
 */
export function productOfLine(line: KosLineProduct, listed: KosProduct | null): KosProduct {
  if (listed) return listed
  return {
    code: line.productCode,
    name: line.productName,
    type: null,
    monthlyFee: line.monthlyFee,
    dataGb: line.dataGb,
    voiceMinutes: line.voiceMinutes,
    smsCount: line.smsCount,
    network: '',
    onSale: false,
    description: null,
    operatorCode: null,
    throttleKbps: null,
    overage: null,
    contractTerms: null,
    promo: null,
    eligibility: null,
  }
}
