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
import { type Conclusion, type InquiryHistory, type InquiryRequest } from '../inquiryHistory/inquiryHistory.js'
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
    async billBefore({ inquiry, line, bill }) {
      const { answer, freshness } = await recordedCall(
        parts,
        inquiry,
        parts.kos.bill(line.lineNumber, addMonths(bill.month, -1)),
      )
      return answer.kind === 'bill' ? { bill: answer.bill, freshness } : null
    },
    async planOf({ inquiry, bill }) {
      try {
        const { answer, freshness } = await recordedCall(parts, inquiry, parts.kos.productList())
        const plan = answer.find((product) => product.code === bill.productCode)
        return plan ? { plan, freshness } : null
      } catch (error) {
        if (error instanceof KosUnavailable) return null
        throw error
      }
    },
  }
}

/**
 * The request record is under way before KOS is asked, and the answer leaves when both records are safe: so no bill is
 * seen without its trace. Nobody waits between the two, so that they may become safe in one commit.
 */
async function inquire(parts: BillDeskParts, line: OwnLine, month: YearMonth): Promise<InquiryAnswer> {
  const { history, trace, clock, newId } = parts
  const inquiry = { id: newId(), requestedAt: clock(), ...line, month, traceId: trace.traceId }
  // Whichever fails first is the failure, and the other one's is heard and let go.
  const [, answer] = await Promise.all([history.recordRequest(inquiry), askKos(parts, inquiry, line)])
  return answer
}

async function askKos(parts: BillDeskParts, inquiry: InquiryRequest, line: OwnLine): Promise<InquiryAnswer> {
  const answered = await parts.kos.bill(inquiry.lineNumber, inquiry.month).catch(unavailable)
  const { conclusion, answer } = concluded(answered, inquiry, line)
  await record(parts, inquiry, answered.calls, conclusion)
  return answer
}

function concluded(
  answered: KosAnswered<BillAnswer> | KosUnavailable,
  inquiry: InquiryRequest,
  line: OwnLine,
): { conclusion: Conclusion; answer: InquiryAnswer } {
  if (answered instanceof KosUnavailable)
    return { conclusion: 'UNAVAILABLE', answer: { kind: 'unavailable', because: answered } }
  const { answer, freshness } = answered
  switch (answer.kind) {
    case 'bill':
      return {
        conclusion: 'SHOWN',
        answer: { kind: 'shown', shown: { __typename: 'Bill', inquiry, line, bill: answer.bill, freshness } },
      }
    case 'noBill':
      return { conclusion: 'NOT_ISSUED', answer: { kind: 'notIssued', month: inquiry.month, freshness } }
    // The customer's own line, which KOS does not know: for the customer that is a line not in use.
    case 'noSuchLine':
    case 'lineNotActive':
      return { conclusion: 'LINE_NOT_ACTIVE', answer: { kind: 'lineNotActive', freshness } }
    default:
      return answer satisfies never
  }
}

/**
 * A call made for a field of a bill: recorded with its inquiry, whether it brought an answer or not. What a cache knew
 * asked KOS nothing, and leaves no record: the inquiry itself says that the customer was shown something.
 */
async function recordedCall<T>(
  parts: BillDeskParts,
  inquiry: InquiryRequest,
  call: Promise<KosAnswered<T>>,
): Promise<KosAnswered<T>> {
  const answered = await call.catch(unavailable)
  const calls = answered.calls.filter(({ cacheHit }) => !cacheHit)
  if (calls.length > 0) await record(parts, inquiry, calls, null)
  if (answered instanceof KosUnavailable) throw answered
  return answered
}

function record(
  { history, trace, clock }: BillDeskParts,
  inquiry: InquiryRequest,
  calls: KosAnswered<unknown>['calls'],
  concludes: Conclusion | null,
): Promise<void> {
  return history.recordProcessing({ inquiry, traceId: trace.traceId, recordedAt: clock(), calls, concludes })
}

function unavailable(error: unknown): KosUnavailable {
  if (error instanceof KosUnavailable) return error
  throw error
}
