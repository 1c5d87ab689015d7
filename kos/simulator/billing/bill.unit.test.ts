import { describe, expect, it } from '@jest/globals'
import { findPlan } from '../catalogue.js'
import { createPopulation } from '../population/population.js'
import { addMonths, dateIn, daysIn } from '../seoulTime.js'
import { billMonths, billOf, type Bill } from './bill.js'
import { createTimeline } from './timeline.js'

const key = { seed: 20_260_901, anchor: '2026-11-22' }
const population = createPopulation(key)
const lineAt = (customer: number, ordinal = 0) => {
  const line = population.linesOf(population.customer(customer))[ordinal]
  if (!line) throw new Error('no such line')
  return line
}
const billsOf = (line: ReturnType<typeof lineAt>, today = key.anchor): Bill[] =>
  billMonths(line, today).flatMap(
    (month) => billOf({ seed: key.seed, line, timeline: createTimeline(line, []), today }, month) ?? [],
  )

const sample = Array.from({ length: 1_000 }, (_, i) => i * 10).flatMap((index) =>
  population.linesOf(population.customer(index)),
)
const bills = sample.flatMap((line) => billsOf(line).map((bill) => ({ line, bill })))
const sumOf = (bill: Bill, ...types: string[]) =>
  bill.items.reduce((sum, { type, amount }) => (types.includes(type) ? sum + amount : sum), 0)

describe('KOS simulator: bills', () => {
  it('UFR-BILL-030 line items sum to the total, and the three sums hold, on every bill', () => {
    expect(bills.length).toBeGreaterThan(14_000)
    const wrong = bills.filter(
      ({ bill }) =>
        bill.items.reduce((sum, { amount }) => sum + amount, 0) !== bill.totalFee ||
        bill.monthlyFee + bill.usageFee - bill.discountAmount !== bill.totalFee ||
        bill.totalFee % 10 !== 0 ||
        Math.min(bill.totalFee, bill.usageFee, bill.discountAmount) < 0 ||
        bill.items.some(({ amount }) => !Number.isSafeInteger(amount) || amount === 0),
    )
    expect(wrong).toEqual([])
  })

  it('UFR-BILL-030 every type of line item is met', () => {
    const types = new Set(bills.flatMap(({ bill }) => bill.items.map(({ type }) => type)))
    expect([...types].sort()).toEqual(
      [
        'RECURRING',
        'ADD_ON',
        'VOICE_OVERAGE',
        'DATA_OVERAGE',
        'MESSAGE_OVERAGE',
        'ROAMING',
        'DEVICE_INSTALMENT',
        'INSTALMENT_INTEREST',
        'CONTRACT_DISCOUNT',
        'PROMO_DISCOUNT',
        'PRORATION',
        'MICRO_PAYMENT',
        'LATE_FEE',
        'ROUNDING',
      ].sort(),
    )
  })

  it('UFR-BILL-030 usage explains overage on whole months of one plan', () => {
    for (const { line, bill } of bills) {
      const plan = findPlan(bill.planCode)
      if (!plan || bill.segments.length !== 1 || bill.segments[0]?.fromDay !== 1) continue
      const { usage } = bill
      const voice = plan.voiceMin < 0 ? 0 : Math.max(0, usage.voiceSeconds - plan.voiceMin * 60)
      expect(sumOf(bill, 'VOICE_OVERAGE')).toBe(Math.floor((voice * 198) / 100))
      expect(sumOf(bill, 'MESSAGE_OVERAGE')).toBe(
        plan.smsCount < 0 ? 0 : Math.max(0, usage.smsCount - plan.smsCount) * 22,
      )
      const metered = plan.dataOverage === 'METERED' && !line.addOns.some((code) => /QOS|BLOCK/.test(code))
      const data = metered ? Math.max(0, usage.dataMb - (plan.dataGb + usage.extraDataGb) * 1024) : 0
      expect(sumOf(bill, 'DATA_OVERAGE')).toBe(Math.min(165_000, Math.floor((data * 22_528) / 1000)))
      if (plan.dataOverage === 'BLOCKED') expect(usage.dataMb).toBeLessThanOrEqual(plan.dataGb * 1024)
    }
  })

  it('UFR-BILL-030 contracts explain discounts: a quarter of the fee while one holds all month', () => {
    let met = 0
    for (const { bill } of bills) {
      const fee = findPlan(bill.planCode)?.monthlyFee ?? 0
      if (!bill.contract) continue
      expect(bill.contract.monthlyDiscount).toBe(Math.floor(fee / 4))
      if (
        bill.contract.startDate > dateIn(bill.month, 1) ||
        bill.contract.endDate < dateIn(bill.month, daysIn(bill.month))
      )
        continue
      met += 1
      expect(sumOf(bill, 'CONTRACT_DISCOUNT')).toBe(-Math.floor(fee / 4))
    }
    expect(met).toBeGreaterThan(400)
    for (const { line, bill } of bills)
      if (!line.contract)
        expect([bill.contract, sumOf(bill, 'CONTRACT_DISCOUNT'), bill.terminationFee]).toEqual([null, 0, 0])
  })

  it('UFR-BILL-010 has a bill for thirteen months, or for fewer since the line was opened', () => {
    expect(billsOf(lineAt(0)).map(({ month }) => month)).toEqual(
      Array.from({ length: 13 }, (_, ago) => addMonths('2026-11', -ago)),
    )
    const newcomers = sample.filter(({ joinDate, provisioned }) => provisioned && joinDate >= '2026-02-01')
    expect(newcomers.length).toBeGreaterThan(40)
    for (const line of newcomers) expect(billsOf(line).at(-1)?.month).toBe(line.joinDate.slice(0, 7))
    expect(
      billOf(
        { seed: key.seed, line: lineAt(0), timeline: createTimeline(lineAt(0), []), today: key.anchor },
        '2025-10',
      ),
    ).toBeNull()
  })

  it('UFR-BILL-030 this month is PENDING, the last CONFIRMED until due, older ones PAID or UNPAID', () => {
    const line = { ...lineAt(0), dueDay: 25 }
    const states = (today: string) =>
      billsOf(line, today)
        .slice(0, 3)
        .map(({ state }) => state)
    expect(states('2026-11-22')).toEqual(['PENDING', 'CONFIRMED', 'PAID'])
    expect(states('2026-11-26')).toEqual(['PENDING', 'PAID', 'PAID'])
    const debtor = { ...line, unpaidFrom: '2026-09' }
    const [november, october, september] = billsOf(debtor, '2026-11-22')
    expect([november?.state, october?.state, september?.state]).toEqual(['PENDING', 'CONFIRMED', 'UNPAID'])
    expect(september?.payment).toMatchObject({ status: 'OVERDUE', paidAt: null })
    expect(november?.unpaidAmount).toBe(september?.totalFee)
    expect(sumOf(october as Bill, 'LATE_FEE')).toBe(
      Math.floor(
        ((september?.items ?? []).reduce((sum, { type, amount }) => (type === 'ROUNDING' ? sum : sum + amount), 0) *
          2) /
          100,
      ),
    )
  })

  it('UFR-BILL-030 usage of the current month grows by the day, and past months stand still', () => {
    const line = lineAt(12)
    const [early] = billsOf(line, '2026-11-05')
    const [late] = billsOf(line, '2026-11-25')
    expect(late?.usage.voiceSeconds).toBeGreaterThan(early?.usage.voiceSeconds ?? Infinity)
    const october = (today: string) => billsOf(line, today).find(({ month }) => month === '2026-10')
    expect(october('2026-11-05')?.items).toEqual(october('2027-02-20')?.items)
  })

  it('UFR-BILL-030 demo04 changed ten days ago: 11 days of the old plan, 19 of the new', () => {
    const [bill] = billsOf(lineAt(3))
    expect(bill?.segments).toEqual([
      { planCode: 'LTE-LITE-003', fromDay: 1, toDay: 11 },
      { planCode: 'LTE-PLUS-007', fromDay: 12, toDay: 30 },
    ])
    expect(bill?.items.filter(({ type }) => type === 'PRORATION').map(({ amount }) => amount)).toEqual([3_630, 12_540])
  })

  it('UFR-BILL-030 demo05 pays its device off with interest', () => {
    const [bill] = billsOf(lineAt(4))
    expect(bill?.instalment).toMatchObject({ monthlyAmount: 48_125, remainingMonths: 18, remainingAmount: 866_250 })
    expect(bill?.contract).toMatchObject({ months: 12, monthlyDiscount: 9_625 })
    // Five instalments paid: 5.9 % a year on 914,375 for one month.
    expect(sumOf(bill as Bill, 'INSTALMENT_INTEREST')).toBe(4_495)
  })

  it('UFR-BILL-030 vat is a eleventh of what is taxable', () => {
    for (const { bill } of bills.slice(0, 5_000)) {
      const untaxed = sumOf(bill, 'DEVICE_INSTALMENT', 'INSTALMENT_INTEREST', 'MICRO_PAYMENT', 'LATE_FEE')
      expect(bill.vat).toBe(Math.max(0, Math.floor((bill.totalFee - untaxed) / 11)))
    }
  })
})
