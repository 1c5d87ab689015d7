import { type YearMonth } from '../../platform/time/yearMonth.js'

/**
 * The port to KOS-Order, in our own words. The wire's spellings (two forms of a month, "12.3GB", -1 for unlimited,
 * snake_case lists) end at the edge of `kos/client`; whoever holds this port never sees them.
 *
 * An answer of KOS, also "no such line", is a value. What could not be learned by reading is thrown as
 * `KosUnavailable`; what became of a write is always a value.
 * A field that KOS did not send is null, never made up.
 */
export interface KosOrder {
  /** K1. `month` null asks for the current month of Asia/Seoul. */
  bill(lineNumber: string, month: YearMonth | null): Promise<KosAnswered<BillAnswer>>
  /** K2. Months that have a bill, newest first. */
  billMonths(lineNumber: string): Promise<KosAnswered<BillMonthsAnswer>>
  /** K3. The line's own product and state. */
  lineProduct(lineNumber: string): Promise<KosAnswered<LineProductAnswer>>
  /** K4. Every product, discontinued ones too. */
  productList(): Promise<KosAnswered<KosProduct[]>>
  /**
   * K5. Changes the line's plan. `requestId` is KOS's idempotency key. Sent once and never again by itself; what KOS or
   * the network does is the outcome, never an error.
   */
  changeProduct(order: KosLineOrder, limits?: SendLimits): Promise<KosSent<ProductChanged>>
  /** K6. Moves the line's contract discount from one product to the other; otherwise as K5. */
  transferContract(order: KosLineOrder, limits?: SendLimits): Promise<KosSent<ContractMoved>>
  /** K7. What became of an order, asked anew each time. A KOS without this operation answers 'unsupported'. */
  orderStatus(requestId: string): Promise<KosAnswered<OrderStatusAnswer>>
}

/** A K5 or K6. `from` and `to` are product codes. */
export interface KosLineOrder {
  lineNumber: string
  from: string
  to: string
  requestId: string
}

export interface SendLimits {
  /** `performance.now()` instant after which the request must not leave any more: a lease's end. */
  notAfter?: number
}

/** What came of one order that was to be sent. */
export type KosOrderOutcome<T> =
  | { kind: 'accepted'; answer: T }
  /** Nothing was applied: KOS said no, or (9001-9004) could not make sense of the request. */
  | { kind: 'refused'; resultCode: string }
  /** It left, and nobody here knows whether it was applied. */
  | { kind: 'inDoubt'; reason: string; resultCode: string | null }
  /** Nothing left this process. `retryAfterSeconds` is at least 1. */
  | { kind: 'notSent'; reason: string; retryAfterSeconds: number }
  /** This KOS has no such operation, so nothing was applied. */
  | { kind: 'unsupported' }

/** The same with the call that it took. */
export type KosSent<T> = KosOrderOutcome<T> & { calls: KosCallRecord[] }

/** PROCESSING: accepted, and applied later. */
export type KosOrderState = 'APPLIED' | 'PROCESSING'
export interface ProductChanged {
  kosOrderNumber: string | null
  state: KosOrderState
  /** 'YYYY-MM-DD' */
  effectiveOn: string | null
  newProductCode: string
}
export interface ContractMoved {
  kosOrderNumber: string | null
  state: KosOrderState
}
/** `unknown`: never seen, or accepted and not yet applied. */
export type OrderStatusAnswer =
  | { kind: 'applied'; kosOrderNumber: string | null; appliedAt: Date | null }
  | { kind: 'rejected' }
  | { kind: 'unknown' }
  | { kind: 'unsupported' }

/** What KOS answered, how old it is, and the calls that it took: the material of the processing record. */
export interface KosAnswered<T> {
  answer: T
  freshness: { asOf: Date; stale: boolean; source: 'KOS' | 'CACHE' }
  calls: KosCallRecord[]
}

export type KosOperation = 'K1' | 'K2' | 'K3' | 'K4' | 'K5' | 'K6' | 'K7'
export type BreakerState = 'CLOSED' | 'OPEN' | 'HALF_OPEN'
/** ANSWERED: KOS said something (also 1xxx…4xxx). SYSTEM_ERROR: 9999. NOT_SENT: we did not try. */
export type KosCallOutcome =
  'ANSWERED' | 'SYSTEM_ERROR' | 'HTTP_ERROR' | 'TIMED_OUT' | 'CONNECTION_FAILED' | 'CONTRACT_BROKEN' | 'NOT_SENT'

/** One attempt at one call. Times are wall clock; `durationMs` is monotonic. */
export interface KosCallRecord {
  operation: KosOperation
  requestId: string
  sentAt: Date
  answeredAt: Date | null
  outcome: KosCallOutcome
  resultCode: string | null
  cacheHit: boolean
  breakerState: BreakerState
  durationMs: number
  /** 1 for the first, 2 for the one retry of a read. */
  attempt: number
}

export type LineRefusal = { kind: 'noSuchLine' } | { kind: 'lineNotActive' }
export type BillAnswer =
  { kind: 'bill'; bill: KosBill; customer: KosCustomer | null } | { kind: 'noBill' } | LineRefusal
export type BillMonthsAnswer = { kind: 'months'; months: YearMonth[] } | LineRefusal
export type LineProductAnswer =
  { kind: 'product'; product: KosLineProduct; customer: KosCustomer | null } | { kind: 'noProduct' } | LineRefusal

export type KosLineStatus = 'ACTIVE' | 'SUSPENDED' | 'TERMINATED'
export interface KosCustomer {
  customerId: string | null
  customerName: string | null
  operatorCode: string | null
  lineStatus: KosLineStatus | null
}

export type KosBillLineType =
  | 'RECURRING'
  | 'ADD_ON'
  | 'VOICE_OVERAGE'
  | 'DATA_OVERAGE'
  | 'MESSAGE_OVERAGE'
  | 'ROAMING'
  | 'DEVICE_INSTALMENT'
  | 'INSTALMENT_INTEREST'
  | 'CONTRACT_DISCOUNT'
  | 'PROMO_DISCOUNT'
  | 'PRORATION'
  | 'CLAWBACK'
  | 'MICRO_PAYMENT'
  | 'LATE_FEE'
  | 'ROUNDING'

/** Amounts in whole won, VAT included. The amounts of `lineItems` sum to `totalFee`. */
export interface KosBill {
  month: YearMonth
  productCode: string
  productName: string
  monthlyFee: number
  usageFee: number
  discountAmount: number
  totalFee: number
  /** Null when the server sends no line items; the three sums above then still hold. */
  lineItems: { type: KosBillLineType; name: string; amount: number }[] | null
  usage: { dataMb: number | null; voiceSeconds: number | null; smsCount: number | null }
  state: 'PENDING' | 'CONFIRMED' | 'PAID' | 'UNPAID'
  /** 'YYYY-MM-DD' */
  dueDate: string | null
  vat: number | null
  unpaidAmount: number | null
  contract: KosContract | null
  terminationFee: number | null
  deviceInstalment: {
    deviceName: string
    monthlyAmount: number
    remainingMonths: number
    remainingAmount: number
  } | null
  payment: { method: string | null; status: string | null; dueDate: string | null; paidAt: Date | null } | null
}

/** `months` 12 or 24; dates 'YYYY-MM-DD'; `monthlyDiscount` positive won. */
export interface KosContract {
  type: string
  months: number
  startDate: string
  endDate: string
  monthlyDiscount: number
}

/** An allowance: a number in the unit of its name, 'unlimited', or null when KOS did not say. */
export type Allowance = number | 'unlimited' | null

export interface KosLineProduct {
  productCode: string
  productName: string
  monthlyFee: number
  dataGb: Allowance
  voiceMinutes: Allowance
  smsCount: Allowance
  status: string | null
  /** Since when the line is on this product (wire: contractDate, Asia/Seoul). */
  since: Date | null
}

export interface KosProduct {
  code: string
  name: string
  type: string | null
  monthlyFee: number
  dataGb: Allowance
  voiceMinutes: Allowance
  smsCount: Allowance
  network: string
  onSale: boolean
  description: string | null
  /** What follows is additive on the wire: null when the server does not send it. */
  operatorCode: string | null
  throttleKbps: number | null
  overage: 'METERED' | 'THROTTLED' | 'BLOCKED' | 'NONE' | null
  contractTerms: number[] | null
  promo: { fee: number; months: number } | null
  eligibility: string | null
}
