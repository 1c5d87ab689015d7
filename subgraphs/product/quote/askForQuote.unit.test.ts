import { describe, expect, it } from '@jest/globals'
import { KosUnavailable } from '../../../kos/client/kosUnavailable.js'
import { billOf, createFakeKosOrder, type FakeKosOrder, kosProduct, lineOn } from '../testing/createFakeKosOrder.js'
import { askForQuote } from './askForQuote.js'
import { type ChangeTiming } from '../../../saga/productChange/domain/changeTiming.js'
import { type StoredQuote } from './quoteStore.js'

const now = new Date('2026-11-15T10:00:00+09:00')
const current = kosProduct({ code: 'LTE-MAX-011', name: '데이터맘껏 11GB+', monthlyFee: 33_000 })
const wanted = kosProduct()

function parts(kos: FakeKosOrder, active = false) {
  const saved: StoredQuote[] = []
  return {
    saved,
    kos,
    newId: () => '00000000-0000-4000-8000-00000000000a',
    changes: { hasActive: () => Promise.resolve(active), lastCompletedAt: () => Promise.resolve(null) },
    quotes: { save: (quote: StoredQuote) => Promise.resolve(void saved.push(quote)) },
  }
}
const kosWith = (state: Partial<FakeKosOrder['state']> = {}) =>
  createFakeKosOrder({ products: [current, wanted], line: lineOn('LTE-MAX-011'), bills: { '': billOf() }, ...state })
const question = (timing: ChangeTiming = 'IMMEDIATE', targetCode = 'LTE-PLUS-007') => ({
  lineNumber: '01012345678',
  lineKey: 'key',
  targetCode,
  timing,
  now,
  eligibility: [],
})

describe('UFR-PROD-020 a quote', () => {
  it('gives the check value for a change on the 15th of a 30-day month, and is kept for ten minutes', async () => {
    const given = parts(kosWith())
    const answer = await askForQuote(question(), given)
    expect(answer).toMatchObject({
      kind: 'quote',
      effectiveOn: '2026-11-15',
      expiresAt: new Date('2026-11-15T10:10:00+09:00'),
      price: {
        thisMonth: [
          { type: 'PRORATION', amount: 15_400 },
          { type: 'PRORATION', amount: 10_560 },
        ],
        fromNextMonth: 19_800,
        losses: [],
      },
    })
    expect(given.saved).toMatchObject([
      {
        id: '00000000-0000-4000-8000-00000000000a',
        lineKey: 'key',
        fromCode: 'LTE-MAX-011',
        toCode: 'LTE-PLUS-007',
        price: { fromNextMonth: 19_800 },
      },
    ])
  })

  it('leaves this month whole when the change waits for the next', async () => {
    expect(await askForQuote(question('NEXT_BILL_CYCLE'), parts(kosWith()))).toMatchObject({
      effectiveOn: '2026-12-01',
      price: { thisMonth: [{ type: 'RECURRING', amount: 33_000 }], fromNextMonth: 19_800 },
    })
  })

  it('asks KOS once for each of its facts, though seven checks look at them', async () => {
    const kos = kosWith()
    await askForQuote(question(), parts(kos))
    expect(kos.asked.slice().sort()).toEqual(['K1', 'K3', 'K4'])
  })

  it('UFR-PROD-030 is refused with all seven checks and stores nothing', async () => {
    const given = parts(kosWith(), true)
    const answer = await askForQuote(question(), given)
    expect(answer).toMatchObject({ kind: 'refused', message: '이미 진행 중인 요금제 변경이 있습니다.' })
    expect(answer.checks).toHaveLength(7)
    expect(given.saved).toEqual([])
  })

  it('UFR-PROD-030 is refused for an unknown code: ON_SALE fails', async () => {
    const answer = await askForQuote(question('IMMEDIATE', 'NO-SUCH-PLAN'), parts(kosWith()))
    expect(answer).toMatchObject({ kind: 'refused', message: '존재하지 않는 요금제입니다.' })
  })

  it.each([{ down: true }, { stale: true }])('is not given when KOS is %j', async (state) => {
    const given = parts(kosWith(state))
    await expect(askForQuote(question(), given)).rejects.toBeInstanceOf(KosUnavailable)
    expect(given.saved).toEqual([])
  })

  it('is refused for its failed check even when the bill cannot be had, and not given when only the bill is missing', async () => {
    const kos = kosWith()
    kos.bill = () => Promise.reject(new KosUnavailable('down', { retryAfterSeconds: 3, calls: [] }))
    expect(await askForQuote(question(), parts(kos, true))).toMatchObject({ kind: 'refused' })
    await expect(askForQuote(question(), parts(kos))).rejects.toBeInstanceOf(KosUnavailable)
  })
})
