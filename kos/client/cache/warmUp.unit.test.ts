import { describe, expect, it } from '@jest/globals'
import { createWatchedLog } from '../../../testing/watchedLog.js'
import { type KosOrder } from '../kosOrder.js'
import { KosUnavailable } from '../kosUnavailable.js'
import { warmUpPolicy } from '../policy.js'
import { traceFrom } from '../../../platform/telemetry/trace.js'
import { createWarmUp, type WarmUpTask } from './warmUp.js'

const who = { trace: traceFrom(undefined), customerId: 'customer-1' }
const room = { breaker: 'CLOSED' as const, inUse: 0, waiting: 0, atOnce: 10 }

function bench(
  state: () => Parameters<typeof createWarmUp>[0]['state'] extends (o: never) => infer S ? S : never = () => room,
) {
  const { log, messages } = createWatchedLog()
  const warmUp = createWarmUp({ portFor: () => ({}) as KosOrder, state, log })
  const done: string[] = []
  const task = (name: string, fetch: () => Promise<unknown> = () => Promise.resolve()): WarmUpTask => ({
    operation: 'K1',
    fetch: async () => {
      done.push(name)
      await fetch()
    },
  })
  return { warmUp, done, task, messages }
}

describe('UFR-AUTH-010 fetching ahead of time at sign-in', () => {
  it('fetches all that was asked for', async () => {
    const { warmUp, done, task } = bench()
    warmUp.begin(who, [task('a'), task('b')])
    await warmUp.idle()
    expect(done).toEqual(['a', 'b'])
  })

  it.each([
    ['its breaker is open', { ...room, breaker: 'OPEN' as const }],
    ['customers wait', { ...room, waiting: 1 }],
    ['half of the places are taken', { ...room, inUse: 6 }],
  ])('leaves KOS alone when %s', async (_when, state) => {
    const { warmUp, done, task } = bench(() => state)
    warmUp.begin(who, [task('a')])
    await warmUp.idle()
    expect(done).toEqual([])
  })

  it('does a few at once, remembers a bounded number, and forgets the oldest', async () => {
    const { warmUp, done, task } = bench()
    let release = () => {}
    const held = new Promise<void>((resolve) => (release = resolve))
    for (let index = 0; index < warmUpPolicy.atOnce; index += 1) warmUp.begin(who, [task('held', () => held)])
    for (let index = 0; index < warmUpPolicy.waiting + 5; index += 1) warmUp.begin(who, [task(`later ${index}`)])
    await Promise.resolve()
    expect(done).toHaveLength(warmUpPolicy.atOnce)
    release()
    await warmUp.idle()
    expect(done).toHaveLength(warmUpPolicy.atOnce + warmUpPolicy.waiting)
    expect(done).not.toContain('later 4')
    expect(done).toContain('later 5')
  })

  it('is not disturbed by a KOS that cannot be asked', async () => {
    const { warmUp, done, task, messages } = bench()
    const unavailable = () => Promise.reject(new KosUnavailable('down', { retryAfterSeconds: 1, calls: [] }))
    warmUp.begin(who, [task('a', unavailable), task('b')])
    await warmUp.idle()
    expect(done).toEqual(['a', 'b'])
    expect(messages).toEqual([])
  })
})
