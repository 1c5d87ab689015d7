import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { startTestSimulator, type TestSimulator } from '../../../kos/simulator/testing/startTestSimulator.js'
import { eventually } from '../../../testing/eventually.js'
import { startTestBilling, type TestBilling, traceId } from '../testing/startTestBilling.js'

let kos: TestSimulator
let billing: TestBilling
let own: string
let other: string
const start = new Date('2026-11-22T05:30:00.000Z')
const node = 'id month requestedAt processedAt outcome cacheHit traceId'
const page = `edges { cursor node { ${node} } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }`
const records = `edges { cursor node { inquiry { ${node} } lineId line { __typename id } customerId customer { __typename id } processing { operation kosRequestId attempt sentAt answeredAt outcome resultCode cacheHit breakerState durationMs traceId } } } pageInfo { hasNextPage endCursor }`
interface Connection {
  edges: { cursor: string; node: { id: string; month: string; outcome: string } }[]
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null }
}
interface Records {
  edges: {
    node: {
      inquiry: { id: string; outcome: string; traceId: string }
      lineId: string
      line: { __typename: string; id: string }
      customerId: string
      customer: { __typename: string; id: string }
      processing: Record<string, unknown>[]
    }
  }[]
  pageInfo: { hasNextPage: boolean; endCursor: string | null }
}
const look = (month: string, claims = {}, line = own) =>
  billing.line(line, `bill(month: "${month}") { __typename }`, claims)
const all = async (args = '', claims: Parameters<TestBilling['ask']>[2] = { permissions: ['OPERATOR'] }) => {
  const { data, errors } = await billing.ask(`{ billInquiries${args} { ${records} } }`, {}, claims)
  return { found: data?.['billInquiries'] as Records, codes: errors?.map(({ extensions }) => extensions['code']) }
}
const later = (seconds: number) => (kos.time.now = new Date(start.getTime() + seconds * 1000))

beforeAll(async () => {
  kos = await startTestSimulator(start)
  billing = await startTestBilling({ kosUrl: kos.url, clock: () => kos.time.now })
  own = await kos.line('demo01')
  other = await kos.line('demo02')
})
afterEach(async () => {
  kos.time.now = start
  await kos.call('DELETE', '/admin/faults')
  await billing.forget()
})
afterAll(async () => {
  await billing.end()
  await kos.end()
})

describe('UFR-BILL-040 the two records', () => {
  it('UFR-BILL-040 an inquiry leaves its request and its processing, joined by one trace that KOS was sent too', async () => {
    await look('2026-10')
    const [request] = await billing.rows.billInquiry.findMany()
    const [processing, ...more] = await billing.rows.billProcessing.findMany()
    expect(request).toMatchObject({ requestedAt: start, month: '2026-10', lineId: billing.lineIds.seal(own), traceId })
    expect(processing).toMatchObject({
      inquiryId: request?.id,
      traceId,
      operation: 'K1',
      attempt: 1,
      outcome: 'ANSWERED',
      resultCode: '0000',
      cacheHit: false,
      breakerState: 'CLOSED',
      sentAt: start,
      answeredAt: start,
      concludes: 'SHOWN',
    })
    expect(processing?.durationMs).toBeGreaterThan(0)
    expect(more).toEqual([])
  })

  it('UFR-BILL-040 a retry is a record of its own, and the last one concludes', async () => {
    await kos.faults({ operation: 'K1', resetRate: 1 })
    await look('2026-10')
    const rows = await billing.rows.billProcessing.findMany({ orderBy: { attempt: 'asc' } })
    expect(rows.map(({ attempt, outcome, concludes }) => [attempt, outcome, concludes])).toEqual([
      [1, 'CONNECTION_FAILED', null],
      [2, 'CONNECTION_FAILED', 'UNAVAILABLE'],
    ])
  })

  it('UFR-BILL-040 what a comparison and the allowances asked stands with the inquiry, once each', async () => {
    await billing.line(
      own,
      'bill { ... on Bill { usage { used } comparison { difference } } } before: bill(month: "2026-10") { ... on Bill { usage { used } } }',
    )
    const { found } = await all()
    const byMonth = new Map(
      found.edges.map(({ node: each }) => [
        each.inquiry.outcome + String(each.processing.length),
        each.processing.map(({ operation }) => operation).sort(),
      ]),
    )
    expect([...byMonth]).toEqual(
      expect.arrayContaining([
        ['SHOWN3', ['K1', 'K1', 'K4']],
        ['SHOWN2', ['K1', 'K4']],
      ]),
    )
  })

  it('UFR-BILL-040 without the history table no bill is shown, and no processing stands alone', async () => {
    await billing.rows.$executeRawUnsafe('ALTER TABLE bill_inquiry RENAME TO bill_inquiry_away')
    try {
      const { line, errors } = await look('2026-10')
      expect(line).toBeNull()
      expect(errors).toEqual([
        expect.objectContaining({ extensions: { code: 'SERVICE_UNAVAILABLE', retryAfterSeconds: 5 } }),
      ])
      expect(billing.logLines.join('')).not.toContain(own)
      expect(billing.logLines.join('')).toContain('"code":"42P01"')
      // KOS was asked meanwhile; what it said comes too late to be recorded.
      await eventually('the processing was refused', () => billing.logLines.join('').includes('"REQUEST_REFUSED"'))
      expect(await billing.rows.billProcessing.count()).toBe(0)
    } finally {
      await billing.rows.$executeRawUnsafe('ALTER TABLE bill_inquiry_away RENAME TO bill_inquiry')
    }
  })

  it('UFR-BILL-040 a bill whose processing cannot be recorded is not shown, and the request stands as unfinished', async () => {
    await billing.rows.$executeRawUnsafe('ALTER TABLE bill_processing RENAME COLUMN result_code TO result_code_away')
    try {
      const { line, errors } = await look('2026-10')
      expect(line).toBeNull()
      expect(errors.map(({ extensions }) => extensions['code'])).toEqual(['SERVICE_UNAVAILABLE'])
    } finally {
      await billing.rows.$executeRawUnsafe('ALTER TABLE bill_processing RENAME COLUMN result_code_away TO result_code')
    }
    const { found } = await all('(filter: { outcome: UNFINISHED })')
    expect(found.edges.map((each) => each.node.inquiry)).toEqual([
      expect.objectContaining({ outcome: 'UNFINISHED', processedAt: null, cacheHit: false }),
    ])
  })
})

describe("UFR-BILL-040 the customer's own history", () => {
  it('UFR-BILL-040 pages through it newest first, without gap or repeat, also within one millisecond', async () => {
    for (const [at, month] of [
      [0, '2026-05'],
      [0, '2026-06'],
      [0, '2026-07'],
      [5, '2026-08'],
      [9, '2026-09'],
    ] as const) {
      later(at)
      await look(month)
    }
    const seen: Connection['edges'][number]['node'][] = []
    let after = ''
    for (let pages = 0; pages < 3; pages += 1) {
      const { line, errors } = await billing.line(own, `billInquiries(first: 2${after}) { ${page} }`)
      expect(errors).toEqual([])
      const { edges, pageInfo } = line?.['billInquiries'] as Connection
      expect(pageInfo).toEqual({
        hasNextPage: pages < 2,
        hasPreviousPage: pages > 0,
        startCursor: edges[0]?.cursor,
        endCursor: edges.at(-1)?.cursor,
      })
      seen.push(...edges.map((edge) => edge.node))
      after = `, after: "${pageInfo.endCursor}"`
    }
    expect(seen.map(({ month }) => month).slice(0, 2)).toEqual(['2026-09', '2026-08'])
    expect(new Set(seen.map(({ month }) => month))).toEqual(
      new Set(['2026-05', '2026-06', '2026-07', '2026-08', '2026-09']),
    )
    expect(seen).toHaveLength(5)
    expect(seen[0]).toMatchObject({
      outcome: 'SHOWN',
      cacheHit: false,
      traceId,
      requestedAt: later(9).toISOString(),
      processedAt: later(9).toISOString(),
    })
  })

  it('UFR-BILL-040 shows nothing of another line, nor of whoever had the line before', async () => {
    await look('2026-10')
    await look('2026-09', {}, other)
    await look('2026-08', { customerId: '00000000-0000-4000-8000-00000000aaaa' })
    const months = ({ line }: Awaited<ReturnType<TestBilling['line']>>) =>
      (line?.['billInquiries'] as Connection).edges.map((edge) => edge.node.month)
    expect(months(await billing.line(own, `billInquiries { ${page} }`))).toEqual(['2026-10'])
    expect(
      months(
        await billing.line(own, `billInquiries { ${page} }`, { customerId: '00000000-0000-4000-8000-00000000aaaa' }),
      ),
    ).toEqual(['2026-08'])
  })
})

describe("UFR-BILL-040 the operator's view", () => {
  it('UFR-BILL-040 is for operators', async () => {
    expect((await all('', null)).codes).toEqual(['UNAUTHENTICATED'])
    expect((await all('', { permissions: ['BILL_INQUIRY', 'PRODUCT_CHANGE'] })).codes).toEqual(['FORBIDDEN'])
  })

  it('UFR-BILL-040 finds by line, time, outcome and trace, with what was done and who asked', async () => {
    await look('2026-10')
    later(60)
    await look('2020-01', { customerId: '00000000-0000-4000-8000-00000000aaaa' }, other)
    later(120)
    await kos.faults({ operation: 'K1', errorRate: 1 })
    await look('2026-09')
    const outcomes = async (args: string) => (await all(args)).found.edges.map((each) => each.node.inquiry.outcome)

    expect(await outcomes('')).toEqual(['UNAVAILABLE', 'NOT_ISSUED', 'SHOWN'])
    expect(await outcomes(`(filter: { lineId: "${billing.lineIds.seal(own)}" })`)).toEqual(['UNAVAILABLE', 'SHOWN'])
    expect(
      await outcomes(`(filter: { from: "${later(60).toISOString()}", to: "${later(120).toISOString()}" })`),
    ).toEqual(['NOT_ISSUED'])
    expect(await outcomes('(filter: { outcome: UNAVAILABLE })')).toEqual(['UNAVAILABLE'])
    expect(await outcomes('(filter: { outcome: UNFINISHED })')).toEqual([])
    expect(await outcomes(`(filter: { traceId: "${traceId}" })`)).toHaveLength(3)
    expect(await outcomes(`(filter: { traceId: "${'0'.repeat(32)}" })`)).toEqual([])
    const { found } = await all('(filter: { outcome: NOT_ISSUED })')
    expect(found.edges[0]?.node).toMatchObject({
      lineId: billing.lineIds.seal(other),
      line: { __typename: 'Line', id: billing.lineIds.seal(other) },
      customerId: '00000000-0000-4000-8000-00000000aaaa',
      customer: { __typename: 'Customer', id: '00000000-0000-4000-8000-00000000aaaa' },
      processing: [
        { operation: 'K1', attempt: 1, outcome: 'ANSWERED', resultCode: '1003', breakerState: 'CLOSED', traceId },
      ],
    })
  })

  it('UFR-BILL-040 pages through everything', async () => {
    for (const month of ['2026-10', '2026-09', '2026-08']) await look(month)
    const first = (await all('(first: 2)')).found
    const second = (await all(`(first: 2, after: "${first.pageInfo.endCursor}")`)).found
    expect([first.pageInfo.hasNextPage, second.pageInfo.hasNextPage]).toEqual([true, false])
    expect(new Set([...first.edges, ...second.edges].map((each) => each.node.inquiry.id)).size).toBe(3)
  })

  it.each([
    '(first: 51)',
    '(first: 0)',
    '(after: "x")',
    '(filter: { lineId: "x" })',
    '(filter: { from: "2026-11-02T00:00:00Z", to: "2026-11-01T00:00:00Z" })',
    '(filter: { from: "yesterday" })',
    '(filter: { traceId: "x" })',
    '(filter: { outcome: NONE })',
  ])('UFR-BILL-040 %s is BAD_USER_INPUT', async (args) => expect((await all(args)).codes).toEqual(['BAD_USER_INPUT']))
})
