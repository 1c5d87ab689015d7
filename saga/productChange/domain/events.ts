import { type KosProduct } from '../../../kos/client/kosOrder.js'
import { type MadeCheck } from '../precheck/runPrecheck.js'
import { type ChangeTiming } from './changeTiming.js'

/** The three things that a product change writes at KOS: the new plan, the contract moved to it, the old plan back. */
export type WriteStep = 'CHANGE' | 'TRANSFER' | 'COMPENSATION'

/**
 * How it is known that a write took effect. ANSWER: KOS said so at once. ORDER_STATUS: K7. READ_BACK: K3 shows it.
 * OPERATOR: a person says so.
 */
export type LearnedBy = 'ANSWER' | 'ORDER_STATUS' | 'READ_BACK' | 'OPERATOR'

/** The line's contract before the change. UNKNOWN: this KOS does not send contracts, or there was no bill to read it from. */
export type ContractFact = { kind: 'NONE' } | { kind: 'UNKNOWN' } | { kind: 'CONTRACT'; months: number }

/** Who did something by hand, and why. Both are encrypted: they are about people. */
export interface ByHand {
  by: string
  why: string
}

/** What the customer asked for. Everything that the saga needs is in here: nobody else is asked again. */
export interface Requested {
  definitionVersion: number
  /** The line's number, sealed; and its blind index. */
  lineId: string
  lineKey: string
  /** Blind index of the customer's id. */
  customerKey: string
  /** The line's plan; null while KOS could not tell. */
  fromCode: string | null
  toCode: string
  from: KosProduct | null
  to: KosProduct | null
  timing: ChangeTiming
  /** First day on the new plan, 'YYYY-MM-DD' in Asia/Seoul. */
  effectiveOn: string
  /** ISO instant before which nothing is begun. */
  startsAt: string
  /** What the customer's age entitles them to. */
  eligibility: string[]
  /** The quote that was accepted, and what binds: the fee, won a month with VAT, and whether its loss of the contract was. */
  accepted: { quoteId: string; fromNextMonth: number; contractLossAccepted: boolean } | null
  traceId: string
  /** Names the request in which it was asked for, so that what is done for it belongs to the same trace. Events of before have none. */
  traceparent?: string
}

/** What happened, in the past tense. Stored as it stands here; a field may be added, none may change its meaning. */
export type ChangeEvent =
  | { type: 'Requested'; data: Requested }
  | { type: 'Started'; data: Record<string, never> }
  | {
      type: 'Prechecked'
      data: { checks: MadeCheck[]; fromCode: string; from: KosProduct; to: KosProduct; contract: ContractFact }
    }
  | { type: 'Rejected'; data: { code: string; message: string; checks: MadeCheck[] | null } }
  | { type: 'Cancelled'; data: { by: string } }
  | { type: 'KosChangeRequested'; data: SentOrder }
  | { type: 'ContractTransferRequested'; data: SentOrder }
  | { type: 'CompensationRequested'; data: SentOrder }
  /** For certain, nothing left this process. */
  | { type: 'NotSent'; data: { step: WriteStep; reason: string } }
  /** It was sent, and whether it took effect is not known. */
  | { type: 'InDoubt'; data: { step: WriteStep; reason: string } }
  /** It is known now. What follows is the step's own event, or the order once more. */
  | { type: 'DoubtResolved'; data: { step: WriteStep; applied: boolean; learnedBy: LearnedBy } }
  | { type: 'KosChanged'; data: { kosOrderNumber: string | null; effectiveOn: string | null; learnedBy: LearnedBy } }
  | { type: 'ContractTransferred'; data: { kosOrderNumber: string | null; learnedBy: LearnedBy } }
  | { type: 'ContractLeft'; data: { reason: 'LOSS_ACCEPTED' | 'NO_CONTRACT' | 'UNSUPPORTED' } }
  | { type: 'ContractTransferRefused'; data: { resultCode: string } }
  /** KOS does not take the old plan back. */
  | { type: 'CompensationRefused'; data: { resultCode: string } }
  /** The old plan is back. */
  | { type: 'KosChangedBack'; data: { kosOrderNumber: string | null; learnedBy: LearnedBy } }
  | { type: 'ReadBackConfirmed'; data: { productCode: string; learnedBy: LearnedBy } }
  | { type: 'BillingTold'; data: { lineVersion: number } }
  | { type: 'Completed'; data: Record<string, never> }
  | { type: 'Compensated'; data: Record<string, never> }
  | { type: 'AttentionNeeded'; data: { code: string; message: string } }
  | { type: 'OperatorRetried'; data: ByHand }
  | { type: 'OperatorMarkedApplied'; data: ByHand & { kosOrderNumber: string } }
  | { type: 'OperatorOrderedCompensation'; data: ByHand }
  | { type: 'OperatorNoted'; data: { by: string; note: string } }

/** An order to KOS that is about to go out: committed before it does. `requestId` is KOS's idempotency key. */
export interface SentOrder {
  requestId: string
  from: string
  to: string
}

export type ChangeEventType = ChangeEvent['type']

/** An event in its stream. */
export type RecordedEvent = ChangeEvent & {
  /** 1 for the first, without a gap. */
  version: number
  at: Date
}
