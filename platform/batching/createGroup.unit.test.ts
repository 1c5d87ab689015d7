import { describe, expect, it } from '@jest/globals'
import { createGroup } from './createGroup.js'

/** A group whose batches end when the test says so. */
function heldGroup(most = 100) {
  const batches: number[][] = []
  const ends: ((failure?: Error) => void)[] = []
  const group = createGroup<number, number>({
    most,
    run: (items) =>
      new Promise((resolve, reject) => {
        batches.push(items)
        ends.push((failure) => (failure ? reject(failure) : resolve(items.map((item) => item * 2))))
      }),
  })
  return { group, batches, end: (failure?: Error) => ends.shift()?.(failure) }
}
const turns = async () => {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve()
}

describe('a group', () => {
  it('runs what is submitted in one turn as one batch, and each has its own result', async () => {
    const { group, batches, end } = heldGroup()
    const results = Promise.all([1, 2, 3].map((item) => group.submit(item)))
    await turns()
    end()
    expect(await results).toEqual([2, 4, 6])
    expect(batches).toEqual([[1, 2, 3]])
  })

  it('lets those who come during a batch share the next one, at most so many at once, in order', async () => {
    const { group, batches, end } = heldGroup(2)
    const first = group.submit(1)
    await turns()
    const later = Promise.all([2, 3, 4].map((item) => group.submit(item)))
    await turns()
    expect(batches).toEqual([[1]])
    end()
    expect(await first).toBe(2)
    await turns()
    end()
    await turns()
    end()
    expect(await later).toEqual([4, 6, 8])
    expect(batches).toEqual([[1], [2, 3], [4]])
  })

  it('waits for company as long as it is told, and then no longer', async () => {
    const batches: number[][] = []
    let enough = () => undefined as void
    const group = createGroup<number, number>({
      most: 100,
      gather: () => new Promise((resolve) => (enough = resolve)),
      run: (items) => Promise.resolve((batches.push(items), items)),
    })
    const first = group.submit(1)
    await turns()
    const second = group.submit(2)
    expect(batches).toEqual([])
    enough()
    await Promise.all([first, second])
    expect(batches).toEqual([[1, 2]])
  })

  it('fails the whole batch and nobody else', async () => {
    const { group, end } = heldGroup()
    const failing = group.submit(1)
    await turns()
    const next = group.submit(2)
    end(new Error('lost'))
    await expect(failing).rejects.toThrow('lost')
    await turns()
    end()
    expect(await next).toBe(4)
  })

  it('is idle once everything has its result', async () => {
    const { group, end } = heldGroup()
    let idle = false
    const result = group.submit(1)
    const waited = group.idle().then(() => (idle = true))
    await turns()
    expect(idle).toBe(false)
    end()
    await Promise.all([result, waited])
    expect(idle).toBe(true)
  })
})
