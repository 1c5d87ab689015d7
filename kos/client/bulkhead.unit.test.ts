import { describe, expect, it } from '@jest/globals'
import { createBulkhead } from './bulkhead.js'

const long = 60_000

describe('the bulkhead', () => {
  it('lets so many in, lets so many wait, and turns the others away at once', async () => {
    const bulkhead = createBulkhead({ atOnce: 2, waiting: 1 })
    const first = await bulkhead.enter(long)
    await bulkhead.enter(long)
    const third = bulkhead.enter(long)
    expect(await bulkhead.enter(long)).toBeNull()
    expect([bulkhead.inside(), bulkhead.waiting()]).toEqual([2, 1])
    first?.()
    expect(await third).not.toBeNull()
    expect([bulkhead.inside(), bulkhead.waiting()]).toEqual([2, 0])
  })

  it('hands a place on in the order of asking, past nobody', async () => {
    const bulkhead = createBulkhead({ atOnce: 1, waiting: 10 })
    const leave = await bulkhead.enter(long)
    const order: string[] = []
    const waiting = ['a', 'b', 'c'].map(async (name) => {
      const left = await bulkhead.enter(long)
      order.push(name)
      left?.()
    })
    leave?.()
    await Promise.all(waiting)
    expect(order).toEqual(['a', 'b', 'c'])
    expect(bulkhead.inside()).toBe(0)
  })

  it('sends away who has waited too long, and gives the place to the next one', async () => {
    const bulkhead = createBulkhead({ atOnce: 1, waiting: 10 })
    const leave = await bulkhead.enter(long)
    const patient = bulkhead.enter(long)
    expect(await bulkhead.enter(1)).toBeNull()
    leave?.()
    expect(await patient).not.toBeNull()
  })

  it('takes a place back once, however often it is given', async () => {
    const bulkhead = createBulkhead({ atOnce: 2, waiting: 0 })
    const leave = await bulkhead.enter(0)
    await bulkhead.enter(0)
    leave?.()
    leave?.()
    expect(bulkhead.inside()).toBe(1)
  })
})
