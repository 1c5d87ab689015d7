import { describe, expect, it } from '@jest/globals'
import { createRandomHex, randomHex } from './randomHex.js'

describe('random ids', () => {
  it('are never the same bytes twice, also where the pool ends', () => {
    const ids = Array.from({ length: 5_000 }, () => randomHex(16))
    expect(new Set(ids).size).toBe(5_000)
    expect(ids.every((id) => /^[0-9a-f]{32}$/.test(id))).toBe(true)
  })

  it('are whole where the pool has less left than one takes', () => {
    let fills = 0
    const hex = createRandomHex((pool) => pool.fill((fills += 1)))
    const ids = Array.from({ length: 1_000 }, () => hex(24))
    expect(new Set(ids)).toEqual(new Set(['01'.repeat(24), '02'.repeat(24), '03'.repeat(24)]))
  })
})
