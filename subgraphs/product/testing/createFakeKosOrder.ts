import { type KosClient } from '../../../kos/client/createKosOrder.js'
import {
  type BillAnswer,
  type ContractMoved,
  type KosAnswered,
  type KosBill,
  type KosCustomer,
  type KosOrder,
  type KosProduct,
  type KosSent,
  type LineProductAnswer,
  type OrderStatusAnswer,
  type ProductChanged,
} from '../../../kos/client/kosOrder.js'
import { KosUnavailable } from '../../../kos/client/kosUnavailable.js'
import { toYearMonth } from '../../../platform/time/yearMonth.js'

/** A client that gives this KOS to every request. */
export function fakeKosClient(kos: () => KosOrder): KosClient {
  return {
    forRequest: kos,
    forDecision: kos,
    warmUp: { begin: () => undefined, idle: () => Promise.resolve(), stop: () => Promise.resolve() },
    breakerState: () => 'CLOSED',
    writeBreaker: () => ({ state: 'CLOSED', retryAfterSeconds: null }),
    operations: () => [],
    close: () => Promise.resolve(),
  }
}

/** A KOS that answers from memory. Change `state` to change what it says. */
export interface FakeKosOrder extends KosOrder {
  state: {
    products: KosProduct[]
    line: LineProductAnswer
    /** By month; '' for the current one (asked for without a month). */
    bills: Record<string, BillAnswer>
    change: KosSent<ProductChanged>
    transfer: KosSent<ContractMoved>
    order: OrderStatusAnswer
    /** Reads fail. What writes come to is `change` and `transfer` alone. */
    down: boolean
    stale: boolean
  }
  /** What was asked, in order: 'K1 2026-10', 'K3', 'K4', 'K5 A->B', 'K6 A->B', 'K7 id'. */
  asked: string[]
}

export function createFakeKosOrder(state: Partial<FakeKosOrder['state']> = {}): FakeKosOrder {
  const fake: FakeKosOrder = {
    state: {
      products: [],
      line: { kind: 'noProduct' },
      bills: {},
      change: { kind: 'notSent', reason: 'not set', retryAfterSeconds: 1, calls: [] },
      transfer: { kind: 'notSent', reason: 'not set', retryAfterSeconds: 1, calls: [] },
      order: { kind: 'unknown' },
      down: false,
      stale: false,
      ...state,
    },
    asked: [],
    bill: (_, month) => answer(`K1 ${month ?? ''}`, () => fake.state.bills[month ?? ''] ?? { kind: 'noBill' }),
    billMonths: () => answer('K2', () => ({ kind: 'months', months: [] })),
    lineProduct: () => answer('K3', () => fake.state.line),
    productList: () => answer('K4', () => fake.state.products),
    changeProduct: ({ from, to }) => send(`K5 ${from}->${to}`, () => fake.state.change),
    transferContract: ({ from, to }) => send(`K6 ${from}->${to}`, () => fake.state.transfer),
    orderStatus: (requestId) => answer(`K7 ${requestId}`, () => fake.state.order),
  }
  async function send<T>(order: string, value: () => KosSent<T>): Promise<KosSent<T>> {
    fake.asked.push(order)
    await Promise.resolve()
    return value()
  }
  async function answer<T>(question: string, value: () => T): Promise<KosAnswered<T>> {
    fake.asked.push(question.trim())
    await Promise.resolve()
    if (fake.state.down) throw new KosUnavailable('down', { retryAfterSeconds: 7, calls: [] })
    const freshness = { asOf: new Date(0), stale: fake.state.stale, source: 'KOS' as const }
    return { answer: value(), freshness, calls: [] }
  }
  return fake
}

export function kosProduct(facts: Partial<KosProduct> = {}): KosProduct {
  return {
    code: 'LTE-PLUS-007',
    name: '데이터든든 7GB+',
    type: 'POSTPAID',
    monthlyFee: 19_800,
    dataGb: 7,
    voiceMinutes: 'unlimited',
    smsCount: 'unlimited',
    network: 'LTE',
    onSale: true,
    description: null,
    operatorCode: 'KT',
    throttleKbps: 1_000,
    overage: 'THROTTLED',
    contractTerms: [0, 12],
    promo: null,
    eligibility: null,
    ...facts,
  }
}

export function lineOn(
  productCode: string,
  facts: { since?: Date | null; customer?: Partial<KosCustomer> } = {},
): Extract<LineProductAnswer, { kind: 'product' }> {
  return {
    kind: 'product',
    product: {
      productCode,
      productName: '현재 요금제',
      monthlyFee: 33_000,
      dataGb: 11,
      voiceMinutes: 'unlimited',
      smsCount: 'unlimited',
      status: 'ACTIVE',
      since: facts.since === undefined ? new Date('2025-01-01T00:00:00+09:00') : facts.since,
    },
    customer: {
      customerId: 'K1',
      customerName: '홍길동',
      operatorCode: 'KT',
      lineStatus: 'ACTIVE',
      ...facts.customer,
    },
  }
}

export function billOf(facts: Partial<KosBill> = {}): Extract<BillAnswer, { kind: 'bill' }> {
  const bill: KosBill = {
    month: toYearMonth('2026-11'),
    productCode: 'LTE-MAX-011',
    productName: '데이터맘껏 11GB+',
    monthlyFee: 33_000,
    usageFee: 0,
    discountAmount: 0,
    totalFee: 33_000,
    lineItems: [],
    usage: { dataMb: 0, voiceSeconds: 0, smsCount: 0 },
    state: 'CONFIRMED',
    dueDate: null,
    vat: null,
    unpaidAmount: null,
    contract: null,
    terminationFee: null,
    deviceInstalment: null,
    payment: null,
    ...facts,
  }
  return { kind: 'bill', bill, customer: null }
}
