import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { startTestSimulator, type TestSimulator } from '../../../kos/simulator/testing/startTestSimulator.js'
import { openProductDatabase, type ProductDatabase } from '../../../saga/database.js'
import { type ProductForTest, startProductForTest } from '../testing/productClient.js'
import { startTestWorker } from '../testing/startTestWorker.js'
import { until } from '../testing/until.js'

const time = { now: new Date('2026-11-22T05:30:00.123Z') }
const clock = () => time.now

const requestMutation = `mutation ($input: RequestProductChangeInput!) { requestProductChange(input: $input) {
  change { id status timing effectiveOn version from { code } to { code } line { id } failure { code } kosOrderNumber history { version type message } }
  userErrors { __typename code message path
    ... on ChangeRefused { checks { check passed } } ... on OrderInFlight { change { id status } } } } }`
const bareMutation = `mutation ($input: RequestProductChangeInput!) { requestProductChange(input: $input) {
  change { id status version } userErrors { __typename } } }`
const changeQuery = `query ($id: ID!) { productChange(id: $id) { id status version finishedAt kosOrderNumber history { version type } } }`
const quoteQuery = `query ($lineId: ID!, $code: ID!) { productChangeQuote(lineId: $lineId, productCode: $code) { ... on ProductChangeQuote { id } } }`

interface Payload {
  change: { id: string; status: string; version: number; history: { type: string }[] } | null
  userErrors: { __typename: string; change?: { id: string }; checks?: { check: string; passed: boolean }[] }[]
}

let kos: TestSimulator
let product: ProductForTest
let database: ProductDatabase
let stops: (() => Promise<void>)[]

beforeEach(async () => {
  stops = []
  time.now = new Date('2026-11-22T05:30:00.123Z')
  kos = await startTestSimulator(time.now)
  product = await startProductForTest(kos.url, { clock })
  database = openProductDatabase(product.databaseUrl)
})
afterEach(async () => {
  for (const stop of stops) await stop()
  await database.$disconnect()
  await product.stop()
  await kos.end()
})

async function startWorker(): Promise<void> {
  const worker = await startTestWorker({ databaseUrl: product.databaseUrl, kosUrl: kos.url, clock })
  stops.push(() => worker.stop())
}

async function as(loginId: string) {
  const person = await kos.person(loginId)
  const lines = person.lines.map((line) => line.lineNumber)
  const caller = { customerId: randomUUID(), lines, permissions: person.permissions }
  const lineId = product.sealed(lines[0] ?? '')
  return {
    caller,
    lineId,
    lineNumber: lines[0] ?? '',
    async request(input: Record<string, unknown> = {}): Promise<Payload> {
      const given = { lineId, productCode: 'LTE-MAX-100', idempotencyKey: randomUUID(), ...input }
      const answer = await product.ask(caller, requestMutation, { input: given })
      expect(answer.errors).toBeUndefined()
      return answer.data?.['requestProductChange'] as Payload
    },
    /** Asks for nothing that KOS would have to tell. */
    async requestBare(): Promise<Payload> {
      const input = { lineId, productCode: 'LTE-MAX-100', idempotencyKey: randomUUID() }
      const answer = await product.ask(caller, bareMutation, { input })
      expect(answer.errors).toBeUndefined()
      return answer.data?.['requestProductChange'] as Payload
    },
    async change(id: string) {
      const answer = await product.ask(caller, changeQuery, { id })
      return answer.data?.['productChange'] as { status: string; version: number; history: { version: number }[] }
    },
    async quote(code = 'LTE-MAX-100', line = lineId): Promise<string> {
      const answer = await product.ask(caller, quoteQuery, { lineId: line, code })
      return (answer.data?.['productChangeQuote'] as { id: string }).id
    },
  }
}

const finished = ({ status }: { status: string }) => ['COMPLETED', 'REJECTED', 'COMPENSATED'].includes(status)

describe('UFR-PROD-030 a request', () => {
  it('is accepted with its checks made, and carried out by the saga', async () => {
    const demo = await as('demo01')
    const { change, userErrors } = await demo.request()
    expect(userErrors).toEqual([])
    expect(change).toMatchObject({
      status: 'REQUESTED',
      timing: 'IMMEDIATE',
      effectiveOn: '2026-11-22',
      version: 2,
      from: { code: 'LTE-MAX-011' },
      to: { code: 'LTE-MAX-100' },
      line: { id: demo.lineId },
      history: [
        { version: 1, type: 'Requested' },
        { version: 2, type: 'Prechecked' },
      ],
    })
    await startWorker()
    const done = await until(() => demo.change(change?.id ?? ''), finished)
    expect(done).toMatchObject({ status: 'COMPLETED', kosOrderNumber: expect.any(String) as unknown })
    expect(done.history.map(({ version }) => version)).toEqual(done.history.map((_, index) => index + 1))
  })
})

describe('UFR-PROD-030 the same request again', () => {
  it('is the same change, as it stands by then', async () => {
    const demo = await as('demo01')
    const idempotencyKey = randomUUID()
    const first = await demo.request({ idempotencyKey })
    expect(await demo.request({ idempotencyKey })).toEqual(first)
    await startWorker()
    await until(() => demo.change(first.change?.id ?? ''), finished)
    const again = await demo.request({ idempotencyKey })
    expect(again).toMatchObject({ change: { id: first.change?.id, status: 'COMPLETED' }, userErrors: [] })
    expect(await database.productChange.count()).toBe(1)
  })

  it.each([{ productCode: 'LTE-PLUS-007' }, { timing: 'NEXT_BILL_CYCLE' }, { acceptedQuoteId: randomUUID() }])(
    'with %j is another request, which may not have its key',
    async (input) => {
      const demo = await as('demo01')
      const idempotencyKey = randomUUID()
      await demo.request({ idempotencyKey })
      const { change, userErrors } = await demo.request({ idempotencyKey, ...input })
      expect(change).toBeNull()
      expect(userErrors).toMatchObject([
        { __typename: 'IdempotencyKeyReused', code: 'IDEMPOTENCY_KEY_REUSED', path: ['input', 'idempotencyKey'] },
      ])
    },
  )

  it('sent twenty times at once is one change', async () => {
    const demo = await as('demo01')
    const idempotencyKey = randomUUID()
    const answers = await Promise.all(Array.from({ length: 20 }, () => demo.request({ idempotencyKey })))
    expect(new Set(answers.map(({ change }) => change?.id)).size).toBe(1)
    expect(answers.flatMap(({ userErrors }) => userErrors)).toEqual([])
    expect(await database.productChange.count()).toBe(1)
  })

  it('under another customer’s key is their own', async () => {
    const [one, other] = [await as('demo01'), await as('demo05')]
    const idempotencyKey = randomUUID()
    const first = await one.request({ idempotencyKey })
    const second = await other.request({ idempotencyKey, productCode: 'LTE-LITE-001' })
    expect(second.userErrors).toEqual([])
    expect(second.change?.id).not.toBe(first.change?.id)
  })
})

describe('UFR-PROD-030 fifty requests at once for one line', () => {
  const fifty = async (demo: Awaited<ReturnType<typeof as>>) => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => demo.request()))
    const [accepted, ...more] = answers.filter(({ change }) => change !== null)
    expect(more).toEqual([])
    expect(await database.productChange.count()).toBe(1)
    const errors = answers.flatMap(({ userErrors }) => userErrors)
    expect(errors).toHaveLength(49)
    for (const error of errors) {
      expect(error).toMatchObject({ __typename: 'OrderInFlight', change: { id: accepted?.change?.id } })
    }
    return accepted?.change?.id ?? ''
  }

  it('leave exactly one change, which the others name', async () => {
    await fifty(await as('demo01'))
  })

  it('also when the first is carried out while the others come', async () => {
    await startWorker()
    const demo = await as('demo01')
    const id = await fifty(demo)
    expect(await until(() => demo.change(id), finished)).toMatchObject({ status: 'COMPLETED' })
    expect(await demo.request()).toMatchObject({ userErrors: [{ __typename: 'OrderInFlight', change: { id } }] })
    time.now = new Date(time.now.getTime() + 10_000)
    const later = await demo.request()
    expect(later.userErrors).toMatchObject([{ __typename: 'ChangeRefused', path: ['input', 'productCode'] }])
  })
})

describe('UFR-PROD-030 a request that is not accepted', () => {
  it('names all seven checks', async () => {
    const { change, userErrors } = await (await as('demo01')).request({ productCode: '3G-OLD-001' })
    expect(change).toBeNull()
    expect(userErrors).toMatchObject([{ __typename: 'ChangeRefused', code: 'CHANGE_REFUSED' }])
    expect(userErrors[0]?.checks).toHaveLength(7)
    expect(await database.productChange.count()).toBe(0)
  })

  it.each([
    [{ productCode: "A'B" }, 'BAD_USER_INPUT'],
    [{ lineId: 'x' }, 'BAD_USER_INPUT'],
    [{ idempotencyKey: 'x' }, 'BAD_USER_INPUT'],
    [{ lineId: `ln_1_${'A'.repeat(36)}` }, 'NOT_FOUND'],
  ])('%j is %s', async (input, code) => {
    const demo = await as('demo01')
    const given = { lineId: demo.lineId, productCode: 'LTE-MAX-100', idempotencyKey: randomUUID(), ...input }
    const { errors } = await product.ask(demo.caller, requestMutation, { input: given })
    expect(errors?.[0]?.extensions['code']).toBe(code)
  })

  it('needs PRODUCT_CHANGE, and a line of one’s own', async () => {
    const [demo, stranger, bare] = [await as('demo01'), await as('demo05'), await as('demo02')]
    const codeFor = async (caller: typeof demo.caller | null, lineId: string) => {
      const input = { lineId, productCode: 'LTE-MAX-100', idempotencyKey: randomUUID() }
      return (await product.ask(caller, requestMutation, { input })).errors?.[0]?.extensions['code']
    }
    expect(await codeFor(null, demo.lineId)).toBe('UNAUTHENTICATED')
    expect(await codeFor(bare.caller, bare.lineId)).toBe('FORBIDDEN')
    expect(await codeFor(stranger.caller, demo.lineId)).toBe('NOT_FOUND')
  })
})

describe('UFR-PROD-030 an accepted quote', () => {
  it('binds the change to its price', async () => {
    const demo = await as('demo01')
    const acceptedQuoteId = await demo.quote('LTE-PLUS-007')
    const { change } = await demo.request({ acceptedQuoteId, productCode: 'LTE-PLUS-007' })
    const [requested] = await database.productChangeEvent.findMany({ where: { streamId: change?.id ?? '' } })
    expect(requested?.data).toMatchObject({
      fromCode: 'LTE-MAX-011',
      accepted: { quoteId: acceptedQuoteId, fromNextMonth: 19_800, contractLossAccepted: true },
    })
    await startWorker()
    expect(await until(() => demo.change(change?.id ?? ''), finished)).toMatchObject({ status: 'COMPLETED' })
  })

  it('of another plan, time or line, an expired one, and one that never was, do not', async () => {
    const [demo, other] = [await as('demo01'), await as('demo05')]
    const [own, others] = [await demo.quote(), await other.quote('LTE-LITE-001')]
    const refused = async (input: Record<string, unknown>) => {
      const { userErrors } = await demo.request(input)
      expect(userErrors).toMatchObject([{ __typename: 'QuoteExpired', path: ['input', 'acceptedQuoteId'] }])
    }
    await refused({ acceptedQuoteId: own, productCode: 'LTE-PLUS-007' })
    await refused({ acceptedQuoteId: own, timing: 'NEXT_BILL_CYCLE' })
    await refused({ acceptedQuoteId: others, productCode: 'LTE-LITE-001' })
    await refused({ acceptedQuoteId: randomUUID() })
    await refused({ acceptedQuoteId: 'x' })
    time.now = new Date(time.now.getTime() + 10 * 60_000)
    await refused({ acceptedQuoteId: own })
    time.now = new Date(time.now.getTime() - 1)
    expect((await demo.request({ acceptedQuoteId: own })).userErrors).toEqual([])
  })

  it('that the plan no longer costs does not bind', async () => {
    const demo = await as('demo01')
    const acceptedQuoteId = await demo.quote()
    const quote = await database.productQuote.findFirstOrThrow()
    const price = { ...(quote.price as object), fromNextMonth: 1 }
    await database.productQuote.update({ where: { id: quote.id }, data: { price } })
    expect((await demo.request({ acceptedQuoteId })).userErrors).toMatchObject([{ __typename: 'QuoteExpired' }])
  })
})

describe('UFR-PROD-030 with KOS out of reach', () => {
  it('a change is accepted and waits; it is checked and carried out when KOS is back', async () => {
    const demo = await as('demo01')
    await demo.quote()
    await kos.faults({ operation: 'all', down: true })
    const { change, userErrors } = await demo.requestBare()
    expect(userErrors).toEqual([])
    expect(change).toMatchObject({ status: 'REQUESTED', version: 1 })
    const row = await database.productChange.findFirstOrThrow()
    // The plans that a waiting change shows are those of the quote: KOS cannot be asked for their names.
    expect(row).toMatchObject({
      fromCode: 'LTE-MAX-011',
      fromProduct: { code: 'LTE-MAX-011' },
      toProduct: { code: row.toCode },
    })
    await kos.call('DELETE', '/admin/faults')
    await startWorker()
    expect(await until(() => demo.change(change?.id ?? ''), finished)).toMatchObject({ status: 'COMPLETED' })
  })
})

describe('UFR-PROD-030 a change for next month', () => {
  it('is reserved for its first day in Seoul, and begins then', async () => {
    const demo = await as('demo01')
    const { change } = await demo.request({ timing: 'NEXT_BILL_CYCLE' })
    expect(change).toMatchObject({ status: 'RESERVED', effectiveOn: '2026-12-01', version: 1 })
    const saga = await database.productChangeSaga.findFirstOrThrow()
    expect(saga.wakeAt).toEqual(new Date('2026-11-30T15:00:00Z'))
    await startWorker()
    time.now = new Date('2026-11-30T15:00:00Z')
    expect(await until(() => demo.change(change?.id ?? ''), finished)).toMatchObject({ status: 'COMPLETED' })
  })

  it('is refused now for what refuses it now', async () => {
    const { userErrors } = await (await as('demo03')).request({ timing: 'NEXT_BILL_CYCLE' })
    expect(userErrors).toMatchObject([{ __typename: 'ChangeRefused' }])
  })
})

describe('UFR-PROD-030 cancelling', () => {
  const cancel = `mutation ($id: ID!) { cancelProductChange(input: { id: $id }) {
    change { id status } userErrors { __typename ... on ChangeNotCancellable { change { status } } } } }`

  it('is possible until KOS is asked, and twice; then the line is free again', async () => {
    const demo = await as('demo01')
    for (const timing of ['IMMEDIATE', 'NEXT_BILL_CYCLE']) {
      const id = (await demo.request({ timing })).change?.id
      for (let time = 1; time <= 2; time++) {
        const { data } = await product.ask(demo.caller, cancel, { id })
        expect(data?.['cancelProductChange']).toEqual({ change: { id, status: 'CANCELLED' }, userErrors: [] })
      }
    }
    expect(await kos.ledger()).toEqual([])
  })

  it('is not possible afterwards', async () => {
    const demo = await as('demo01')
    const id = (await demo.request()).change?.id ?? ''
    await startWorker()
    await until(() => demo.change(id), finished)
    const { data } = await product.ask(demo.caller, cancel, { id })
    expect(data?.['cancelProductChange']).toEqual({
      change: null,
      userErrors: [{ __typename: 'ChangeNotCancellable', change: { status: 'COMPLETED' } }],
    })
  })

  it('another’s change, an unknown one and a malformed id are not found, also by an operator', async () => {
    const id = (await (await as('demo01')).request()).change?.id
    const stranger = (await as('demo05')).caller
    const answers = await Promise.all(
      [id, randomUUID(), 'x'].map((each) => product.ask(stranger, cancel, { id: each })),
    )
    expect(answers.map(({ errors }) => errors?.[0]?.extensions['code'])).toEqual(Array(3).fill('NOT_FOUND'))
    const operator = { permissions: ['OPERATOR' as const] }
    expect((await product.ask(operator, cancel, { id })).errors?.[0]?.extensions['code']).toBe('FORBIDDEN')
  })
})
