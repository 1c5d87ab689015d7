import { type KosAnswered, type KosBill } from '../../../kos/client/kosOrder.js'
import { type InquiryRequest } from '../inquiryHistory/inquiryHistory.js'
import { type OwnLine } from '../ownLine.js'

/** A bill on its way out, with the inquiry that it answers: what is looked up for it later is recorded there too. */
export interface ShownBill {
  __typename: 'Bill'
  inquiry: InquiryRequest
  line: OwnLine
  bill: KosBill
  freshness: KosAnswered<unknown>['freshness']
}
