import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { createFieldCipher } from '../../platform/privacy/fieldCipher.js'
import { testKeys } from '../../testing/keys.js'
import { openProductDatabase, type ProductDatabase } from '../../saga/database.js'
import { createChangeReadStore } from '../../saga/productChange/readSide/changeReadStore.js'
import {
  billOf,
  createFakeKosOrder,
  fakeKosClient,
  type FakeKosOrder,
  kosProduct,
  lineOn,
} from './testing/createFakeKosOrder.js'
import { type ProductForTest, startProductForTest } from './testing/productClient.js'

const own = '01022223333'
const foreign = '01044445555'
const now = new Date('2026-11-15T10:00:00+09:00')
const lineKey = createFieldCipher({ keys: testKeys.FIELD_KEYS, blindIndexKey: testKeys.BLIND_INDEX_KEY }).blindIndex(
  own,
)

const lineFields = `query ($reps: [_Any!]!) { _entities(representations: $reps) { ... on Line {
  product { __typename ... on Product { code } ... on LineNotActive { message } ... on TemporarilyUnavailable { message retryAfterSeconds } } } } }`
const candidates = `query ($reps: [_Any!]!) { _entities(representations: $reps) { ... on Line { changeCandidates { product { code } } } } }`
const reference = `query ($reps: [_Any!]!) { _entities(representations: $reps) { ... on Product { code name monthlyFee network unlimited } } }`
const catalogue = `query ($filter: ProductFilter, $first: Int, $after: String) {
  products(filter: $filter, first: $first, after: $after) { totalCount pageInfo { hasNextPage endCursor } edges { cursor node { code } } } }`
const quote = `query ($lineId: ID!, $code: ID!, $timing: ChangeTiming! = IMMEDIATE) {
  productChangeQuote(lineId: $lineId, productCode: $code, timing: $timing) { __typename
    ... on ProductChangeQuote { id expiresAt effectiveOn fromNextMonth from { code } to { code } thisMonth { type name amount } losses { kind amount } checks { check passed } }
    ... on ProductChangeRefused { message checks { check passed message } }
    ... on TemporarilyUnavailable { message retryAfterSeconds } } }`
const lineRep = (id: string) => ({ reps: [{ __typename: 'Line', id }] })
const productRep = (code: string) => ({ reps: [{ __typename: 'Product', code }] })

let kos: FakeKosOrder
let product: ProductForTest
let database: ProductDatabase
let ownId: string
const customer = { lines: [own] }

beforeAll(async () => {
  const client = fakeKosClient(() => kos)
  product = await startProductForTest('http://127.0.0.1:9', { clock: () => now, kos: client })
  database = openProductDatabase(product.databaseUrl)
  ownId = product.sealed(own)
})
afterAll(async () => {
  await database.$disconnect()
  await product.stop()
})
beforeEach(async () => {
  kos = createFakeKosOrder({
    products: [kosProduct(), kosProduct({ code: 'LTE-MAX-011', name: '데이터맘껏 11GB+', monthlyFee: 33_000 })],
    line: lineOn('LTE-MAX-011'),
    bills: { '': billOf() },
  })
  await database.productChange.deleteMany()
  await database.productQuote.deleteMany()
})

const codeOf = (answer: { errors?: { extensions: Record<string, unknown> }[] }) =>
  answer.errors?.[0]?.extensions['code']

describe('UFR-AUTH-020 who may ask the product subgraph directly', () => {
  it.each([
    ['products', catalogue, () => ({})],
    ['a Product reference', reference, () => productRep('LTE-PLUS-007')],
    ['Line.product', lineFields, () => lineRep(ownId)],
    ['Line.changeCandidates', candidates, () => lineRep(ownId)],
    ['productChangeQuote', quote, () => ({ lineId: ownId, code: 'LTE-PLUS-007' })],
  ])('%s needs a signed-in customer', async (_, query, variables) => {
    expect(codeOf(await product.ask(null, query, variables()))).toBe('UNAUTHENTICATED')
    expect(kos.asked).toEqual([])
  })

  it.each([
    ['Line.changeCandidates', candidates, () => lineRep(ownId)],
    ['productChangeQuote', quote, () => ({ lineId: ownId, code: 'LTE-PLUS-007' })],
  ])('%s needs PRODUCT_CHANGE', async (_, query, variables) => {
    const answer = await product.ask({ ...customer, permissions: ['BILL_INQUIRY'] }, query, variables())
    expect(codeOf(answer)).toBe('FORBIDDEN')
    expect(answer.errors?.[0]?.message).toBe('서비스 이용 권한이 없습니다.')
    expect(kos.asked).toEqual([])
  })

  it('Line.product is for either permission, and for nobody without one', async () => {
    for (const permission of ['BILL_INQUIRY', 'PRODUCT_CHANGE'] as const) {
      const answer = await product.ask({ ...customer, permissions: [permission] }, lineFields, lineRep(ownId))
      expect(answer.data).toEqual({ _entities: [{ product: { __typename: 'Product', code: 'LTE-MAX-011' } }] })
    }
    expect(codeOf(await product.ask({ ...customer, permissions: ['OPERATOR'] }, lineFields, lineRep(ownId)))).toBe(
      'FORBIDDEN',
    )
  })

  it.each([
    ['Line.product', lineFields, (id: string) => lineRep(id)],
    ['Line.changeCandidates', candidates, (id: string) => lineRep(id)],
    ['productChangeQuote', quote, (id: string) => ({ lineId: id, code: 'LTE-PLUS-007' })],
  ])('%s of another’s line looks exactly like one that does not exist', async (_, query, variables) => {
    const theirs = await product.ask(customer, query, variables(product.sealed(foreign)))
    const nobodys = await product.ask(customer, query, variables(`ln_1_${'A'.repeat(36)}`))
    expect(codeOf(theirs)).toBe('NOT_FOUND')
    expect(nobodys).toEqual(theirs)
    for (const garbage of ['', 'x', own, '../..', `ln_1_${'A'.repeat(5_000)}`]) {
      expect(codeOf(await product.ask(customer, query, variables(garbage)))).toBe('BAD_USER_INPUT')
    }
    expect(kos.asked).toEqual([])
  })
})

describe('UFR-PROD-010 the catalogue', () => {
  it('comes in pages of at most 50, cheapest first', async () => {
    const first = await product.ask(customer, catalogue, { first: 1 })
    expect(first.data).toMatchObject({
      products: { totalCount: 2, pageInfo: { hasNextPage: true }, edges: [{ node: { code: 'LTE-PLUS-007' } }] },
    })
    const page = first.data?.['products'] as { pageInfo: { endCursor: string } }
    const second = await product.ask(customer, catalogue, { first: 1, after: page.pageInfo.endCursor })
    expect(second.data).toMatchObject({
      products: { pageInfo: { hasNextPage: false }, edges: [{ node: { code: 'LTE-MAX-011' } }] },
    })
  })

  it.each([
    { first: 0 },
    { first: 51 },
    { after: 'nonsense' },
    { filter: { minMonthlyFee: 1.5 } },
    { filter: { network: 'SIX_G' } },
  ])('refuses %j', async (variables) => {
    expect(codeOf(await product.ask(customer, catalogue, variables))).toBe('BAD_USER_INPUT')
  })

  it('resolves a reference by code, an unknown one to null, a malformed one to BAD_USER_INPUT', async () => {
    expect((await product.ask(customer, reference, productRep('LTE-PLUS-007'))).data).toEqual({
      _entities: [
        {
          code: 'LTE-PLUS-007',
          name: '데이터든든 7GB+',
          monthlyFee: 19_800,
          network: 'LTE',
          unlimited: ['VOICE', 'SMS'],
        },
      ],
    })
    expect(await product.ask(customer, reference, productRep('NO-SUCH-PLAN'))).toEqual({ data: { _entities: [null] } })
    expect(codeOf(await product.ask(customer, reference, productRep("'; drop")))).toBe('BAD_USER_INPUT')
  })

  it('asks KOS for its list once, however many references one request brings', async () => {
    const reps = Array.from({ length: 12 }, () => ({ __typename: 'Product', code: 'LTE-PLUS-007' }))
    await product.ask(customer, reference, { reps })
    expect(kos.asked).toEqual(['K4'])
  })

  it.each(['lineNotActive', 'noSuchLine', 'noProduct'] as const)(
    'shows a line of which KOS says %s as not active',
    async (kind) => {
      kos.state.line = { kind }
      expect((await product.ask(customer, lineFields, lineRep(ownId))).data).toMatchObject({
        _entities: [{ product: { __typename: 'LineNotActive' } }],
      })
    },
  )

  it('shows the line’s plan from its own facts when the catalogue does not list it', async () => {
    kos.state.line = lineOn('OLD-PLAN-001')
    expect((await product.ask(customer, lineFields, lineRep(ownId))).data).toMatchObject({
      _entities: [{ product: { __typename: 'Product', code: 'OLD-PLAN-001' } }],
    })
  })
})

describe('UFR-PROD-020 a quote is given', () => {
  it('with the check value of the proration, and stored so that an order can be bound to it', async () => {
    const answer = await product.ask(customer, quote, { lineId: ownId, code: 'LTE-PLUS-007' })
    expect(answer.errors).toBeUndefined()
    expect(answer.data?.['productChangeQuote']).toMatchObject({
      __typename: 'ProductChangeQuote',
      expiresAt: '2026-11-15T01:10:00.000Z',
      effectiveOn: '2026-11-15',
      from: { code: 'LTE-MAX-011' },
      to: { code: 'LTE-PLUS-007' },
      fromNextMonth: 19_800,
      thisMonth: [
        { type: 'PRORATION', amount: 15_400 },
        { type: 'PRORATION', amount: 10_560 },
      ],
      losses: [],
    })
    const { id } = answer.data?.['productChangeQuote'] as { id: string }
    const [stored] = await database.productQuote.findMany()
    expect(stored).toMatchObject({
      id,
      lineKey,
      fromCode: 'LTE-MAX-011',
      toCode: 'LTE-PLUS-007',
      timing: 'IMMEDIATE',
      effectiveOn: new Date('2026-11-15T00:00:00Z'),
      expiresAt: new Date('2026-11-15T01:10:00Z'),
      price: { fromNextMonth: 19_800, losses: [] },
    })
    expect(JSON.stringify(stored)).not.toContain(own.slice(3))
  })

  it('and the line’s expired quotes are forgotten with it, the live ones kept', async () => {
    const old = {
      lineKey,
      fromCode: 'A',
      toCode: 'B',
      timing: 'IMMEDIATE',
      effectiveOn: now,
      price: {},
      createdAt: now,
    } as const
    const [expired, live] = [randomUUID(), randomUUID()]
    await database.productQuote.create({ data: { ...old, id: expired, expiresAt: new Date(now.getTime() - 1) } })
    await database.productQuote.create({ data: { ...old, id: live, expiresAt: new Date(now.getTime() + 1) } })
    await product.ask(customer, quote, { lineId: ownId, code: 'LTE-PLUS-007' })
    const ids = (await database.productQuote.findMany()).map((row) => row.id)
    expect(ids).toContain(live)
    expect(ids).not.toContain(expired)
    expect(ids).toHaveLength(2)
  })
})

describe('UFR-PROD-030 a quote is refused', () => {
  const change = (facts: object) => ({
    id: randomUUID(),
    lineKey,
    fromCode: 'LTE-PLUS-007',
    toCode: 'LTE-MAX-011',
    status: 'IN_PROGRESS' as const,
    timing: 'IMMEDIATE' as const,
    lineId: ownId,
    effectiveOn: now,
    requestedAt: now,
    changedAt: now,
    version: 1,
    ...facts,
  })
  const failedChecks = async (code = 'LTE-PLUS-007') => {
    const { data } = await product.ask(customer, quote, { lineId: ownId, code })
    const answer = data?.['productChangeQuote'] as { checks: { check: string; passed: boolean }[] }
    expect(answer.checks).toHaveLength(7)
    return answer.checks.filter((check) => !check.passed).map((check) => check.check)
  }

  it.each(['RESERVED', 'REQUESTED', 'IN_PROGRESS', 'IN_DOUBT', 'NEEDS_ATTENTION'] as const)(
    'NO_OTHER_CHANGE while one of ours is %s, of which a line can have only one',
    async (status) => {
      await database.productChange.create({ data: change({ status }) })
      expect(await failedChecks()).toEqual(['NO_OTHER_CHANGE'])
      expect(await database.productQuote.count()).toBe(0)
      await expect(database.productChange.create({ data: change({}) })).rejects.toMatchObject({ code: 'P2002' })
    },
  )

  it.each(['COMPLETED', 'REJECTED', 'CANCELLED', 'COMPENSATED'] as const)(
    'not for one that is %s long since',
    async (status) => {
      const finishedAt = new Date('2026-09-01T00:00:00Z')
      await database.productChange.createMany({
        data: [change({ status, finishedAt }), change({ status, finishedAt })],
      })
      expect(await failedChecks()).toEqual([])
    },
  )

  it('NOT_TOO_SOON after a change that we completed less than 30 days ago; one that was rejected does not count', async () => {
    const finishedAt = new Date('2026-11-05T00:00:00Z')
    await database.productChange.create({ data: change({ status: 'REJECTED', finishedAt }) })
    expect(await failedChecks()).toEqual([])
    await database.productChange.create({ data: change({ status: 'COMPLETED', finishedAt }) })
    expect(await failedChecks()).toEqual(['NOT_TOO_SOON'])
    expect(await createChangeReadStore(database).lastCompletedAt(lineKey)).toEqual(finishedAt)
  })

  it('ON_SALE, OPERATOR_MATCH and ELIGIBLE for a code that KOS does not know; a malformed one is the caller’s fault', async () => {
    expect(await failedChecks('NO-SUCH-PLAN')).toEqual(['ON_SALE', 'OPERATOR_MATCH', 'ELIGIBLE'])
    for (const code of ['', 'lte', "A'B-C", 'A'.repeat(41)]) {
      expect(codeOf(await product.ask(customer, quote, { lineId: ownId, code }))).toBe('BAD_USER_INPUT')
    }
  })
})

describe('UFR-PROD-020 with KOS out of reach', () => {
  beforeEach(() => {
    kos.state.down = true
  })

  it('the line’s plan and the quote are TemporarilyUnavailable, and no quote is stored', async () => {
    const unavailable = { __typename: 'TemporarilyUnavailable', retryAfterSeconds: 7 }
    expect((await product.ask(customer, lineFields, lineRep(ownId))).data).toMatchObject({
      _entities: [{ product: unavailable }],
    })
    const answer = await product.ask(customer, quote, { lineId: ownId, code: 'LTE-PLUS-007' })
    expect(answer.data).toMatchObject({ productChangeQuote: unavailable })
    expect(await database.productQuote.count()).toBe(0)
  })

  it('no quote is made of stale answers', async () => {
    Object.assign(kos.state, { down: false, stale: true })
    const answer = await product.ask(customer, quote, { lineId: ownId, code: 'LTE-PLUS-007' })
    expect(answer.data).toMatchObject({ productChangeQuote: { __typename: 'TemporarilyUnavailable' } })
  })

  it.each([
    ['products', catalogue, () => ({})],
    ['a Product reference', reference, () => productRep('LTE-PLUS-007')],
    ['Line.changeCandidates', candidates, () => lineRep(ownId)],
  ])('%s is SERVICE_UNAVAILABLE and says when to come back', async (_, query, variables) => {
    const answer = await product.ask(customer, query, variables())
    expect(answer.errors?.[0]?.extensions).toEqual({ code: 'SERVICE_UNAVAILABLE', retryAfterSeconds: 7 })
  })
})
