import { describe, expect, it } from '@jest/globals'
import { roleNames } from './roles.js'
import { type PartName, type StartedParts, stopInOrder, stopOrder } from './stopInOrder.js'

describe('stopping what npm start has started', () => {
  it('knows every part, once', () => {
    expect([...stopOrder].sort()).toEqual([...roleNames, 'redis', 'postgres'].sort())
  })

  it('stops whoever asks before whoever is asked, whatever came up first', async () => {
    const stopped: PartName[] = []
    const started: StartedParts = new Map()
    for (const name of [...stopOrder].sort())
      started.set(name, async () => void stopped.push(await Promise.resolve(name)))
    await stopInOrder(started)
    const at = (name: PartName) => stopped.indexOf(name)
    for (const needed of ['product', 'billing', 'simulator', 'postgres'] as const)
      expect(at('saga')).toBeLessThan(at(needed))
    expect(stopped.at(-1)).toBe('postgres')
  })

  it('stops each once, also when it is told twice, and what came up in between', async () => {
    const stopped: PartName[] = []
    const started: StartedParts = new Map([['auth', () => Promise.resolve(void stopped.push('auth'))]])
    await stopInOrder(started)
    started.set('gateway', () => Promise.resolve(void stopped.push('gateway')))
    await stopInOrder(started)
    expect(stopped).toEqual(['auth', 'gateway'])
  })
})
