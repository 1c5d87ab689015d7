import { type YearMonth } from '../../../platform/time/yearMonth.js'
import { type BillNotIssued, type LineNotActive, type TemporarilyUnavailable } from '../generated/resolverTypes.js'
import { type InquiryAnswer } from './billDesk.js'
import { lineNotActiveSentence, notIssuedSentence, unavailableSentence } from './sentences.js'
import { type ShownBill } from './shownBill.js'

type Named<T, N extends string> = T & { __typename: N }
export type BillResultView =
  | ShownBill
  | Named<BillNotIssued, 'BillNotIssued'>
  | Named<LineNotActive, 'LineNotActive'>
  | Named<TemporarilyUnavailable, 'TemporarilyUnavailable'>

/** The inquiry's answer as a member of the union. `current` is the month that it is in Seoul. */
export function billResult(answer: InquiryAnswer, current: YearMonth): BillResultView {
  switch (answer.kind) {
    case 'shown':
      return answer.shown
    case 'notIssued':
      return {
        __typename: 'BillNotIssued',
        month: answer.month,
        message: notIssuedSentence(answer.month, current),
        freshness: answer.freshness,
      }
    case 'lineNotActive':
      return { __typename: 'LineNotActive', message: lineNotActiveSentence, freshness: answer.freshness }
    case 'unavailable':
      return {
        __typename: 'TemporarilyUnavailable',
        message: unavailableSentence,
        retryAfterSeconds: answer.because.retryAfterSeconds,
      }
    default:
      return answer satisfies never
  }
}
