import { describe, expect, it } from '@jest/globals'
import { createChangeIntentions } from './changeIntention.js'

function intentions(values = new Map<string, string>()) {
  const store = {
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => void values.set(key, value),
    removeItem: (key: string) => void values.delete(key),
  }
  let made = 0
  return { values, ...createChangeIntentions(store, () => `key-${(made += 1)}-${values.size}`) }
}

const wanted = { lineId: 'l', productCode: 'p', timing: 'IMMEDIATE', acceptedQuoteId: 'q1' } as const

describe('UFR-PROD-030 the intention of a press', () => {
  it('keeps its key and its quote until it is answered, over a reload as well', () => {
    const before = intentions()
    const first = before.begin(wanted)
    expect(before.begin({ ...wanted, acceptedQuoteId: 'q2' })).toEqual(first)
    const reloaded = intentions(before.values)
    expect(reloaded.pending('l')).toEqual(first)
    expect(reloaded.begin({ ...wanted, acceptedQuoteId: 'q3' })).toEqual(first)
  })

  it('is another one after the answer, for another plan, another time and another line', () => {
    const all = intentions()
    const keys = [all.begin(wanted).idempotencyKey]
    all.forget('l')
    expect(all.pending('l')).toBeNull()
    keys.push(all.begin(wanted).idempotencyKey)
    keys.push(all.begin({ ...wanted, productCode: 'other' }).idempotencyKey)
    keys.push(all.begin({ ...wanted, timing: 'NEXT_BILL_CYCLE' }).idempotencyKey)
    keys.push(all.begin({ ...wanted, lineId: 'm' }).idempotencyKey)
    expect(new Set(keys).size).toBe(5)
  })
})
