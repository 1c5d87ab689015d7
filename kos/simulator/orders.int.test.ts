import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { type Bill } from './billing/bill.js'
import { type Person } from './admin/people.js'
import { startTestSimulator, type TestSimulator } from './testing/startTestSimulator.js'

const from = 'LTE-LITE-003'
const to = 'LTE-PLUS-007'
let kos: TestSimulator
let lines: string[]
let used = 0

beforeAll(async () => {
  kos = await startTestSimulator()
  const people = await kos.json<Person[]>('GET', '/admin/customers?offset=6&limit=500')
  lines = people
    .filter(({ operatorCode }) => operatorCode === 'KT')
    .flatMap((person) =>
      person.lines.filter(({ productCode, lineStatus }) => productCode === from && lineStatus === 'ACTIVE'),
    )
    .map(({ lineNumber }) => lineNumber)
})
afterAll(() => kos.end())
beforeEach(async () => {
  await kos.call('DELETE', '/admin/faults')
  await kos.call('DELETE', '/admin/settings')
  await kos.call('DELETE', '/admin/calls')
  kos.time.now = new Date('2026-11-22T05:30:00.123Z')
})

/** A line on LTE-LITE-003 that no other test touches. */
const freshLine = (): string => {
  used += 1
  const line = lines[used]
  if (line === undefined) throw new Error('no line left')
  return line
}
const currentProduct = async (lineNumber: string) =>
  (await kos.product(lineNumber)).body.data?.['productInfo'] as
    { currentProductCode: string; contractDate: string } | undefined
const dropped = (call: Promise<unknown>) =>
  call.then(
    () => false,
    () => true,
  )
const later = (ms: number) => {
  kos.time.now = new Date(kos.time.now.getTime() + ms)
}

describe('KOS simulator: product changes', () => {
  it('UFR-PROD-040 a change shows in K3 and prorates the current bill from its day', async () => {
    const line = freshLine()
    const { body } = await kos.change(line, from, to, 'show-1')
    expect(body.data?.['changeInfo']).toMatchObject({
      previousProductCode: from,
      newProductCode: to,
      effectiveDate: '20261122',
      changeStatus: 'COMPLETED',
      kosOrderNumber: expect.stringMatching(/^KO20261122\d{8}$/) as unknown,
    })
    expect(await currentProduct(line)).toMatchObject({ currentProductCode: to, contractDate: '2026-11-22T14:30:00' })
    const bill = await kos.json<Bill>('GET', `/admin/bills/${line}/2026-11`)
    expect(bill.items.filter(({ type }) => type === 'PRORATION').map(({ amount }) => amount)).toEqual([
      Math.floor((9_900 * 21) / 30),
      Math.floor((19_800 * 9) / 30),
    ])
    expect(bill.segments).toEqual([
      { planCode: from, fromDay: 1, toDay: 21 },
      { planCode: to, fromDay: 22, toDay: 30 },
    ])
  })

  it('UFR-PROD-040 twenty parallel changes of one request id are applied once and answered alike', async () => {
    const line = freshLine()
    const answers = await Promise.all(Array.from({ length: 20 }, () => kos.change(line, from, to, 'once-1')))
    const [first] = answers
    for (const { body } of answers) expect([body.resultCode, body.data]).toEqual(['0000', first?.body.data])
    expect(await kos.ledger(`?requestId=once-1`)).toMatchObject([
      { kind: 'PRODUCT_CHANGE', lineNumber: line, from, to },
    ])
    expect(await kos.calls('K5')).toEqual({ '0000': 1, REPLAYED: 19 })
  })

  it('UFR-PROD-040 with request ids not honoured, a second send is a second effect', async () => {
    await kos.settings({ honourRequestId: false })
    const line = freshLine()
    await kos.change(line, from, to, 'twice-1')
    await kos.change(line, from, to, 'twice-1')
    expect(await kos.ledger(`?lineNumber=${line}`)).toMatchObject([
      { from, to },
      { from: to, to },
    ])
  })

  it('a refused change gives its first answer again', async () => {
    const line = freshLine()
    expect((await kos.change(line, from, '3G-OLD-001', 'refused-1')).body.resultCode).toBe('2004')
    expect((await kos.change(line, from, to, 'refused-1')).body.resultCode).toBe('2004')
    expect(await kos.ledger(`?lineNumber=${line}`)).toEqual([])
  })

  it('UFR-PROD-040 applies and drops the answer: only K7, K3 and the ledger know', async () => {
    const line = freshLine()
    await kos.faults({ operation: 'K5', applyThenDropRate: 1 })
    expect(await dropped(kos.change(line, from, to, 'drop-1'))).toBe(true)
    expect(await kos.ledger('?requestId=drop-1')).toHaveLength(1)
    expect((await kos.order('drop-1')).body.data).toMatchObject({ status: 'APPLIED' })
    expect(await currentProduct(line)).toMatchObject({ currentProductCode: to })
    expect((await kos.change(line, from, '3G-OLD-001', 'drop-2')).body.resultCode).toBe('2004')
    expect(await kos.calls('K5')).toEqual({ APPLIED_THEN_DROPPED: 1, '2004': 1 })
  })

  it('a reset before applying leaves nothing', async () => {
    const line = freshLine()
    await kos.faults({ operation: 'K5', resetRate: 1 })
    expect(await dropped(kos.change(line, from, to, 'reset-1'))).toBe(true)
    expect(await kos.ledger('?requestId=reset-1')).toEqual([])
    expect((await kos.order('reset-1')).body.data).toMatchObject({ status: 'UNKNOWN' })
  })

  it('2099 comes with nothing applied, or with everything', async () => {
    await kos.faults({ operation: 'K5', applyFailRate: 1 })
    expect((await kos.change(freshLine(), from, to, 'fail-1')).body.resultCode).toBe('2099')
    expect((await kos.order('fail-1')).body.data).toMatchObject({ status: 'REJECTED' })
    expect(await kos.ledger('?requestId=fail-1')).toEqual([])
    await kos.faults({ operation: 'K5', applyThenFailRate: 1 })
    expect((await kos.change(freshLine(), from, to, 'fail-2')).body.resultCode).toBe('2099')
    expect((await kos.order('fail-2')).body.data).toMatchObject({ status: 'APPLIED' })
    expect(await kos.ledger('?requestId=fail-2')).toHaveLength(1)
  })

  it('UFR-PROD-040 a delayed change is applied when due, over a restart too, and once', async () => {
    const line = freshLine()
    await kos.faults({ operation: 'K5', applyDelayMs: 60_000 })
    const { body } = await kos.change(line, from, to, 'late-1')
    expect(body.data?.['changeInfo']).toMatchObject({
      changeStatus: 'PROCESSING',
      estimatedCompletionTime: '2026-11-22T14:31:00',
    })
    expect(await currentProduct(line)).toMatchObject({ currentProductCode: from })
    expect((await kos.order('late-1')).body.data).toMatchObject({ status: 'UNKNOWN' })
    await kos.restart()
    expect(await kos.ledger('?requestId=late-1')).toEqual([])
    later(60_000)
    expect(await currentProduct(line)).toMatchObject({ currentProductCode: to })
    expect((await kos.order('late-1')).body.data).toMatchObject({ status: 'APPLIED' })
    await Promise.all([kos.product(line), kos.order('late-1'), kos.bill(line)])
    expect(await kos.ledger('?requestId=late-1')).toHaveLength(1)
  })

  it('UFR-PROD-040 a change shows only after the read-back delay', async () => {
    const line = freshLine()
    await kos.faults({ operation: 'K5', readBackDelayMs: 5_000 })
    await kos.change(line, from, to, 'back-1')
    expect(await kos.ledger('?requestId=back-1')).toHaveLength(1)
    expect(await currentProduct(line)).toMatchObject({ currentProductCode: from })
    later(5_000)
    expect(await currentProduct(line)).toMatchObject({ currentProductCode: to })
  })

  it('UFR-PROD-040 leaving a contract claws back, moving it by K6 does not', async () => {
    const line = await kos.line('demo01')
    const before = await kos.json<Bill>('GET', `/admin/bills/${line}/2026-11`)
    expect(before).toMatchObject({ contract: { months: 24, monthlyDiscount: 8_250 }, terminationFee: 64_350 })
    await kos.change(line, 'LTE-MAX-011', 'LTE-MAX-100', 'move-1')
    const left = await kos.json<Bill>('GET', `/admin/bills/${line}/2026-11`)
    expect(left.items.find(({ type }) => type === 'CLAWBACK')).toMatchObject({ amount: 64_350 })
    expect(left.contract).toBeNull()
    const transfer = await kos.transfer(line, 'LTE-MAX-011', 'LTE-MAX-100', 'move-1')
    expect(transfer.body.data?.['transferInfo']).toMatchObject({ contract: { months: 24, monthlyDiscount: 9_625 } })
    const moved = await kos.json<Bill>('GET', `/admin/bills/${line}/2026-11`)
    expect(moved.items.find(({ type }) => type === 'CLAWBACK')).toBeUndefined()
    expect(moved).toMatchObject({ contract: { months: 24, monthlyDiscount: 9_625 } })
    expect((await kos.ledger('?requestId=move-1')).map(({ kind }) => kind)).toEqual([
      'PRODUCT_CHANGE',
      'CONTRACT_TRANSFER',
    ])
  })

  it('state survives a restart: effects, ledger, counts, faults, settings, people', async () => {
    const line = freshLine()
    await kos.change(line, from, to, 'stay-1')
    await kos.faults({ operation: 'K2', errorRate: 1, seed: 3 })
    await kos.settings({ honourRequestId: false })
    await kos.bill(line)
    const state = async () => [
      await kos.ledger(),
      await kos.json('GET', '/admin/faults'),
      await kos.json('GET', '/admin/settings'),
      await kos.json('GET', '/admin/calls'),
      await kos.json('GET', '/admin/customers?limit=50'),
      await kos.json('GET', `/admin/bills/${line}/2026-10`),
    ]
    const before = await state()
    const october = (await kos.bill(line, '202610')).body.data?.['billInfo']
    await kos.call('DELETE', '/admin/calls')
    await kos.bill(line)
    await kos.restart()
    expect(await kos.calls('K1')).toEqual({ '0000': 1 })
    expect((await state()).toSpliced(3, 1)).toEqual(before.toSpliced(3, 1))
    // Three weeks on, the same population: a past month is what it was but for being paid.
    later(21 * 86_400_000)
    await kos.restart()
    expect((await kos.bill(line, '202610')).body.data?.['billInfo']).toMatchObject({
      totalFee: (october as { totalFee: number }).totalFee,
    })
    expect(await currentProduct(line)).toMatchObject({ currentProductCode: to })
  })
})
