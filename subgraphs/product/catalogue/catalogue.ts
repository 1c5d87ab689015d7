import { type KosOrder, type KosProduct } from '../../../kos/client/kosOrder.js'

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
