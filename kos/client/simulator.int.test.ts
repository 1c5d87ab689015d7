import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { createLogger } from '../../platform/logging/logger.js'
import { traceFrom } from '../../platform/telemetry/trace.js'
import { isYearMonth, type YearMonth } from '../../platform/time/yearMonth.js'
import { startTestSimulator, type TestSimulator } from '../simulator/testing/startTestSimulator.js'
import { createKosOrder, type KosClient } from './createKosOrder.js'

const people = ['demo01', 'demo02', 'demo04', 'demo05', 'c00001', 'c00002', 'c00003', 'c00004', 'c00005']
const trace = traceFrom(undefined)
let kos: TestSimulator
let client: KosClient

interface Facts {
  month: string
  planCode: string
  monthlyFee: number
  usageFee: number
  discountAmount: number
  totalFee: number
  items: { type: string; name: string; amount: number }[]
  vat: number
  unpaidAmount: number
  usage: { dataMb: number; voiceSeconds: number; smsCount: number }
  state: string
  dueDate: string
  terminationFee: number
}

beforeAll(async () => {
  kos = await startTestSimulator()
  client = createKosOrder({
    kosUrl: kos.url,
    serviceName: 'MVNO-BILL-INQUIRY',
    readTimeoutMs: 2500,
    clock: () => kos.time.now,
    log: createLogger({ role: 'test', level: 'silent' }),
  })
})
afterEach(() => kos.call('DELETE', '/admin/settings'))
afterAll(async () => {
  await client.close()
  await kos.end()
})

/** Every month of every active line, as the client reads it and as the simulator was given it. */
async function everyBill(
  check: (
    read: Extract<Awaited<ReturnType<ReturnType<KosClient['forRequest']>['bill']>>['answer'], { kind: 'bill' }>,
    facts: Facts,
  ) => void,
): Promise<number> {
  let seen = 0
  for (const { lineNumber, lineStatus } of (await Promise.all(people.map((id) => kos.person(id)))).flatMap(
    (person) => person.lines,
  )) {
    if (lineStatus !== 'ACTIVE') continue
    const { answer } = await client.forRequest(trace).billMonths(lineNumber)
    if (answer.kind !== 'months') throw new Error(answer.kind)
    for (const month of answer.months) {
      const bill = (await client.forRequest(trace).bill(lineNumber, month)).answer
      if (bill.kind !== 'bill') throw new Error(bill.kind)
      check(bill, await kos.json<Facts>('GET', `/admin/bills/${lineNumber}/${month}`))
      seen += 1
    }
  }
  return seen
}

describe('UFR-BILL-030 the client against the KOS simulator', () => {
  it('UFR-BILL-030 reads each bill as it was given, to the won', async () => {
    const seen = await everyBill(({ bill }, facts) => {
      expect(bill).toMatchObject({
        month: facts.month,
        productCode: facts.planCode,
        monthlyFee: facts.monthlyFee,
        usageFee: facts.usageFee,
        discountAmount: facts.discountAmount,
        totalFee: facts.totalFee,
        vat: facts.vat,
        unpaidAmount: facts.unpaidAmount,
        usage: { dataMb: facts.usage.dataMb, voiceSeconds: facts.usage.voiceSeconds, smsCount: facts.usage.smsCount },
        state: facts.state,
        dueDate: facts.dueDate,
        terminationFee: facts.terminationFee,
      })
      expect(bill.lineItems).toEqual(facts.items.map(({ type, name, amount }) => ({ type, name, amount })))
    })
    expect(seen).toBeGreaterThan(80)
  })

  it('UFR-BILL-030 reads the same totals from a KOS that sends no additive field, and null for what it does not send', async () => {
    await kos.settings({ additiveFields: false })
    await everyBill(({ bill }, facts) => {
      expect(bill).toMatchObject({
        totalFee: facts.totalFee,
        monthlyFee: facts.monthlyFee,
        lineItems: null,
        vat: null,
        contract: null,
        terminationFee: null,
        deviceInstalment: null,
        payment: null,
      })
    })
    const { answer } = await client.forRequest(trace).productList()
    expect(answer.every((product) => product.overage === null && product.operatorCode === null)).toBe(true)
  })

  it('UFR-BILL-020 tells a suspended line, an unknown line and a month without a bill apart', async () => {
    const port = client.forRequest(trace)
    const suspended = await kos.line('demo03')
    const active = await kos.line('demo01')
    const longAgo = '2001-01'
    if (!isYearMonth(longAgo)) throw new Error()
    expect((await port.bill(suspended, null)).answer).toEqual({ kind: 'lineNotActive' })
    expect((await port.billMonths(suspended)).answer).toEqual({ kind: 'lineNotActive' })
    expect((await port.bill('01000000000', null)).answer).toEqual({ kind: 'noSuchLine' })
    expect((await port.bill(active, longAgo as YearMonth)).answer).toEqual({ kind: 'noBill' })
  })

  it("UFR-PROD-010 reads each line's product, and every product", async () => {
    const port = client.forRequest(trace)
    const products = (await port.productList()).answer
    expect(products.some((product) => !product.onSale)).toBe(true)
    expect(products.find((product) => product.code === 'LTE-LITE-003')).toMatchObject({
      monthlyFee: 9900,
      dataGb: 3,
      voiceMinutes: 300,
      smsCount: 100,
      promo: { fee: 4400, months: 7 },
      overage: 'METERED',
    })
    for (const person of await Promise.all(people.map((id) => kos.person(id)))) {
      for (const line of person.lines.filter((each) => each.lineStatus === 'ACTIVE')) {
        const { answer } = await port.lineProduct(line.lineNumber)
        expect(answer).toMatchObject({
          kind: 'product',
          product: { productCode: line.productCode },
          customer: { customerName: person.customerName },
        })
      }
    }
  })
})
