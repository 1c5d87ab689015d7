import { describe, expect, it } from '@jest/globals'
import { createInFlight } from './inFlight.js'

describe('fetches under way', () => {
  it('are shared by who asks the same, and begun anew when they are over', async () => {
    const inFlight = createInFlight<number>()
    let begun = 0
    const begin = () => Promise.resolve((begun += 1))
    const together = [inFlight.join('a', begin), inFlight.join('a', begin), inFlight.join('b', begin)]
    expect(await Promise.all(together)).toEqual([1, 1, 2])
    expect(await inFlight.join('a', begin)).toBe(3)
  })

  it('are given to nobody any more after a change, and the new one is not forgotten with the old', async () => {
    const inFlight = createInFlight<string>()
    let endOld: (value: string) => void = () => undefined
    const old = inFlight.join('a', () => new Promise((resolve) => (endOld = resolve)))
    inFlight.part()
    let endNew: (value: string) => void = () => undefined
    const fresh = inFlight.join('a', () => new Promise((resolve) => (endNew = resolve)))
    endOld('old')
    expect(await old).toBe('old')
    const joined = inFlight.join('a', () => Promise.resolve('a third'))
    endNew('new')
    expect(await Promise.all([fresh, joined])).toEqual(['new', 'new'])
  })

  it('that fail are not kept', async () => {
    const inFlight = createInFlight<string>()
    await expect(inFlight.join('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(await inFlight.join('a', () => Promise.resolve('yes'))).toBe('yes')
  })
})
