import { setTimeout as wait } from 'node:timers/promises'
import { type Durations, type Fault, type Seen, speed, truth } from '../fault.js'
import { count, kindsOf, percentileOf, readLine, type Sample, startReaders } from '../readers.js'
import { type Stage } from '../stage.js'

type Redis = NonNullable<Stage['copies']['redis']>

const pauseMs = 100
const firstMs = 1_000
/** What frozen or killed Redis may add at first, ms. */
const mayAddMs = 100
/** What two runs of the same differ by on a busy machine: nobody can tell less apart. */
const noise = { factor: 1.5, ms: 10 }

const redisFault = (
  name: string,
  what: string,
  breakRedis: (redis: Redis) => Promise<void>,
  mend: (redis: Redis) => Promise<void>,
): Fault => ({
  ...{ name, what, stage: () => ({ redis: true }) },
  run: (stage, durations) => runRedisFault(stage, durations, breakRedis, mend),
})

/** Redis frozen, and Redis killed; both come back. */
export const redisFails: Fault[] = [
  redisFault(
    'redis-frozen',
    'Redis takes connections and answers nothing, then goes on',
    (redis) => Promise.resolve(redis.pause()),
    (redis) => Promise.resolve(redis.resume()),
  ),
  redisFault(
    'redis-killed',
    'Redis is killed, then started again',
    (redis) => redis.stop(),
    (redis) => redis.start(),
  ),
]

async function runRedisFault(
  { copies: { redis }, gateway, customers }: Stage,
  { healthyMs, brokenMs }: Durations,
  breakRedis: (redis: Redis) => Promise<void>,
  mend: (redis: Redis) => Promise<void>,
): Promise<Seen[]> {
  if (!redis) throw new Error('this row needs a Redis')
  for (const customer of customers) await readLine(gateway, customer)
  const readers = startReaders(gateway, customers, pauseMs)
  await wait(healthyMs)
  const brokenAt = performance.now()
  await breakRedis(redis)
  await wait(firstMs + brokenMs)
  const mendedAt = performance.now()
  await mend(redis)
  await wait(healthyMs)
  await readers.stop()

  const between = (from: number, to: number): Sample[] => readers.samples.filter(({ at }) => at >= from && at < to)
  const p99 = (samples: Sample[]) => percentileOf(samples, 99)
  const healthy = p99(between(0, brokenAt))
  const first = p99(between(brokenAt, brokenAt + firstMs))
  const after = p99(between(brokenAt + firstMs, mendedAt))
  const back = p99(between(mendedAt, Infinity))
  const asHealthy = (ms: number) => ms <= healthy * noise.factor + noise.ms
  const { samples } = readers
  return [
    truth(
      'no request fails, and nothing is unavailable',
      count(samples, 'failed') + count(samples, 'unavailable') === 0,
      kindsOf(samples),
    ),
    truth('nothing is stale: KOS is well', count(samples, 'stale') === 0),
    speed(
      'p99 at most 100 ms above the healthy one in the first second',
      first <= healthy + mayAddMs,
      figure(healthy, first),
    ),
    speed('and as healthy after it', asHealthy(after), figure(healthy, after)),
    speed('and as healthy once Redis is back', asHealthy(back), figure(healthy, back)),
  ]
}

const figure = (healthy: number, now: number): string => `p99 ${healthy.toFixed(0)} → ${now.toFixed(0)} ms`
