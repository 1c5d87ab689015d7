import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { readFile } from 'node:fs/promises'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { parse } from 'yaml'
import { type Bill } from './billing/bill.js'
import { type Person } from './admin/people.js'
import { startTestSimulator, type Answered, type TestSimulator } from './testing/startTestSimulator.js'

let kos: TestSimulator
let people: Person[]
const validators = new Map<string, ValidateFunction>()

const shapes = [
  'BillInquiryAnswer',
  'AvailableMonthsAnswer',
  'ProductInquiryAnswer',
  'ProductListAnswer',
  'ProductChangeAnswer',
  'ContractTransferAnswer',
  'OrderStatusAnswer',
  'RefusedAnswer',
] as const
type Shape = (typeof shapes)[number]

beforeAll(async () => {
  const document = parse(await readFile('kos/openapi.yaml', 'utf8')) as Record<string, unknown>
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  ajv.addSchema(document, 'kos')
  for (const shape of shapes) validators.set(shape, ajv.compile({ $ref: `kos#/components/schemas/${shape}` }))
  kos = await startTestSimulator()
  people = await kos.json<Person[]>('GET', '/admin/customers?limit=2000')
})
afterAll(() => kos.end())
beforeEach(async () => {
  await kos.call('DELETE', '/admin/faults')
  await kos.call('DELETE', '/admin/settings')
})

/** The answer holds to openapi.yaml, and says what its HTTP status and code should. */
function expectAnswer(answer: Answered, shape: Shape, resultCode: string, status = 200) {
  const validate = validators.get(shape)
  expect({ status: answer.status, resultCode: answer.body.resultCode, success: answer.body.success }).toEqual({
    status,
    resultCode,
    success: resultCode === '0000',
  })
  expect([validate?.(answer.body), validate?.errors]).toEqual([true, null])
  if (resultCode !== '0000') expect(answer.body.data).toBeNull()
}

const lineWhere = (test: (person: Person, line: Person['lines'][number]) => boolean) => {
  for (const person of people) for (const line of person.lines) if (test(person, line)) return line
  throw new Error('no such line among the first 2000')
}
const active = (operatorCode = 'KT') =>
  lineWhere(
    (person, line) =>
      person.operatorCode === operatorCode && line.lineStatus === 'ACTIVE' && person.loginId.startsWith('c'),
  )

describe('KOS wire: every kind of answer holds to openapi.yaml', () => {
  it.each([true, false])('UFR-BILL-030 K1–K4 answer with additive fields %s', async (additiveFields) => {
    await kos.settings({ additiveFields })
    const lineNumber = await kos.line('demo01')
    const bill = await kos.bill(lineNumber)
    expectAnswer(bill, 'BillInquiryAnswer', '0000')
    expect('lineItems' in (bill.body.data?.['billInfo'] as object)).toBe(additiveFields)
    expectAnswer(
      await kos.call('GET', `/api/v1/kos/bill/available-months/${lineNumber}`),
      'AvailableMonthsAnswer',
      '0000',
    )
    expectAnswer(await kos.product(lineNumber), 'ProductInquiryAnswer', '0000')
    const list = await kos.call('GET', '/api/v1/kos/product/list')
    expectAnswer(list, 'ProductListAnswer', '0000')
    expect(list.body.data).toMatchObject({ product_count: 19 })
    expect(list.text.includes('operator_code')).toBe(additiveFields)
  })

  it('UFR-BILL-020 K1 and K2 refuse with 1001, 1002 and 1003', async () => {
    const suspended = await kos.line('demo03')
    expectAnswer(await kos.bill('01000000000'), 'BillInquiryAnswer', '1001')
    expectAnswer(await kos.bill(suspended), 'BillInquiryAnswer', '1002')
    expectAnswer(await kos.bill(await kos.line('demo01'), '201901'), 'BillInquiryAnswer', '1003')
    expectAnswer(await kos.bill(await kos.line('demo01'), '202612'), 'BillInquiryAnswer', '1003')
    expectAnswer(
      await kos.call('GET', '/api/v1/kos/bill/available-months/01000000000'),
      'AvailableMonthsAnswer',
      '1001',
    )
    expectAnswer(
      await kos.call('GET', `/api/v1/kos/bill/available-months/${suspended}`),
      'AvailableMonthsAnswer',
      '1002',
    )
  })

  it('UFR-PROD-010 K3 refuses with 3001, 3002 and 3003', async () => {
    expectAnswer(await kos.product('01099999999'), 'ProductInquiryAnswer', '3001')
    expectAnswer(await kos.product(await kos.line('demo03')), 'ProductInquiryAnswer', '3002')
    const answers: string[] = []
    for (const person of await kos.json<Person[]>('GET', '/admin/customers?offset=2000&limit=2000')) {
      for (const line of person.lines) if (line.lineStatus === 'ACTIVE') answers.push(line.lineNumber)
    }
    for (const lineNumber of answers) {
      const answer = await kos.product(lineNumber)
      if (answer.body.resultCode === '0000') continue
      expectAnswer(answer, 'ProductInquiryAnswer', '3003')
      return
    }
    throw new Error('no line without a product')
  })

  it('UFR-PROD-030 K5 refuses with 2001 to 2005, and changes nothing', async () => {
    const { lineNumber, productCode } = active()
    expectAnswer(await kos.change('01000000000', productCode, 'LTE-PLUS-007', 'r-2001'), 'ProductChangeAnswer', '2001')
    expectAnswer(
      await kos.change(await kos.line('demo03'), productCode, 'LTE-PLUS-007', 'r-2002'),
      'ProductChangeAnswer',
      '2002',
    )
    expectAnswer(await kos.change(lineNumber, productCode, 'NO-SUCH', 'r-2003'), 'ProductChangeAnswer', '2003')
    expectAnswer(await kos.change(lineNumber, productCode, '3G-OLD-001', 'r-2004'), 'ProductChangeAnswer', '2004')
    expectAnswer(
      await kos.change(active('SKT').lineNumber, 'LTE-PLUS-007', 'LTE-LITE-001', 'r-2005'),
      'ProductChangeAnswer',
      '2005',
    )
    expect(await kos.ledger()).toEqual([])
    const order = await kos.order('r-2004')
    expectAnswer(order, 'OrderStatusAnswer', '0000')
    expect(order.body.data).toMatchObject({ status: 'REJECTED', kind: 'PRODUCT_CHANGE', appliedAt: null })
  })

  it('UFR-PROD-040 K5, K6 and K7 succeed, and K6 refuses with 4001 and 4002', async () => {
    const lineNumber = await kos.line('demo05')
    expectAnswer(
      await kos.transfer(await kos.line('demo02'), 'LTE-LITE-003', 'LTE-PLUS-007', 't-4001'),
      'ContractTransferAnswer',
      '4001',
    )
    expectAnswer(
      await kos.transfer(lineNumber, 'LTE-MAX-100', 'LTE-PLUS-015', 't-4002'),
      'ContractTransferAnswer',
      '4002',
    )
    expectAnswer(await kos.change(lineNumber, 'LTE-MAX-100', 'LTE-PLUS-007', 'ok-1'), 'ProductChangeAnswer', '0000')
    expectAnswer(
      await kos.transfer(lineNumber, 'LTE-MAX-100', 'LTE-PLUS-007', 'ok-1'),
      'ContractTransferAnswer',
      '0000',
    )
    const applied = await kos.order('ok-1')
    expectAnswer(applied, 'OrderStatusAnswer', '0000')
    expect(applied.body.data).toMatchObject({
      kind: 'PRODUCT_CHANGE',
      status: 'APPLIED',
      appliedAt: '2026-11-22T14:30:00',
    })
    expect((await kos.call('GET', '/api/v1/kos/orders/ok-1?kind=CONTRACT_TRANSFER')).body.data).toMatchObject({
      kind: 'CONTRACT_TRANSFER',
      status: 'APPLIED',
    })
    const unknown = await kos.order('never-seen')
    expectAnswer(unknown, 'OrderStatusAnswer', '0000')
    expect(unknown.body.data).toMatchObject({ status: 'UNKNOWN', kind: null })
  })

  it('a KOS without the additive part has neither K6 nor K7', async () => {
    await kos.settings({ additiveFields: false })
    expectAnswer(await kos.order('x'), 'RefusedAnswer', '9006', 404)
    expectAnswer(await kos.transfer('01000000000', 'a', 'b', 'x'), 'RefusedAnswer', '9006', 404)
  })

  it('every operation can answer 9999, in an HTTP 200', async () => {
    await kos.faults({ errorRate: 1 })
    const lineNumber = await kos.line('demo01')
    expectAnswer(await kos.bill(lineNumber), 'BillInquiryAnswer', '9999')
    expectAnswer(
      await kos.call('GET', `/api/v1/kos/bill/available-months/${lineNumber}`),
      'AvailableMonthsAnswer',
      '9999',
    )
    expectAnswer(await kos.product(lineNumber), 'ProductInquiryAnswer', '9999')
    expectAnswer(await kos.call('GET', '/api/v1/kos/product/list'), 'ProductListAnswer', '9999')
    expectAnswer(await kos.change(lineNumber, 'a', 'b', 'x'), 'ProductChangeAnswer', '9999')
    expectAnswer(await kos.transfer(lineNumber, 'a', 'b', 'x'), 'ContractTransferAnswer', '9999')
    expectAnswer(await kos.order('x'), 'OrderStatusAnswer', '9999')
  })

  it.each([
    ['9001', { lineNumber: '0101234' }],
    ['9001', {}],
    ['9001', { lineNumber: null }],
    ['9001', { lineNumber: '01012345678', billingMonth: '2026-11' }],
    ['9001', { lineNumber: '01012345678', billingMonth: '202613' }],
    ['9001', `{"lineNumber":"${'0'.repeat(70_000)}"}`],
    ['9002', [1, 2]],
    ['9002', '"text"'],
    ['9003', '{"lineNumber":'],
    ['9003', 'null'],
    ['9004', { lineNumber: 1_012_345_678 }],
    ['9004', { lineNumber: '01012345678', billingMonth: 202_611 }],
  ])('a malformed request is %s with HTTP 400: %#', async (code, body) => {
    expectAnswer(await kos.call('POST', '/api/v1/kos/bill/inquiry', body), 'RefusedAnswer', code, 400)
  })

  it('a body that is not JSON, or none, is 9003; a bad path parameter is 9001', async () => {
    expectAnswer(
      await kos.call('POST', '/api/v1/kos/bill/inquiry', 'a=b', { 'content-type': 'text/plain' }),
      'RefusedAnswer',
      '9003',
      400,
    )
    expectAnswer(await kos.call('POST', '/api/v1/kos/bill/inquiry'), 'RefusedAnswer', '9003', 400)
    expectAnswer(await kos.call('GET', '/api/v1/kos/bill/available-months/12'), 'RefusedAnswer', '9001', 400)
    expectAnswer(
      await kos.call('POST', '/api/v1/kos/product/change', { lineNumber: '01012345678' }),
      'RefusedAnswer',
      '9001',
      400,
    )
  })

  it('another method is 9005, another path 9006', async () => {
    const wrong = await kos.call('GET', '/api/v1/kos/bill/inquiry')
    expectAnswer(wrong, 'RefusedAnswer', '9005', 405)
    expect(wrong.headers.get('allow')).toBe('POST')
    expectAnswer(await kos.call('POST', '/api/v1/kos/product/list', {}), 'RefusedAnswer', '9005', 405)
    expectAnswer(await kos.call('GET', '/api/v1/kos/nothing'), 'RefusedAnswer', '9006', 404)
  })

  it('ignores unknown request fields, and hands the trace id back', async () => {
    const lineNumber = await kos.line('demo01')
    const body = { lineNumber, requestId: 'r', somethingNew: { deep: true } }
    const headers = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', 'x-request-id': 'req-7' }
    const traced = await kos.call('POST', '/api/v1/kos/product/inquiry', body, headers)
    expectAnswer(traced, 'ProductInquiryAnswer', '0000')
    expect(traced.body).toMatchObject({
      traceId: '0af7651916cd43dd8448eb211c80319c',
      timestamp: '2026-11-22T14:30:00.123000',
    })
    expect(
      (await kos.call('POST', '/api/v1/kos/product/inquiry', body, { 'x-request-id': 'req-7' })).body.traceId,
    ).toBe('req-7')
    expect((await kos.call('POST', '/api/v1/kos/product/inquiry', body)).body.traceId).toBeNull()
  })

  it('UFR-BILL-030 sends what the generator made, for every month of a line', async () => {
    const lineNumber = await kos.line('demo01')
    const months = (await kos.call('GET', `/api/v1/kos/bill/available-months/${lineNumber}`)).body.data?.[
      'availableMonths'
    ] as string[]
    expect(months).toHaveLength(13)
    expect(months[0]).toBe('2026-11')
    for (const month of months) {
      const given = await kos.json<Bill>('GET', `/admin/bills/${lineNumber}/${month}`)
      const sent = (await kos.bill(lineNumber, month.replace('-', ''))).body.data?.['billInfo'] as Record<
        string,
        unknown
      >
      expect(sent).toMatchObject({
        totalFee: given.totalFee,
        monthlyFee: given.monthlyFee,
        lineItems: given.items,
        billStatus: given.state,
      })
    }
  })
})
