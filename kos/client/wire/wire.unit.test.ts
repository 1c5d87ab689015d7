import { describe, expect, it } from '@jest/globals'
import { toYearMonth } from '../../../platform/time/yearMonth.js'
import { CallFailure } from '../callFailure.js'
import {
  billData,
  envelope,
  monthsData,
  plainBillInfo,
  plainCustomerInfo,
  plainProduct,
  productsData,
} from '../testing/cannedKos.js'
import { billRefusals, readBill } from './billInquiry.js'
import { billMonthsRefusals, readBillMonths } from './billMonths.js'
import { openEnvelope } from './envelope.js'
import { lineProductRefusals, readLineProduct } from './lineProduct.js'
import { readProductList } from './productList.js'

const line = '01012345678'
const month = toYearMonth('2026-11')
const ok = (data: unknown) => openEnvelope(200, envelope(data), [])
const bill = (changes: Record<string, unknown> = {}) =>
  readBill(ok(billData({ ...plainBillInfo(line, '202611'), ...changes })), { lineNumber: line, month })
const billOf = (changes: Record<string, unknown> = {}) => {
  const answer = bill(changes)
  if (answer.kind !== 'bill') throw new Error(answer.kind)
  return answer.bill
}
const failureOf = (act: () => unknown): CallFailure => {
  try {
    act()
  } catch (error) {
    if (error instanceof CallFailure) return error
    throw error
  }
  throw new Error('it did not fail')
}

describe('UFR-BILL-030 K1: a bill in our words', () => {
  it('UFR-BILL-030 reads a plain bill; what KOS does not send is null', () => {
    expect(bill()).toEqual({
      kind: 'bill',
      customer: plainCustomerInfo,
      bill: {
        month: '2026-11',
        productCode: 'LTE-PLUS-007',
        productName: '데이터든든 7GB+',
        monthlyFee: 19800,
        usageFee: 3300,
        discountAmount: 1100,
        totalFee: 22000,
        lineItems: null,
        usage: { dataMb: 12595.2, voiceSeconds: 15000, smsCount: 50 },
        state: 'CONFIRMED',
        dueDate: '2026-12-25',
        vat: null,
        unpaidAmount: null,
        contract: null,
        terminationFee: null,
        deviceInstalment: null,
        payment: null,
      },
    })
  })

  it('UFR-BILL-030 prefers the additive numbers and keeps the additive fields', () => {
    const read = billOf({
      lineItems: [
        { type: 'RECURRING', name: '기본료', amount: 23100 },
        { type: 'CONTRACT_DISCOUNT', name: '약정할인', amount: -1100 },
      ],
      vat: 2000,
      unpaidAmount: 0,
      usage: { dataMb: 12600, voiceSeconds: 15001, smsCount: 0 },
      contract: { type: '선택약정', months: 24, startDate: '2026-01-01', endDate: '20271231', monthlyDiscount: 1100 },
      terminationFee: 5500,
      deviceInstalment: { deviceName: '폰', monthlyAmount: 30000, remainingMonths: 3, remainingAmount: 90000 },
      payment: { method: '카드', status: 'PAID', dueDate: '20261225', paidAt: '2026-11-20T10:00:00.123456' },
      somethingNew: { of: 'later' },
    })
    expect(read.usage).toEqual({ dataMb: 12600, voiceSeconds: 15001, smsCount: 0 })
    expect(read.contract).toEqual({
      type: '선택약정',
      months: 24,
      startDate: '2026-01-01',
      endDate: '2027-12-31',
      monthlyDiscount: 1100,
    })
    expect(read.payment).toEqual({
      method: '카드',
      status: 'PAID',
      dueDate: '2026-12-25',
      paidAt: new Date('2026-11-20T01:00:00.123Z'),
    })
    expect(read).toMatchObject({
      vat: 2000,
      unpaidAmount: 0,
      terminationFee: 5500,
      deviceInstalment: { remainingAmount: 90000 },
    })
    expect(read.lineItems).toHaveLength(2)
  })

  it.each(['PENDING', 'CONFIRMED', 'PAID', 'UNPAID'] as const)('UFR-BILL-030 knows the state %s', (billStatus) => {
    expect(billOf({ billStatus }).state).toBe(billStatus)
  })

  it('UFR-BILL-030 reads both forms of the due date, and none', () => {
    expect(billOf({ dueDate: '2026-12-25' }).dueDate).toBe('2026-12-25')
    expect(billOf({ dueDate: null }).dueDate).toBeNull()
  })

  it('UFR-BILL-030 reads 69000.00, and a negative discount as the same discount', () => {
    const json = JSON.parse(
      '{"monthlyFee": 69000.00, "usageFee": 0.00, "discountAmount": -9000.00, "totalFee": 60000.00}',
    ) as Record<string, unknown>
    expect(billOf(json)).toMatchObject({ monthlyFee: 69000, discountAmount: 9000, totalFee: 60000 })
  })

  it.each([
    ['half a won', { monthlyFee: 19800.5 }, 'data.billInfo.monthlyFee'],
    ['an amount as text', { totalFee: '22000' }, 'data.billInfo.totalFee'],
    ['a missing amount', { usageFee: undefined }, 'data.billInfo.usageFee'],
    ['a missing field that is only nullable', { dataUsage: undefined }, 'data.billInfo.dataUsage'],
    ['an unknown state', { billStatus: 'SECRETSTATE' }, 'data.billInfo.billStatus'],
    ['a date that is none', { dueDate: '20261340' }, 'data.billInfo.dueDate'],
    ['a month with a dash', { billingMonth: '2026-11' }, 'data.billInfo.billingMonth'],
    ['another month', { billingMonth: '202610' }, 'data.billInfo.billingMonth'],
    ['another line', { lineNumber: '01099998888' }, 'data.billInfo.lineNumber'],
    ['usage in no unit', { dataUsage: '12.3' }, 'data.billInfo.dataUsage'],
    [
      'line items that do not sum',
      { lineItems: [{ type: 'RECURRING', name: '기본료', amount: 1 }] },
      'data.billInfo.lineItems',
    ],
    ['sums that do not sum', { totalFee: 22001 }, 'data.billInfo.totalFee'],
    ['a line item of another type', { lineItems: 'none' }, 'data.billInfo.lineItems'],
    ['an additive field of another type', { vat: '2000' }, 'data.billInfo.vat'],
    ['a contract without its months', { contract: { type: 'x' } }, 'data.billInfo.contract.months'],
  ])('UFR-BILL-030 calls %s a broken contract, names the field, and never the value', (_what, changes, field) => {
    const failure = failureOf(() => bill(changes))
    expect(failure.outcome).toBe('CONTRACT_BROKEN')
    expect(failure.message).toContain(field)
    for (const value of ['22000', '2000,', 'SECRETSTATE', '20261340', '01099998888', '12.3', line])
      expect(failure.message).not.toContain(value)
    expect(failure.countsAgainstKos).toBe(false)
  })

  it.each([
    ['1001', 'noSuchLine'],
    ['1002', 'lineNotActive'],
    ['1003', 'noBill'],
  ])('UFR-BILL-020 %s is the answer %s', (code, kind) => {
    expect(readBill(openEnvelope(200, envelope(null, code), billRefusals), { lineNumber: line, month })).toEqual({
      kind,
    })
  })
})

describe('UFR-BILL-010 K2: months', () => {
  it('UFR-BILL-010 are newest first, each once', () => {
    const opened = ok(monthsData(line, ['2026-09', '2026-11', '2026-10', '2026-11']))
    expect(readBillMonths(opened, { lineNumber: line })).toEqual({
      kind: 'months',
      months: ['2026-11', '2026-10', '2026-09'],
    })
  })
  it('UFR-BILL-010 without the dash are a broken contract', () => {
    expect(failureOf(() => readBillMonths(ok(monthsData(line, ['202611'])), { lineNumber: line })).message).toContain(
      'data.availableMonths.0',
    )
  })
  it('UFR-BILL-010 of another line are a broken contract', () => {
    expect(failureOf(() => readBillMonths(ok(monthsData('01099998888', [])), { lineNumber: line })).message).toContain(
      'data.lineNumber',
    )
  })
  it.each([
    ['1001', 'noSuchLine'],
    ['1002', 'lineNotActive'],
  ])('UFR-BILL-010 %s is the answer %s', (code, kind) => {
    expect(readBillMonths(openEnvelope(200, envelope(null, code), billMonthsRefusals), { lineNumber: line })).toEqual({
      kind,
    })
  })
})

describe("UFR-PROD-010 K3: the line's product", () => {
  const productInfo = {
    lineNumber: line,
    currentProductCode: 'LTE-PLUS-007',
    currentProductName: '데이터든든 7GB+',
    monthlyFee: 19800,
    dataAllowance: '7GB',
    voiceAllowance: '무제한',
    smsAllowance: '-1',
    productStatus: 'ACTIVE',
    contractDate: '2026-11-12T09:00:00',
  }
  const read = (changes: Record<string, unknown> = {}) =>
    readLineProduct(
      ok({
        requestId: 'r',
        procStatus: 'COMPLETED',
        resultCode: '0000',
        resultMessage: '성공',
        productInfo: { ...productInfo, ...changes },
        customerInfo: null,
      }),
      { lineNumber: line },
    )
  it('UFR-PROD-010 is read with its allowances, and its date in Seoul time', () => {
    expect(read()).toEqual({
      kind: 'product',
      customer: null,
      product: {
        productCode: 'LTE-PLUS-007',
        productName: '데이터든든 7GB+',
        monthlyFee: 19800,
        dataGb: 7,
        voiceMinutes: 'unlimited',
        smsCount: 'unlimited',
        status: 'ACTIVE',
        since: new Date('2026-11-12T00:00:00Z'),
      },
    })
  })
  it.each([
    ['512MB', 0.5],
    ['1.5GB', 1.5],
    ['0GB', 0],
    [null, null],
    ['기본제공', 'unlimited'],
  ])('UFR-PROD-010 reads the allowance %s', (dataAllowance, expected) => {
    expect(read({ dataAllowance })).toMatchObject({ product: { dataGb: expected } })
  })
  it('UFR-PROD-010 calls an allowance that it cannot read a broken contract', () => {
    expect(failureOf(() => read({ dataAllowance: '많이' })).message).toContain('data.productInfo.dataAllowance')
  })
  it.each([
    ['3001', 'noSuchLine'],
    ['3002', 'lineNotActive'],
    ['3003', 'noProduct'],
  ])('UFR-PROD-010 %s is the answer %s', (code, kind) => {
    expect(readLineProduct(openEnvelope(200, envelope(null, code), lineProductRefusals), { lineNumber: line })).toEqual(
      { kind },
    )
  })
})

describe('UFR-PROD-010 K4: the product list', () => {
  it('UFR-PROD-010 turns -1 into unlimited and keeps discontinued products', () => {
    const read = readProductList(
      ok(productsData(plainProduct, { ...plainProduct, product_code: 'OLD', status: 'DISCONTINUED' })),
    )
    expect(read[0]).toEqual({
      code: 'LTE-PLUS-007',
      name: '데이터든든 7GB+',
      type: 'LTE',
      monthlyFee: 19800,
      dataGb: 7,
      voiceMinutes: 'unlimited',
      smsCount: 'unlimited',
      network: 'LTE',
      onSale: true,
      description: null,
      operatorCode: null,
      throttleKbps: null,
      overage: null,
      contractTerms: null,
      promo: null,
      eligibility: null,
    })
    expect(read[1]).toMatchObject({ code: 'OLD', onSale: false })
  })
  it('UFR-PROD-010 keeps the additive fields', () => {
    const additive = {
      operator_code: 'KT',
      throttle_kbps: 400,
      overage: 'THROTTLED',
      contract_terms: [0, 12],
      promo: { fee: 4400, months: 7 },
      eligibility: 'AGE_65_PLUS',
    }
    expect(readProductList(ok(productsData({ ...plainProduct, ...additive })))[0]).toMatchObject({
      operatorCode: 'KT',
      throttleKbps: 400,
      overage: 'THROTTLED',
      contractTerms: [0, 12],
      promo: { fee: 4400, months: 7 },
      eligibility: 'AGE_65_PLUS',
    })
  })
  it('UFR-PROD-010 notices a list that was cut short', () => {
    expect(failureOf(() => readProductList(ok({ ...productsData(plainProduct), product_count: 2 }))).message).toContain(
      'data.product_count',
    )
  })
  it('UFR-PROD-010 calls an allowance of -2 a broken contract', () => {
    expect(
      failureOf(() => readProductList(ok(productsData({ ...plainProduct, data_allowance: -2 })))).message,
    ).toContain('data.products.0.data_allowance')
  })
})

describe('UFR-BILL-030 the envelope', () => {
  it('UFR-BILL-030 9999 is a system error that counts', () => {
    expect(failureOf(() => openEnvelope(200, envelope(null, '9999'), []))).toMatchObject({
      outcome: 'SYSTEM_ERROR',
      resultCode: '9999',
      countsAgainstKos: true,
    })
  })
  it.each([
    ['an unknown code', envelope(null, '7777')],
    ['success with a failure code', { ...envelope({}), resultCode: '1001' }],
    ['failure with 0000', { ...envelope({}), success: false }],
    ['success without data', envelope(null)],
    ['an array', []],
    ['nothing', null],
    ['success as text', { ...envelope({}), success: 'true' }],
    ['no code', { ...envelope({}), resultCode: undefined }],
  ])('UFR-BILL-030 %s is a broken contract', (_what, json) => {
    expect(failureOf(() => openEnvelope(200, json, billRefusals)).outcome).toBe('CONTRACT_BROKEN')
  })
  it('UFR-BILL-030 a 4xx is our mistake and does not count, a 5xx does', () => {
    expect(failureOf(() => openEnvelope(400, envelope(null, '9001'), []))).toMatchObject({
      outcome: 'HTTP_ERROR',
      resultCode: '9001',
      countsAgainstKos: false,
    })
    expect(failureOf(() => openEnvelope(503, {}, []))).toMatchObject({ outcome: 'HTTP_ERROR', countsAgainstKos: true })
  })
})
