import { type KosOrder } from '../../kos/client/kosOrder.js'
import { type SubgraphContext } from '../../platform/graphql/subgraphContext.js'
import { type LineIds } from '../../platform/privacy/lineIds.js'
import { type BillDesk } from './billInquiry/billDesk.js'
import { type InquiryHistory } from './inquiryHistory/inquiryHistory.js'
import { type BreakerFollower } from './kosHealth/breakerFollower.js'
import { type KosHealthStore } from './kosHealth/kosHealthStore.js'
import { type KosMinuteStore } from './kosHealth/kosMinuteStore.js'

/** What billing's resolvers get: who is asking, KOS and the desk for this one request, and the history. */
export interface Context extends SubgraphContext {
  kos: KosOrder
  lineIds: LineIds
  bills: BillDesk
  history: InquiryHistory
  kosHealth: KosHealthStore
  kosMinutes: KosMinuteStore
  breakers: BreakerFollower
}
