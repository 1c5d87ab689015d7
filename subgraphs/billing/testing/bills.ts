import { type KosBill, type KosBillLineType } from '../../../kos/client/kosOrder.js'
import { toYearMonth } from '../../../platform/time/yearMonth.js'

/** A bill for tests; the sums follow from the items unless given. */
export function billWith(items: [KosBillLineType, number][] | null, changes: Partial<KosBill> = {}): KosBill {
  const lineItems = items?.map(([type, amount]) => ({ type, name: type, amount })) ?? null
  const sum = (of: (type: KosBillLineType) => boolean) =>
    (lineItems ?? []).reduce((total, item) => total + (of(item.type) ? item.amount : 0), 0)
  const monthlyFee = sum((type) => type === 'RECURRING' || type === 'PRORATION')
  const discountAmount = 0 - sum((type) => type.endsWith('DISCOUNT'))
  const totalFee = sum(() => true)
  return {
    month: toYearMonth('2026-11'),
    productCode: 'P1',
    productName: '요금제 1',
    monthlyFee,
    usageFee: totalFee - monthlyFee + discountAmount,
    discountAmount,
    totalFee,
    lineItems,
    usage: { dataMb: null, voiceSeconds: null, smsCount: null },
    state: 'CONFIRMED',
    dueDate: null,
    vat: null,
    unpaidAmount: null,
    contract: null,
    terminationFee: null,
    deviceInstalment: null,
    payment: null,
    ...changes,
  }
}

/** A repeatable source of numbers in [0, 1). */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return state / 2_147_483_648
  }
}
