import { beforeEach, describe, expect, it } from '@jest/globals'
import { KosUnavailable } from '../../../kos/client/kosUnavailable.js'
import { type KosOrder, type KosProduct } from '../../../kos/client/kosOrder.js'
import { type ChangeView } from '../domain/projection.js'
import { type BeginningChange } from '../eventStore/changeEventStore.js'
import { type ChangeReadStore } from '../readSide/changeReadStore.js'
import { type QuotedChange } from './acceptedQuote.js'
import { type ChangeRequest, requestHashOf } from './changeRequest.js'
import { requestProductChange, type RequestParts } from './requestProductChange.js'

const now = new Date('2026-11-22T05:30:00Z')
const request: ChangeRequest = {
  ...{ lineNumber: '01012345678', lineId: 'ln', lineKey: 'line', customerKey: 'customer', targetCode: 'NEW' },
  ...{ timing: 'IMMEDIATE', idempotencyKey: 'key', acceptedQuoteId: null, eligibility: [], traceId: 'trace', now },
}
const plan = (code: string) =>
  ({ code, onSale: true, operatorCode: 'KT', monthlyFee: 100, eligibility: null }) as KosProduct
const change = (id: string, facts: Partial<ChangeView> = {}) => ({ id, requestedAt: now, ...facts }) as ChangeView

/** What the world answers; `begin` says what the store says to each attempt in turn. */
interface World {
  kosIsDown: boolean
  lineIsOn: string
  begin: ('BEGUN' | 'ACTIVE' | 'KEY_USED')[]
  known: { changeId: string; requestHash: string }[]
  active: (ChangeView | null)[]
  newest: ChangeView | null
  lastCompleted: ChangeView | null
  quote: QuotedChange | null
}
let world: World
let begun: BeginningChange[]

/** The first answers first; the last one stays. */
const next = <T>(answers: T[]): T | undefined => (answers.length > 1 ? answers.shift() : answers[0])

function parts(): RequestParts {
  const fresh = { freshness: { asOf: now, stale: false, source: 'KOS' as const }, calls: [] }
  const answer = <T>(value: T) =>
    world.kosIsDown
      ? Promise.reject(new KosUnavailable('down', { retryAfterSeconds: 1, calls: [] }))
      : Promise.resolve({ answer: value, ...fresh })
  const kos: Pick<KosOrder, 'bill' | 'lineProduct' | 'productList'> = {
    bill: () => answer({ kind: 'noBill' as const }),
    productList: () => answer([plan('OLD'), plan('NEW')]),
    lineProduct: () =>
      answer({
        kind: 'product' as const,
        product: { productCode: world.lineIsOn, since: null },
        customer: { operatorCode: 'KT', lineStatus: 'ACTIVE' },
      } as Awaited<ReturnType<KosOrder['lineProduct']>>['answer']),
  }
  const changes: Partial<ChangeReadStore> = {
    hasActive: () => Promise.resolve(false),
    lastCompletedAt: () => Promise.resolve(null),
    standingOf: () => Promise.resolve({ changes: 3, activeId: next(world.active)?.id ?? null, lastCompletedAt: null }),
    activeOf: () => Promise.resolve(next(world.active) ?? null),
    lastCompletedOf: () => Promise.resolve(world.lastCompleted),
    ofLine: () => Promise.resolve(world.newest ? [world.newest] : []),
    byIdempotencyKey: () => Promise.resolve(world.known[0] ?? null),
    find: (id) => Promise.resolve(change(id)),
  }
  return {
    kos: kos as KosOrder,
    changes: changes as ChangeReadStore,
    quotes: { find: () => Promise.resolve(world.quote), newestOf: () => Promise.resolve(world.quote) },
    events: {
      begin(beginning) {
        begun.push(beginning)
        return Promise.resolve(next(world.begin) ?? 'BEGUN')
      },
    },
    newId: () => 'new',
  }
}
const ask = (given: Partial<ChangeRequest> = {}) => requestProductChange({ ...request, ...given }, parts())
const quote: QuotedChange = {
  ...{ id: 'quote', lineKey: 'line', fromCode: 'OLD', toCode: 'NEW', timing: 'IMMEDIATE', from: null, to: null },
  price: { fromNextMonth: 100, losses: [] },
  expiresAt: new Date(now.getTime() + 1),
}

beforeEach(() => {
  begun = []
  world = {
    ...{ kosIsDown: false, lineIsOn: 'OLD', begin: ['BEGUN'], known: [], active: [null] },
    ...{ newest: null, lastCompleted: null, quote: null },
  }
})

describe('UFR-PROD-030 how a change begins', () => {
  const types = () => begun[0]?.events.map(({ type }) => type)

  it('for today with its checks made, and told how many changes the line had', async () => {
    expect(await ask()).toMatchObject({ kind: 'accepted', change: { id: 'new', status: 'REQUESTED', fromCode: 'OLD' } })
    expect(types()).toEqual(['Requested', 'Prechecked'])
    expect(begun[0]).toMatchObject({ knownChanges: 3, wakeAt: now, requestHash: requestHashOf(request) })
  })

  it('for next month without, for they are made again on its day', async () => {
    expect(await ask({ timing: 'NEXT_BILL_CYCLE' })).toMatchObject({
      change: { status: 'RESERVED', from: { code: 'OLD' } },
    })
    expect(types()).toEqual(['Requested'])
    expect(begun[0]?.wakeAt).toEqual(new Date('2026-11-30T15:00:00Z'))
  })

  it.each([
    ['from the line’s last quote', quote, 'OLD'],
    ['of nothing', null, null],
  ])('without checks while KOS is down, with the old plan known %s', async (_, known, fromCode) => {
    Object.assign(world, { kosIsDown: true, quote: known })
    expect(await ask()).toMatchObject({ kind: 'accepted', change: { fromCode, from: null, to: null } })
    expect(types()).toEqual(['Requested'])
    expect(begun[0]?.events[0]).toMatchObject({ data: { accepted: null } })
  })

  it('with the plans as they were quoted while KOS is down; another quote’s target is not this one’s', async () => {
    const plans = { from: plan('OLD'), to: plan('NEW') }
    Object.assign(world, { kosIsDown: true, quote: { ...quote, ...plans } })
    expect(await ask()).toMatchObject({ change: plans })
    world.quote = { ...quote, from: plan('OLD'), to: plan('OTHER'), toCode: 'OTHER' }
    expect(await ask()).toMatchObject({ change: { from: { code: 'OLD' }, to: null } })
  })
})

describe('UFR-PROD-030 a request that another one overtook', () => {
  it('names the one that is active when the store refuses', async () => {
    Object.assign(world, { begin: ['ACTIVE'], active: [null, change('first')] })
    expect(await ask()).toEqual({ kind: 'inFlight', change: change('first') })
  })

  it('names the line’s newest when that one has ended by then', async () => {
    Object.assign(world, { begin: ['ACTIVE'], newest: change('first') })
    expect(await ask()).toEqual({ kind: 'inFlight', change: change('first') })
  })

  it('is tried again when there is nothing to name', async () => {
    world.begin = ['ACTIVE', 'BEGUN']
    expect(await ask()).toMatchObject({ kind: 'accepted' })
    expect(begun).toHaveLength(2)
  })

  it('is not tried for ever', async () => {
    world.begin = ['ACTIVE']
    await expect(ask()).rejects.toThrow('could not be begun')
  })

  it.each([
    [9_999, 'inFlight'],
    [10_000, 'refused'],
  ])('is refused by the checks, and the completed one was requested %i ms before: %s', async (before, kind) => {
    world.lineIsOn = 'NEW'
    world.lastCompleted = change('first', { requestedAt: new Date(now.getTime() - before) })
    expect(await ask()).toMatchObject({ kind })
  })

  it('names the active one when the checks refuse because of it', async () => {
    Object.assign(world, { lineIsOn: 'NEW', active: [null, change('first')] })
    expect(await ask()).toMatchObject({ kind: 'inFlight', change: { id: 'first' } })
  })

  it.each(['ACTIVE', 'KEY_USED'] as const)('by its own twin is that change, after %s', async (refusal) => {
    const twin = { changeId: 'twin', requestHash: requestHashOf(request) }
    const asked = parts()
    const events = {
      begin: () => {
        world.known = [twin]
        return Promise.resolve(refusal)
      },
    }
    expect(await requestProductChange(request, { ...asked, events })).toMatchObject({
      kind: 'accepted',
      change: { id: 'twin' },
    })
  })
})

describe('UFR-PROD-030 a quote that was accepted', () => {
  it.each([
    ['expires this very moment', { expiresAt: now }],
    ['is of another line', { lineKey: 'other' }],
    ['is for another plan', { toCode: 'OTHER' }],
    ['is for another time', { timing: 'NEXT_BILL_CYCLE' as const }],
    ['has another price than the plan', { price: { fromNextMonth: 99, losses: [] } }],
    ['was for a line that is on another plan by now', { fromCode: 'OTHER' }],
  ])('binds nobody when it %s', async (_, facts) => {
    world.quote = { ...quote, ...facts }
    expect(await ask({ acceptedQuoteId: 'quote' })).toEqual({ kind: 'quoteExpired' })
    expect(begun).toEqual([])
  })

  it('binds, with what was agreed about the contract', async () => {
    world.quote = { ...quote, price: { fromNextMonth: 100, losses: [{ kind: 'CONTRACT_DISCOUNT' }] } }
    await ask({ acceptedQuoteId: 'quote' })
    expect(begun[0]?.events[0]).toMatchObject({
      data: { accepted: { quoteId: 'quote', fromNextMonth: 100, contractLossAccepted: true } },
    })
  })
})
