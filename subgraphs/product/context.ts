import { type KosOrder } from '../../kos/client/kosOrder.js'
import { type SubgraphContext } from '../../platform/graphql/subgraphContext.js'
import { type LineIds } from '../../platform/privacy/lineIds.js'
import { type Catalogue } from './catalogue/catalogue.js'
import { type ProductChangeStore } from './productChange/productChangeStore.js'
import { type QuoteStore } from './quote/quoteStore.js'

/** What product's resolvers get: who is asking, KOS for this one request, and the stores. */
export interface Context extends SubgraphContext {
  kos: KosOrder
  catalogue: Catalogue
  lineIds: LineIds
  /** The blind index of a line's number: how a line is named in the database. */
  lineKeyOf: (lineNumber: string) => string
  changes: ProductChangeStore
  quotes: QuoteStore
  newId: () => string
}
