import { setTimeout as wait } from 'node:timers/promises'
import { Client } from 'pg'
import { until } from '../../testing/program/until.js'
import { type Durations, type Fault, type Seen, truth } from '../fault.js'
import { longest, readLine, type Sample, startReaders } from '../readers.js'
import { type Stage } from '../stage.js'

const pauseMs = 200
/** After PostgreSQL has recovered; what that takes is its own affair. */
const wellWithinMs = 2_000

/** An immediate shutdown, from which it recovers by its log. */
export const postgresRestarts: Fault = {
  name: 'postgres-restarts',
  what: 'PostgreSQL stops at once and recovers',
  async run({ copies, gateway, customers }: Stage, { healthyMs, brokenMs }: Durations): Promise<Seen[]> {
    for (const customer of customers) await readLine(gateway, customer)
    const readers = startReaders(gateway, customers, pauseMs)
    await wait(healthyMs)
    const stoppedAt = performance.now()
    await copies.restartPostgres()
    await until('customers see it', () => readers.samples.some(({ at, kind }) => at > stoppedAt && kind === 'failed'))
    await until('PostgreSQL is back', () => answers(copies.databases.billing))
    const backAt = performance.now()
    await wait(wellWithinMs + brokenMs)
    await readers.stop()
    const { samples } = readers
    const failed = samples.filter(({ kind }) => kind === 'failed' || kind === 'unavailable')
    const late = failed.filter(({ at }) => at > backAt + wellWithinMs)
    const lastFailure = Math.max(0, ...failed.map((sample) => sample.at - backAt))
    return [
      truth(
        'all is well within 2 s of its being back',
        late.length === 0,
        `away ${inSeconds(backAt - stoppedAt)}, last error ${inSeconds(lastFailure)} later, ${failed.length} in all${reasonsOf(late)}`,
      ),
      truth('nothing takes longer than 3 s', longest(samples) <= 3_000, `slowest ${longest(samples).toFixed(0)} ms`),
    ]
  },
}

async function answers(databaseUrl: string): Promise<boolean> {
  const client = new Client({ connectionString: databaseUrl, connectionTimeoutMillis: 1_000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    return true
  } finally {
    await client.end().catch(() => undefined)
  }
}

const inSeconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`
const reasonsOf = (failed: readonly Sample[]): string =>
  [...new Set(failed.flatMap(({ why }) => why ?? []))]
    .slice(0, 3)
    .map((why) => `; ${why}`)
    .join('')
