import { describe, expect, it } from '@jest/globals'
import { type Balancer } from '../balancer/startBalancer.js'
import { type RoleProcess } from '../roleProcess.js'
import { restartInTurn } from './roleCopies.js'

/** Two copies and a balancer that only note what is done to them; the first does not come up again where `broken`. */
function noted({ broken = false } = {}) {
  const done: string[] = []
  const note = (what: string): Promise<void> => Promise.resolve(void done.push(what))
  const copies = ['a', 'b'].map((name) => {
    let generation = 1
    return {
      name,
      url: () => `${name}${generation}`,
      stop: () => note(`stop ${name}${generation}`),
      async start() {
        generation += 1
        await note(`start ${name}${generation}`)
        if (broken) throw new Error('it does not come up')
      },
    } as Partial<RoleProcess> as RoleProcess
  })
  const balancer = {
    remove: (url: string) => note(`drain ${url}`),
    untilWarm: (url: string) => note(`warm ${url}`),
  } as Partial<Balancer> as Balancer
  return { done, copies, balancer }
}

describe('a rolling restart', () => {
  it('drains each copy before it stops it, and begins with the next when the new one is warm', async () => {
    const { done, copies, balancer } = noted()
    await restartInTurn(copies, balancer, () => undefined)
    expect(done).toEqual([
      ...['drain a1', 'stop a1', 'start a2', 'warm a2'],
      ...['drain b1', 'stop b1', 'start b2', 'warm b2'],
    ])
  })

  it('leaves the others alone when a new process does not come up', async () => {
    const { done, copies, balancer } = noted({ broken: true })
    await expect(restartInTurn(copies, balancer, () => undefined)).rejects.toThrow('it does not come up')
    expect(done).toEqual(['drain a1', 'stop a1', 'start a2'])
  })
})
