import { setTimeout as wait } from 'node:timers/promises'
import { until } from '../../testing/program/until.js'
import { type Durations, type Fault, type Seen, speed, truth } from '../fault.js'
import { count, kindsOf, startReaders } from '../readers.js'
import { type Stage } from '../stage.js'

const pauseMs = 200

/** `kill -9`, under load. */
export const billingCopyKilled: Fault = {
  name: 'billing-copy-killed',
  what: 'one of two copies of billing is killed',
  async run({ copies, gateway, customers }: Stage, { healthyMs, brokenMs }: Durations): Promise<Seen[]> {
    const readers = startReaders(gateway, customers, pauseMs)
    await wait(healthyMs)
    const [billing] = copies.copies.billing
    const killedAt = performance.now()
    await billing.crash()
    await until(
      'there are two again',
      () => copies.balanced('billing').filter(({ state }) => state === 'ready').length === 2,
    )
    const backAfter = performance.now() - killedAt
    await wait(brokenMs)
    await readers.stop()
    return [
      truth(
        'no request fails, and nothing is unavailable',
        count(readers.samples, 'fresh') + count(readers.samples, 'stale') === readers.samples.length,
        kindsOf(readers.samples),
      ),
      speed('it is back', true, `after ${(backAfter / 1_000).toFixed(1)} s`),
    ]
  },
}
