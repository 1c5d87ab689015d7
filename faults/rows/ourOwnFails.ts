import { setTimeout as wait } from 'node:timers/promises'
import { until } from '../../testing/program/until.js'
import { type Durations, type Fault, type Seen, speed, truth } from '../fault.js'
import { count, kindsOf, longest, percentileOf, readLine, startReaders } from '../readers.js'
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

const wellWithinMs = 5_000

/** An immediate shutdown, from which it recovers by its log. */
export const postgresRestarts: Fault = {
  name: 'postgres-restarts',
  what: 'PostgreSQL stops at once and recovers',
  async run({ copies, gateway, customers }: Stage, { healthyMs, brokenMs }: Durations): Promise<Seen[]> {
    for (const customer of customers) await readLine(gateway, customer)
    const readers = startReaders(gateway, customers, pauseMs)
    await wait(healthyMs)
    const at = performance.now()
    await copies.restartPostgres()
    await wait(wellWithinMs + brokenMs)
    await readers.stop()
    const failed = readers.samples.filter(({ kind }) => kind === 'failed' || kind === 'unavailable')
    const lastFailure = Math.max(0, ...failed.map((sample) => sample.at - at))
    return [
      truth(
        'answers are errors for a moment, then all is well',
        lastFailure <= wellWithinMs,
        `last one after ${(lastFailure / 1_000).toFixed(1)} s, ${failed.length} in all`,
      ),
      truth(
        'nothing takes longer than 3 s',
        longest(readers.samples) <= 3_000,
        `slowest ${longest(readers.samples).toFixed(0)} ms`,
      ),
    ]
  },
}

const askers = 500

/** Nothing fails here: it is what many customers would do to a KOS that nobody protects. */
export const manyAskAtOnce: Fault = {
  name: 'many-ask-at-once',
  what: '500 simultaneous askers of one cold bill, at two copies',
  stage: () => ({ redis: true }),
  async run({ kos, gateway, customers }: Stage): Promise<Seen[]> {
    const month = new Date(Date.now() - 200 * 86_400_000).toISOString().slice(0, 7)
    await kos.break(['K1'], { latencyMs: 300 })
    const before = (await kos.calls('K1'))['0000'] ?? 0
    const samples = await Promise.all(Array.from({ length: askers }, () => readLine(gateway, customers[0], month)))
    const calls = ((await kos.calls('K1'))['0000'] ?? 0) - before
    return [
      truth('all have their answer', count(samples, 'fresh') === askers, kindsOf(samples)),
      truth('KOS was asked at most once a copy', calls <= 2 && calls >= 1, `${calls} calls`),
      speed(
        'how long it took',
        true,
        `p50/p99 ${percentileOf(samples, 50).toFixed(0)}/${percentileOf(samples, 99).toFixed(0)} ms`,
      ),
    ]
  },
}
