import { type Freshness } from '../../../kos/client/freshness.js'
import {
  type BillAnswer,
  type KosAnswered,
  type KosBill,
  type KosOrder,
  type KosProduct,
} from '../../../kos/client/kosOrder.js'
import { KosUnavailable } from '../../../kos/client/kosUnavailable.js'
import { type Trace } from '../../../platform/telemetry/trace.js'
import { type Clock } from '../../../platform/time/clock.js'
import { addMonths, type YearMonth } from '../../../platform/time/yearMonth.js'
import { type Conclusion, type InquiryHistory } from '../inquiryHistory/inquiryHistory.js'
import { type OwnLine } from '../ownLine.js'
import { type ShownBill } from './shownBill.js'

/** What an inquiry came to. */
export type InquiryAnswer =
  | { kind: 'shown'; shown: ShownBill }
  | { kind: 'notIssued'; month: YearMonth; freshness: Freshness }
  | { kind: 'lineNotActive'; freshness: Freshness }
  | { kind: 'unavailable'; because: KosUnavailable }

/** Where one request asks for bills. Whatever KOS is asked here leaves its records before the answer is given. */
export interface BillDesk {
  /** The same bill asked for twice in one request is one inquiry. @throws DomainError SERVICE_UNAVAILABLE if unrecorded */
  ask(line: OwnLine, month: YearMonth): Promise<InquiryAnswer>
  /** The bill of the month before; null when there is none. @throws KosUnavailable */
  billBefore(shown: ShownBill): Promise<{ bill: KosBill; freshness: Freshness } | null>
  /** The plan of the bill, for its allowances; null when KOS does not list it, or cannot be asked. */
  planOf(shown: ShownBill): Promise<{ plan: KosProduct; freshness: Freshness } | null>
}

export interface BillDeskParts {
  kos: KosOrder
  history: InquiryHistory
  trace: Trace
  clock: Clock
  newId: () => string
}

/** The desk of one request. */
export function createBillDesk(parts: BillDeskParts): BillDesk {
  const asked = new Map<string, Promise<InquiryAnswer>>()
  return {
    ask(line, month) {
      const key = `${line.lineId}.${month}`
      const inquiry = asked.get(key) ?? inquire(parts, line, month)
      asked.set(key, inquiry)
      return inquiry
    },
    async billBefore({ inquiryId, line, bill }) {
      const { answer, freshness } = await recordedCall(
        parts,
        inquiryId,
        parts.kos.bill(line.lineNumber, addMonths(bill.month, -1)),
      )
      return answer.kind === 'bill' ? { bill: answer.bill, freshness } : null
    },
    async planOf({ inquiryId, bill }) {
      try {
        const { answer, freshness } = await recordedCall(parts, inquiryId, parts.kos.productList())
        const plan = answer.find((product) => product.code === bill.productCode)
        return plan ? { plan, freshness } : null
      } catch (error) {
        if (error instanceof KosUnavailable) return null
        throw error
      }
    },
  }
}

/** Request record, KOS, processing record, answer: in this order, so that no bill is seen without its trace. */
async function inquire(parts: BillDeskParts, line: OwnLine, month: YearMonth): Promise<InquiryAnswer> {
  const { history, kos, trace, clock, newId } = parts
  const id = newId()
  await history.recordRequest({ id, requestedAt: clock(), ...line, month, traceId: trace.traceId })
  const answered = await kos.bill(line.lineNumber, month).catch(unavailable)
  const { conclusion, answer } = concluded(answered, { inquiryId: id, line, month })
  await record(parts, id, answered.calls, conclusion)
  return answer
}

function concluded(
  answered: KosAnswered<BillAnswer> | KosUnavailable,
  { inquiryId, line, month }: { inquiryId: string; line: OwnLine; month: YearMonth },
): { conclusion: Conclusion; answer: InquiryAnswer } {
  if (answered instanceof KosUnavailable)
    return { conclusion: 'UNAVAILABLE', answer: { kind: 'unavailable', because: answered } }
  const { answer, freshness } = answered
  switch (answer.kind) {
    case 'bill':
      return {
        conclusion: 'SHOWN',
        answer: { kind: 'shown', shown: { __typename: 'Bill', inquiryId, line, bill: answer.bill, freshness } },
      }
    case 'noBill':
      return { conclusion: 'NOT_ISSUED', answer: { kind: 'notIssued', month, freshness } }
    // The customer's own line, which KOS does not know: for the customer that is a line not in use.
    case 'noSuchLine':
    case 'lineNotActive':
      return { conclusion: 'LINE_NOT_ACTIVE', answer: { kind: 'lineNotActive', freshness } }
    default:
      return answer satisfies never
  }
}

/** A call made for a field of a bill: recorded with its inquiry, whether it brought an answer or not. */
async function recordedCall<T>(
  parts: BillDeskParts,
  inquiryId: string,
  call: Promise<KosAnswered<T>>,
): Promise<KosAnswered<T>> {
  const answered = await call.catch(unavailable)
  await record(parts, inquiryId, answered.calls, null)
  if (answered instanceof KosUnavailable) throw answered
  return answered
}

function record(
  { history, trace, clock }: BillDeskParts,
  inquiryId: string,
  calls: KosAnswered<unknown>['calls'],
  concludes: Conclusion | null,
): Promise<void> {
  return history.recordProcessing({ inquiryId, traceId: trace.traceId, recordedAt: clock(), calls, concludes })
}

function unavailable(error: unknown): KosUnavailable {
  if (error instanceof KosUnavailable) return error
  throw error
}
