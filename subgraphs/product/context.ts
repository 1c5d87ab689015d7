import { type KosOrder } from '../../kos/client/kosOrder.js'
import { type SubgraphContext } from '../../platform/graphql/subgraphContext.js'
import { type FieldCipher } from '../../platform/privacy/fieldCipher.js'
import { type LineIds } from '../../platform/privacy/lineIds.js'
import { type Clock } from '../../platform/time/clock.js'
import { type ChangeEventStore } from '../../saga/productChange/eventStore/changeEventStore.js'
import { type ChangeReadStore } from '../../saga/productChange/readSide/changeReadStore.js'
import { type Catalogue } from './catalogue/catalogue.js'
import { type ChangeHistory } from './productChange/changeHistory.js'
import { type ChangeFollower } from './productChange/changeFollower.js'
import { type QuoteStore } from './quote/quoteStore.js'

/** What product's resolvers get: who is asking, KOS for this one request, and the stores. */
export interface Context extends SubgraphContext {
  kos: KosOrder
  /** The same for quotes and the checks before a change, which rest on nothing old. */
  kosForDecisions: KosOrder
  catalogue: Catalogue
  lineIds: LineIds
  /** Blind indexes name lines and customers in the database; what is about people is encrypted. */
  cipher: FieldCipher
  changes: ChangeReadStore
  events: ChangeEventStore
  /** The streams of this request's changes, each read once. */
  history: ChangeHistory
  follower: ChangeFollower
  quotes: QuoteStore
  newId: () => string
  clock: Clock
}
