import { describe, expect, it } from '@jest/globals'
import { createTokenLife } from './tokenLife.js'

function memory(): Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> {
  const values = new Map<string, string>()
  return {
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
  }
}

describe('the life of an access token', () => {
  it('is nearly over within fifteen seconds of its end, and known in every tab', () => {
    let now = Date.parse('2026-11-28T06:00:00Z')
    const store = memory()
    const [one, other] = [createTokenLife(store, () => now), createTokenLife(store, () => now)]
    expect([one.mayHaveSession(), one.isNearlyOver()]).toEqual([false, false])
    one.renewed('2026-11-28T06:15:00Z')
    now = Date.parse('2026-11-28T06:14:44Z')
    expect(other.isNearlyOver()).toBe(false)
    now = Date.parse('2026-11-28T06:14:46Z')
    expect(other.isNearlyOver()).toBe(true)
    other.over()
    expect([one.mayHaveSession(), one.isNearlyOver()]).toEqual([false, false])
  })

  it('is left to the gateway where the clock is far ahead', () => {
    const life = createTokenLife(memory(), () => Date.parse('2026-11-29T00:00:00Z'))
    life.renewed('2026-11-28T06:15:00Z')
    expect([life.mayHaveSession(), life.isNearlyOver()]).toEqual([true, false])
  })
})
