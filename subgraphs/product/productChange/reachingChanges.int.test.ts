import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { createFieldCipher } from '../../../platform/privacy/fieldCipher.js'
import { openProductDatabase, type ProductDatabase } from '../../../saga/database.js'
import { type ChangeEvent, type Requested } from '../../../saga/productChange/domain/events.js'
import { project } from '../../../saga/productChange/domain/projection.js'
import { createChangeEventStore, recordAfter } from '../../../saga/productChange/eventStore/changeEventStore.js'
import { testKeys } from '../../../testing/keys.js'
import {
  createFakeKosOrder,
  fakeKosClient,
  type FakeKosOrder,
  kosProduct,
  lineOn,
} from '../testing/createFakeKosOrder.js'
import { type Caller, type ProductForTest, startProductForTest } from '../testing/productClient.js'

const own = '01022223333'
const foreign = '01044445555'
const now = new Date('2026-11-15T10:00:00+09:00')
const cipher = createFieldCipher({ keys: testKeys.FIELD_KEYS, blindIndexKey: testKeys.BLIND_INDEX_KEY })
const customer: Caller = { lines: [own] }
const operatorId = randomUUID()
const operator: Caller = { permissions: ['OPERATOR'], customerId: operatorId }
const stranger: Caller = { lines: [foreign] }

const byId = `query ($id: ID!) { productChange(id: $id) { id status traceId line { id } history { version type detail } } }`
const plans = `query ($id: ID!) { productChange(id: $id) { from { code } to { code } } }`
const entity = `query ($reps: [_Any!]!) { _entities(representations: $reps) { ... on ProductChange { id status } } }`
const ofLine = `query ($reps: [_Any!]!, $first: Int, $after: String) { _entities(representations: $reps) { ... on Line {
  activeChange { id } changes(first: $first, after: $after) { edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage endCursor } } } } }`
const waiting = `query ($first: Int, $after: String) { productChangesNeedingAttention(first: $first, after: $after) {
  edges { node { id status failure { code message } } } pageInfo { hasNextPage endCursor } } }`
const search = `query ($filter: ProductChangeFilter, $order: ProductChangeOrder! = NEWEST_FIRST, $first: Int, $after: String) {
  productChanges(filter: $filter, order: $order, first: $first, after: $after) {
    edges { cursor node { id status changedAt line { id } } } pageInfo { hasNextPage hasPreviousPage endCursor } } }`
const counts = '{ productChangeCounts { status count oldestRequestedAt oldestAgeSeconds unchangedSince } }'
const payload = `{ change { id status version failure { code } history { type detail } }
  userErrors { __typename code ... on ChangeNotWaiting { change { status } } } }`
const retry = `mutation ($id: ID!, $text: String = "다시") { retryProductChange(input: { id: $id, reason: $text }) ${payload} }`
const mark = `mutation ($id: ID!, $text: String = "대조함", $order: String = "KO-1") {
  markProductChangeApplied(input: { id: $id, reason: $text, kosOrderNumber: $order }) ${payload} }`
const compensate = `mutation ($id: ID!, $text: String = "원복") { compensateProductChange(input: { id: $id, reason: $text }) ${payload} }`
const note = `mutation ($id: ID!, $text: String = "메모") { addProductChangeNote(input: { id: $id, note: $text }) ${payload} }`

let kos: FakeKosOrder
let product: ProductForTest
let database: ProductDatabase

beforeAll(async () => {
  const client = fakeKosClient(() => kos)
  product = await startProductForTest('http://127.0.0.1:9', { clock: () => now, kos: client })
  database = openProductDatabase(product.databaseUrl)
})
afterAll(async () => {
  await database.$disconnect()
  await product.stop()
})
beforeEach(async () => {
  kos = createFakeKosOrder({ products: [kosProduct()], line: lineOn('LTE-MAX-011') })
  await database.productChangeEvent.deleteMany()
  await database.productChangeSaga.deleteMany()
  await database.productChange.deleteMany()
})

/** Puts a change there as it would have come about; `at` is when. */
async function put(number: string, events: ChangeEvent[] = [], facts: Partial<Requested> = {}, at = now) {
  const id = randomUUID()
  const requested: ChangeEvent = {
    type: 'Requested',
    data: {
      ...{ definitionVersion: 1, lineId: product.sealed(number), lineKey: cipher.blindIndex(number) },
      ...{ customerKey: 'customer', fromCode: 'LTE-MAX-011', toCode: 'LTE-PLUS-007', from: null, to: null },
      ...{ timing: 'IMMEDIATE', effectiveOn: '2026-11-15', startsAt: at.toISOString(), eligibility: [] },
      ...{ accepted: null, traceId: 'a'.repeat(32), ...facts },
    },
  }
  const recorded = recordAfter(0, [requested, ...events], at)
  const begun = await createChangeEventStore(database).begin({
    ...{ customerKey: 'customer', idempotencyKey: id, requestHash: 'hash', definitionVersion: 1, wakeAt: at },
    events: recorded,
    view: project(id, recorded).view,
  })
  expect(begun).toBe('BEGUN')
  return id
}
const cancelled: ChangeEvent = { type: 'Cancelled', data: { by: cipher.encrypt('somebody') } }
const stopped: ChangeEvent[] = [
  { type: 'KosChangeRequested', data: { requestId: 'request-1', from: 'LTE-MAX-011', to: 'LTE-PLUS-007' } },
  { type: 'InDoubt', data: { step: 'CHANGE', reason: 'TIMEOUT' } },
  { type: 'AttentionNeeded', data: { code: 'UNRESOLVED', message: '확인하고 있습니다.' } },
]
const codeOf = (answer: { errors?: { extensions: Record<string, unknown> }[] }) =>
  answer.errors?.[0]?.extensions['code']

describe('UFR-PROD-040 who reaches a change', () => {
  it('its owner, with either permission, and an operator, who is told more', async () => {
    const id = await put(own, stopped)
    for (const permission of ['BILL_INQUIRY', 'PRODUCT_CHANGE'] as const) {
      const { data } = await product.ask({ ...customer, permissions: [permission] }, byId, { id })
      expect(data?.['productChange']).toMatchObject({
        ...{ id, status: 'NEEDS_ATTENTION', traceId: null, line: { id: product.sealed(own) } },
        history: [1, 2, 3, 4].map((version) => ({ version, detail: null })),
      })
    }
    const { data } = await product.ask(operator, byId, { id })
    expect(data?.['productChange']).toMatchObject({
      traceId: 'a'.repeat(32),
      history: [
        { detail: null },
        { detail: '요청 ID request-1 · LTE-MAX-011 → LTE-PLUS-007' },
        { detail: '요금제 변경(K5) · 원인: TIMEOUT' },
        { detail: '코드 UNRESOLVED' },
      ],
    })
  })

  it('another’s change is null, like one that is unknown or no id at all; also as a reference', async () => {
    const id = await put(own)
    for (const each of [id, randomUUID(), 'x', '']) {
      expect(await product.ask(stranger, byId, { id: each })).toEqual({ data: { productChange: null } })
      const reps = [{ __typename: 'ProductChange', id: each }]
      expect(await product.ask(stranger, entity, { reps })).toEqual({ data: { _entities: [null] } })
    }
    const reps = [{ __typename: 'ProductChange', id }]
    expect((await product.ask(customer, entity, { reps })).data).toEqual({ _entities: [{ id, status: 'REQUESTED' }] })
  })

  it('nobody without a token or a permission', async () => {
    const id = await put(own)
    expect(codeOf(await product.ask(null, byId, { id }))).toBe('UNAUTHENTICATED')
    expect(codeOf(await product.ask({ ...customer, permissions: [] }, byId, { id }))).toBe('FORBIDDEN')
    const reps = [{ __typename: 'Line', id: product.sealed(own) }]
    expect(codeOf(await product.ask(stranger, ofLine, { reps }))).toBe('NOT_FOUND')
  })
})

describe('UFR-PROD-040 what a change shows of its plans', () => {
  it('as they stood, else as KOS lists them, else as the line has it', async () => {
    const kept = await put(own, [cancelled], {
      from: kosProduct({ code: 'KEPT-FROM' }),
      to: kosProduct({ code: 'KEPT-TO' }),
    })
    expect((await product.ask(customer, plans, { id: kept })).data).toEqual({
      productChange: { from: { code: 'KEPT-FROM' }, to: { code: 'KEPT-TO' } },
    })
    expect(kos.asked).toEqual([])
    const unknown = await put(own, [], { fromCode: null })
    expect((await product.ask(customer, plans, { id: unknown })).data).toEqual({
      productChange: { from: { code: 'LTE-MAX-011' }, to: { code: 'LTE-PLUS-007' } },
    })
    expect(kos.asked.sort()).toEqual(['K3', 'K4'])
    kos.state.down = true
    expect(codeOf(await product.ask(customer, plans, { id: unknown }))).toBe('SERVICE_UNAVAILABLE')
  })
})

describe('UFR-PROD-040 the changes of a line', () => {
  it('come newest first, page by page, with the one under way by itself', async () => {
    const minutes = (count: number) => new Date(now.getTime() + count * 60_000)
    const ids = [await put(own, [cancelled], {}, minutes(0)), await put(own, [cancelled], {}, minutes(1))]
    ids.push(await put(own, [], {}, minutes(2)))
    await put(foreign)
    const reps = [{ __typename: 'Line', id: product.sealed(own) }]
    const page = async (after: string | null) => {
      const { data } = await product.ask(customer, ofLine, { reps, first: 2, after })
      const [line] = data?.['_entities'] as {
        activeChange: { id: string }
        changes: { edges: { node: { id: string } }[]; pageInfo: { endCursor: string; hasNextPage: boolean } }
      }[]
      expect(line?.activeChange).toEqual({ id: ids[2] })
      return line?.changes
    }
    const first = await page(null)
    expect(first?.edges.map(({ node }) => node.id)).toEqual([ids[2], ids[1]])
    expect(first?.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false })
    const second = await page(first?.pageInfo.endCursor ?? null)
    expect(second?.edges.map(({ node }) => node.id)).toEqual([ids[0]])
    expect(second?.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true })
    for (const bad of [{ first: 0 }, { first: 51 }, { after: 'x' }]) {
      expect(codeOf(await product.ask(customer, ofLine, { reps, ...bad }))).toBe('BAD_USER_INPUT')
    }
  })
})

describe('UFR-PROD-040 what an operator does', () => {
  it('lists what waits for a person, longest waiting first', async () => {
    const later = await put(own, stopped, {}, new Date(now.getTime() + 1))
    const earlier = await put(foreign, stopped)
    await put('01066667777')
    const { data } = await product.ask(operator, waiting, { first: 1 })
    const page = data?.['productChangesNeedingAttention'] as { pageInfo: { endCursor: string } }
    expect(page).toMatchObject({
      edges: [{ node: { id: earlier, status: 'NEEDS_ATTENTION', failure: { code: 'UNRESOLVED' } } }],
      pageInfo: { hasNextPage: true },
    })
    const next = await product.ask(operator, waiting, { after: page.pageInfo.endCursor })
    expect(next.data).toMatchObject({ productChangesNeedingAttention: { edges: [{ node: { id: later } }] } })
  })

  describe('looks through all changes', () => {
    const minutes = (count: number) => new Date(now.getTime() + count * 60_000)
    const found = async (variables: Record<string, unknown> = {}) => {
      const { data, errors } = await product.ask(operator, search, variables)
      expect(errors).toBeUndefined()
      return data?.['productChanges'] as {
        edges: { node: { id: string } }[]
        pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; endCursor: string | null }
      }
    }
    const ids = async (filter: object, order?: string) =>
      (await found({ filter, ...(order !== undefined && { order }) })).edges.map(({ node }) => node.id)

    it('newest first or oldest first, whatever their state, page by page, those of one instant among them', async () => {
      const put3 = [await put(own, [cancelled]), await put(foreign, stopped), await put('01066667777', [])]
      const last = await put('01088889999', [], {}, minutes(1))
      const oldestFirst = [...[...put3].sort(), last]
      for (const [order, expected] of [
        ['OLDEST_FIRST', oldestFirst],
        ['NEWEST_FIRST', [...oldestFirst].reverse()],
      ] as const) {
        const seen: string[] = []
        let after: string | null = null
        for (let page = 0; page < 4; page += 1) {
          const { edges, pageInfo } = await found({ order, first: 1, after })
          seen.push(...edges.map(({ node }) => node.id))
          expect(pageInfo).toMatchObject({ hasNextPage: page < 3, hasPreviousPage: page > 0 })
          after = pageInfo.endCursor
        }
        expect(seen).toEqual(expected)
        expect((await found({ order, after })).edges).toEqual([])
      }
    })

    it('by state, by line, and by when they were requested', async () => {
      const done = await put(own, [cancelled], {}, minutes(-30))
      const waits = await put(own, stopped, {}, minutes(-20))
      const young = await put(foreign, [], {}, minutes(-10))
      expect(await ids({})).toEqual([young, waits, done])
      expect(await ids({ statuses: ['NEEDS_ATTENTION', 'CANCELLED', 'CANCELLED'] })).toEqual([waits, done])
      expect(await ids({ statuses: ['IN_DOUBT'] })).toEqual([])
      expect(await ids({ lineId: product.sealed(own) }, 'OLDEST_FIRST')).toEqual([done, waits])
      expect(await ids({ lineId: product.sealed(own), statuses: ['CANCELLED'] })).toEqual([done])
      expect(await ids({ lineId: product.sealed('01000000000') })).toEqual([])
      expect(await ids({ requestedBefore: minutes(-20) })).toEqual([done])
      expect(await ids({ requestedFrom: minutes(-20) })).toEqual([young, waits])
      expect(await ids({ requestedFrom: minutes(-20), requestedBefore: minutes(-10) })).toEqual([waits])
      expect((await found({ filter: { statuses: ['CANCELLED'] } })).edges).toMatchObject([
        { node: { status: 'CANCELLED', changedAt: minutes(-30).toISOString(), line: { id: product.sealed(own) } } },
      ])
    })

    it('and is told what is wrong with the question', async () => {
      for (const bad of [
        ...[{ first: 0 }, { first: 51 }, { after: 'x' }, { filter: { statuses: [] } }, { filter: { lineId: own } }],
        { filter: { requestedFrom: now, requestedBefore: now } },
        { filter: { requestedBefore: '1999-12-31T00:00:00Z' } },
      ])
        expect([bad, codeOf(await product.ask(operator, search, bad))]).toEqual([bad, 'BAD_USER_INPUT'])
      const forged = { filter: { lineId: `${product.sealed(own).slice(0, -2)}zz` } }
      expect(codeOf(await product.ask(operator, search, forged))).toBe('NOT_FOUND')
    })

    it('along an index, a page of each state, however many changes are finished', async () => {
      await put(own, stopped)
      const plan = await database.$transaction(async (tx) => {
        await tx.$executeRaw`SET LOCAL enable_seqscan = off`
        return tx.$queryRaw<object[]>`EXPLAIN SELECT id FROM product_change
          WHERE status = 'COMPLETED' AND (requested_at, id) > (now(), gen_random_uuid()) ORDER BY requested_at, id LIMIT 21`
      })
      expect(JSON.stringify(plan)).toContain('product_change_status_requested')
      expect(JSON.stringify(plan)).not.toContain('Sort')
    })
  })

  it('counts the changes of each state, with the age of the oldest', async () => {
    const at = (minutes: number) => new Date(now.getTime() - minutes * 60_000)
    await put(own, stopped, {}, at(30))
    await put(foreign, stopped, {}, at(10))
    await put('01066667777', [], {}, at(1))
    const { data } = await product.ask(operator, counts)
    const none = { count: 0, oldestRequestedAt: null, oldestAgeSeconds: null, unchangedSince: null }
    const since = (minutes: number) => ({
      oldestRequestedAt: at(minutes).toISOString(),
      oldestAgeSeconds: minutes * 60,
      unchangedSince: at(minutes).toISOString(),
    })
    expect(data?.['productChangeCounts']).toEqual([
      { status: 'RESERVED', ...none },
      { status: 'REQUESTED', count: 1, ...since(1) },
      ...['IN_PROGRESS', 'IN_DOUBT', 'COMPLETED', 'REJECTED', 'CANCELLED', 'COMPENSATED'].map((status) => ({
        status,
        ...none,
      })),
      { status: 'NEEDS_ATTENTION', count: 2, ...since(30) },
    ])
  })

  it.each([
    ['retryProductChange', retry, 'OperatorRetried', '다시'],
    ['markProductChangeApplied', mark, 'OperatorMarkedApplied', '대조함'],
    ['compensateProductChange', compensate, 'OperatorOrderedCompensation', '원복'],
    ['addProductChangeNote', note, 'OperatorNoted', '메모'],
  ])(
    '%s is an event with who and why, kept encrypted, and wakes the saga if need be',
    async (field, query, type, why) => {
      const id = await put(own, stopped)
      await database.productChangeSaga.updateMany({ data: { wakeAt: null } })
      const { data } = await product.ask(operator, query, { id })
      const answer = data?.[field] as { change: { history: { type: string; detail: string }[] }; userErrors: unknown[] }
      expect(answer.userErrors).toEqual([])
      const event = answer.change.history.find((each) => each.type === type)
      expect(event?.detail).toContain(operatorId)
      expect(event?.detail).toContain(why)
      const stored = JSON.stringify(await database.productChangeEvent.findMany({ select: { data: true } }))
      expect(stored).not.toContain(operatorId)
      expect(stored).not.toContain(why)
      const saga = await database.productChangeSaga.findFirstOrThrow()
      expect(saga.wakeAt).toEqual(type === 'OperatorNoted' ? null : now)
    },
  )

  it.each([
    ['retryProductChange', retry],
    ['markProductChangeApplied', mark],
    ['compensateProductChange', compensate],
  ])('%s finds nothing to decide about a change that has not stopped', async (field, query) => {
    const id = await put(own)
    expect((await product.ask(operator, query, { id })).data?.[field]).toEqual({
      change: null,
      userErrors: [{ __typename: 'ChangeNotWaiting', code: 'CHANGE_NOT_WAITING', change: { status: 'REQUESTED' } }],
    })
  })

  it.each([
    ['the list', waiting],
    ['the search', search],
    ['the count', counts],
    ['retry', retry],
    ['mark applied', mark],
    ['compensate', compensate],
    ['note', note],
  ])('%s is for operators alone', async (_, query) => {
    const id = await put(own, stopped)
    expect(codeOf(await product.ask(customer, query, { id }))).toBe('FORBIDDEN')
    expect(codeOf(await product.ask(null, query, { id }))).toBe('UNAUTHENTICATED')
    expect(await database.productChangeEvent.count()).toBe(4)
  })

  it.each([retry, mark, compensate, note])(
    'is told what is wrong with the input, and what does not exist',
    async (query) => {
      const id = await put(own, stopped)
      for (const text of ['', '  ', 'x'.repeat(501)]) {
        expect(codeOf(await product.ask(operator, query, { id, text }))).toBe('BAD_USER_INPUT')
      }
      for (const each of [randomUUID(), 'x']) {
        expect(codeOf(await product.ask(operator, query, { id: each }))).toBe('NOT_FOUND')
      }
    },
  )

  it.each(['', 'KO 1', 'K'.repeat(41), '주문'])('does not take %j for an order number', async (order) => {
    const id = await put(own, stopped)
    const answer = await product.ask(operator, mark, { id, order })
    expect(answer.errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', argument: 'kosOrderNumber' })
  })
})
