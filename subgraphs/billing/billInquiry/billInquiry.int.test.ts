import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { startTestSimulator, type TestSimulator } from '../../../kos/simulator/testing/startTestSimulator.js'
import { startTestBilling, type TestBilling, traceId } from '../testing/startTestBilling.js'

let kos: TestSimulator
let billing: TestBilling
let own: string

const union = `__typename ... on BillNotIssued { month message } ... on LineNotActive { message } ... on TemporarilyUnavailable { message retryAfterSeconds }`
const whole = `... on Bill {
  id month line { id } product { code } lines { type name amount } total vat unpaid usage { bucket used allowance unit }
  contract { type months startDate endDate monthlyDiscount } terminationFee deviceInstalment { deviceName monthlyAmount remainingMonths remainingAmount }
  payment { method status dueDate paidAt } state dueDate comparison { previousTotal difference causes { kind amount message } }
  freshness { asOf stale source } }`
interface Bill {
  id: string
  lines: { amount: number }[]
  total: number
  comparison: {
    previousTotal: number
    difference: number
    causes: { kind: string; amount: number; message: string }[]
  } | null
}
interface Facts {
  planCode: string
  items: { type: string; name: string; amount: number }[]
  totalFee: number
  vat: number
  unpaidAmount: number
  usage: { dataMb: number; voiceSeconds: number; smsCount: number }
  contract: Record<string, unknown> | null
  terminationFee: number
  state: string
  dueDate: string
}
const facts = (lineNumber: string, month: string) => kos.json<Facts>('GET', `/admin/bills/${lineNumber}/${month}`)

beforeAll(async () => {
  kos = await startTestSimulator()
  billing = await startTestBilling({ kosUrl: kos.url, clock: () => kos.time.now })
  own = await kos.line('demo01')
})
afterEach(async () => {
  await kos.call('DELETE', '/admin/faults')
  await kos.call('DELETE', '/admin/settings')
  await kos.call('DELETE', '/admin/calls')
  await billing.forget()
  billing.logLines.length = 0
})
afterAll(async () => {
  await billing.end()
  await kos.end()
})

describe('UFR-BILL-020 asking for a bill', () => {
  it.each([
    [null, '2026-11'],
    ['2026-10', '2026-10'],
  ])('UFR-BILL-030 the bill of %s is the one that KOS was given, figure by figure', async (month, of) => {
    const { line, errors } = await billing.line(
      own,
      `bill(month: ${month === null ? 'null' : `"${month}"`}) { ${union} ${whole} }`,
    )
    const given = await facts(own, of)
    const before = await facts(own, of === '2026-11' ? '2026-10' : '2026-09')
    const bill = line?.['bill'] as Bill
    expect(errors).toEqual([])
    expect(bill).toMatchObject({
      __typename: 'Bill',
      id: `${billing.lineIds.seal(own)}.${of}`,
      month: of,
      line: { id: billing.lineIds.seal(own) },
      product: { code: given.planCode },
      total: given.totalFee,
      vat: given.vat,
      unpaid: given.unpaidAmount,
      terminationFee: given.terminationFee,
      contract: given.contract,
      deviceInstalment: null,
      state: given.state,
      dueDate: given.dueDate,
      freshness: { stale: false, source: 'KOS', asOf: kos.time.now.toISOString() },
    })
    expect(bill.lines).toEqual(given.items.map(({ type, name, amount }) => ({ type, name, amount })))
    expect(bill.lines.reduce((sum, each) => sum + each.amount, 0)).toBe(bill.total)
    expect((bill as unknown as { usage: { used: number }[] }).usage.map((each) => each.used)).toEqual([
      given.usage.dataMb,
      given.usage.voiceSeconds,
      given.usage.smsCount,
    ])
    expect(bill.comparison).toMatchObject({
      previousTotal: before.totalFee,
      difference: given.totalFee - before.totalFee,
    })
    expect(bill.comparison?.causes.reduce((sum, cause) => sum + cause.amount, 0)).toBe(given.totalFee - before.totalFee)
  })

  it('UFR-BILL-030 a device on instalment is shown, a change of plan is the reason that is named', async () => {
    const device = await billing.line(await kos.line('demo05'), `bill { ${union} ${whole} }`)
    expect(device.line?.['bill']).toMatchObject({
      deviceInstalment: { deviceName: '갤럭시 S26 256GB' },
      contract: { months: 12 },
    })
    const changed = await billing.line(
      await kos.line('demo04'),
      `bill { ${union} ... on Bill { usage { bucket } comparison { causes { kind message } } } }`,
    )
    expect(changed.line?.['bill']).toMatchObject({
      usage: [],
      comparison: { causes: expect.arrayContaining([expect.objectContaining({ kind: 'PRODUCT_CHANGED' })]) as unknown },
    })
  })

  it('UFR-BILL-030 a KOS without the additive fields: nulls, and sums that hold', async () => {
    await kos.settings({ additiveFields: false })
    const { line, errors } = await billing.line(own, `bill { ${union} ${whole} }`)
    const bill = line?.['bill'] as Bill
    expect(errors).toEqual([])
    expect(bill).toMatchObject({
      __typename: 'Bill',
      vat: null,
      unpaid: null,
      contract: null,
      terminationFee: null,
      deviceInstalment: null,
      payment: null,
      total: (await facts(own, '2026-11')).totalFee,
    })
    expect(bill.lines.reduce((sum, each) => sum + each.amount, 0)).toBe(bill.total)
    expect(bill.comparison?.causes.reduce((sum, cause) => sum + cause.amount, 0)).toBe(bill.comparison?.difference)
  })

  it.each([
    ['2020-01', '2020년 1월에는 청구된 요금이 없습니다.'],
    ['2026-12', '2026년 12월 요금은 아직 청구되지 않았습니다.'],
  ])('UFR-BILL-020 %s has no bill, and that is said', async (month, message) => {
    const { line, errors } = await billing.line(own, `bill(month: "${month}") { ${union} }`)
    expect({ line, errors }).toEqual({ line: { bill: { __typename: 'BillNotIssued', month, message } }, errors: [] })
  })

  it('UFR-BILL-020 a suspended line is another answer, has no months and no bills, and still its history', async () => {
    const { line, errors } = await billing.line(await kos.line('demo03'), `bill { ${union} } billMonths bills { id }`)
    expect(errors).toEqual([])
    expect(line).toMatchObject({ bill: { __typename: 'LineNotActive' }, billMonths: [], bills: [] })
    const history = await billing.line(await kos.line('demo03'), `billInquiries { edges { node { outcome } } }`)
    expect(history.line).toEqual({ billInquiries: { edges: [{ node: { outcome: 'LINE_NOT_ACTIVE' } }] } })
  })

  it('UFR-BILL-020 KOS down is a third answer; lists say so by an error; nothing takes 3 s', async () => {
    await kos.faults({ down: true })
    const started = performance.now()
    const { line, errors } = await billing.line(own, `bill { ${union} }`)
    expect(errors).toEqual([])
    expect(line).toMatchObject({
      bill: { __typename: 'TemporarilyUnavailable', retryAfterSeconds: expect.any(Number) as unknown },
    })
    for (const field of ['billMonths', 'bills { id }']) {
      const list = await billing.line(own, field)
      expect(list.line).toBeNull()
      expect(list.errors).toEqual([
        expect.objectContaining({
          extensions: { code: 'SERVICE_UNAVAILABLE', retryAfterSeconds: expect.any(Number) as unknown },
        }),
      ])
    }
    expect(performance.now() - started).toBeLessThan(3_000)
  })

  it('UFR-BILL-020 a KOS that hangs, then a whole list of bills: an answer within 3 s, the time-out recorded', async () => {
    await kos.faults({ operation: 'K1', latencyMs: 20_000 })
    const started = performance.now()
    const { line } = await billing.line(own, `bill { ${union} ... on Bill { comparison { difference } } }`)
    expect(line).toMatchObject({ bill: { __typename: 'TemporarilyUnavailable' } })
    expect(
      (await billing.line(own, 'bills { id comparison { difference } }')).errors.map(
        ({ extensions }) => extensions['code'],
      ),
    ).toEqual(['SERVICE_UNAVAILABLE'])
    expect(performance.now() - started).toBeLessThan(6_000)
    expect(new Set((await billing.rows.billProcessing.findMany()).map(({ outcome }) => outcome))).toEqual(
      new Set(['TIMED_OUT']),
    )
  })

  it.each(['html', 'huge', 'missingField', 'wrongType'])(
    'UFR-BILL-030 an answer spoilt by %s is no bill: unavailable, and one log line says what was wrong',
    async (malformed) => {
      await kos.faults({ operation: 'K1', malformed })
      const { line, errors } = await billing.line(own, `bill { ${union} }`)
      expect(errors).toEqual([])
      expect(line).toMatchObject({ bill: { __typename: 'TemporarilyUnavailable' } })
      expect(billing.logLines.filter((text) => text.includes('CONTRACT_BROKEN'))).toHaveLength(1)
      expect(await billing.rows.billProcessing.findMany()).toEqual([
        expect.objectContaining({ outcome: 'CONTRACT_BROKEN', concludes: 'UNAVAILABLE' }),
      ])
    },
  )

  it('UFR-BILL-030 a product list that cannot be had costs the usage, not the bill; a month before that cannot be had, the comparison', async () => {
    await kos.faults({ operation: 'K4', errorRate: 1 })
    const { line, errors } = await billing.line(own, `bill { ${union} ... on Bill { total usage { used } } }`)
    expect(errors).toEqual([])
    expect(line).toMatchObject({ bill: { __typename: 'Bill', usage: [] } })
  })

  it('UFR-BILL-020 the same bill asked for twice in one operation is one call of KOS and one inquiry', async () => {
    await billing.line(
      own,
      `one: bill { ${union} } two: bill(month: "2026-11") { ${union} } three: bill(month: null) { ${union} ... on Bill { total } }`,
    )
    expect(await kos.calls('K1')).toEqual({ '0000': 1 })
    expect(await billing.rows.billInquiry.count()).toBe(1)
  })
})

describe('UFR-BILL-010 the bill menu', () => {
  it('UFR-BILL-010 lists the months that have a bill, newest first, and says which month it is', async () => {
    const { line } = await billing.line(own, 'currentMonth billMonths')
    const months = line?.['billMonths'] as string[]
    expect(line?.['currentMonth']).toBe('2026-11')
    expect(months).toHaveLength(13)
    expect(months[0]).toBe('2026-11')
    expect(months).toEqual([...months].sort().reverse())
  })

  it('UFR-BILL-010 lists the newest bills, six unless told, each of them recorded', async () => {
    const { line, errors } = await billing.line(own, 'bills { month total } more: bills(first: 12) { month }')
    expect(errors).toEqual([])
    const bills = line?.['bills'] as { month: string; total: number }[]
    expect(bills.map(({ month }) => month)).toEqual(['2026-11', '2026-10', '2026-09', '2026-08', '2026-07', '2026-06'])
    for (const { month, total } of bills) expect(total).toBe((await facts(own, month)).totalFee)
    expect(line?.['more']).toHaveLength(12)
    expect(await billing.rows.billInquiry.count()).toBe(12)
    expect(await kos.calls('K2')).toEqual({ '0000': 1 })
  })
})

describe('UFR-AUTH-020 who may ask', () => {
  const every = [
    'currentMonth',
    'billMonths',
    `bill { ${union} }`,
    'bills { id }',
    'billInquiries { edges { cursor } }',
  ]

  it.each(every)(
    'UFR-AUTH-020 %s: not without signing in, not without BILL_INQUIRY, not the line of another',
    async (field) => {
      const id = billing.lineIds.seal(own)
      const query = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Line { ${field} } } }`
      const codes = async (claims: Parameters<TestBilling['ask']>[2], lineId = id) =>
        (await billing.ask(query, { r: [{ __typename: 'Line', id: lineId }] }, claims)).errors?.map(
          ({ extensions, message }) => [extensions['code'], message],
        )
      expect(await codes(null)).toEqual([['UNAUTHENTICATED', '로그인이 필요합니다.']])
      expect(await codes({ lineIds: [id], permissions: ['PRODUCT_CHANGE', 'OPERATOR'] })).toEqual([
        ['FORBIDDEN', '서비스 이용 권한이 없습니다.'],
      ])
      const foreign = await codes({ lineIds: [billing.lineIds.seal('01099998888')] })
      const unknown = await codes({ lineIds: [id] }, `ln_1_${'A'.repeat(36)}`)
      expect(foreign).toEqual([['NOT_FOUND', '회선을 찾을 수 없습니다.']])
      expect(unknown).toEqual(foreign)
      expect(await codes({ lineIds: [id] }, '01012345678')).toEqual([['BAD_USER_INPUT', expect.any(String)]])
      expect(await billing.rows.billInquiry.count()).toBe(0)
      expect(await kos.calls('K1')).toEqual({})
    },
  )

  it('UFR-AUTH-020 a bill by its id is checked just the same', async () => {
    const lineId = billing.lineIds.seal(own)
    const query = 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Bill { month total } } }'
    const byId = (id: string, claims: Parameters<TestBilling['ask']>[2]) =>
      billing.ask(query, { r: [{ __typename: 'Bill', id }] }, claims)
    expect((await byId(`${lineId}.2026-10`, { lineIds: [lineId] })).data).toEqual({
      _entities: [{ month: '2026-10', total: (await facts(own, '2026-10')).totalFee }],
    })
    expect((await byId(`${lineId}.2020-01`, { lineIds: [lineId] })).data).toEqual({ _entities: [null] })
    const code = async (id: string, claims: Parameters<TestBilling['ask']>[2]) =>
      (await byId(id, claims)).errors?.[0]?.extensions['code']
    expect(await code(`${lineId}.2026-10`, { lineIds: [] })).toBe('NOT_FOUND')
    expect(await code(`${lineId}.2026-10`, null)).toBe('UNAUTHENTICATED')
    expect(await code(`${lineId}.2026-10`, { lineIds: [lineId], permissions: [] })).toBe('FORBIDDEN')
    expect(await code(`${lineId}.2026-13`, { lineIds: [lineId] })).toBe('BAD_USER_INPUT')
  })
})

describe('UFR-BILL-020 bad input', () => {
  it.each([
    'bill(month: "2026-13") { __typename }',
    'bill(month: "202611") { __typename }',
    'bill(month: 202611) { __typename }',
    'bills(first: 0) { id }',
    'bills(first: 13) { id }',
    'bills(first: -1) { id }',
    'billInquiries(first: 0) { edges { cursor } }',
    'billInquiries(first: 51) { edges { cursor } }',
    'billInquiries(after: "x") { edges { cursor } }',
    'billInquiries(after: "") { edges { cursor } }',
    'noSuchField',
  ])('UFR-BILL-020 %s is BAD_USER_INPUT and leaves no trace', async (field) => {
    const { errors } = await billing.line(own, field)
    expect(errors.map(({ extensions }) => extensions['code'])).toEqual(['BAD_USER_INPUT'])
    expect(JSON.stringify(errors)).not.toContain('stack')
    expect([await billing.rows.billInquiry.count(), await billing.rows.billProcessing.count()]).toEqual([0, 0])
    expect(await kos.calls('K1')).toEqual({})
  })
})

describe('UFR-BILL-040 privacy', () => {
  it('UFR-BILL-040 no log line, no row and no answer holds a number, a name or a customer id of KOS', async () => {
    const person = await kos.person('demo01')
    const answers = [
      await billing.line(
        own,
        `billMonths bills(first: 2) { id } bill { ${union} ${whole} } billInquiries { edges { node { id } } }`,
      ),
    ]
    await kos.faults({ operation: 'K1', malformed: 'wrongType' })
    answers.push(await billing.line(own, `bill(month: "2026-07") { ${union} }`))
    await kos.faults({ down: true })
    answers.push(await billing.line(own, `bill { ${union} } `))
    const rows = [await billing.rows.billInquiry.findMany(), await billing.rows.billProcessing.findMany()]
    expect(rows[0]?.length).toBeGreaterThan(3)
    expect(billing.logLines.length).toBeGreaterThan(1)
    for (const text of [JSON.stringify(answers), JSON.stringify(rows), billing.logLines.join('')]) {
      for (const personal of [
        own,
        own.slice(3),
        person.customerName,
        person.customerId,
        '00000000-0000-4000-8000-000000000001',
      ])
        expect(text).not.toContain(personal)
    }
    expect(billing.logLines.join('')).toContain(traceId)
  })
})
