import { setTimeout as wait } from 'node:timers/promises'
import { seededRandom } from '../../chaos/seededRandom.js'
import { signInFirst, userIdAt } from '../mix/customersOfMix.js'
import { type MixName, type MixOperation } from '../mix/operations.js'
import { openPhone, type Phone, type Session } from '../mix/phone.js'
import { createZipf } from '../mix/zipf.js'
import { percentile } from '../tables.js'
import { createArrivals } from './arrivals.js'

/** What the parent wants. */
export interface SteadyOrder {
  url: string
  connections: number
  /** Requests a second, whether or not answers come. */
  rate: number
  mix: MixName
  /** Customers who have signed in and looked at their bills before anything else, of `customers`. */
  signedIn: number
  customers: number
  warmUpSeconds: number
  seconds: number
  seed: number
  codes: string[]
}

/** Of one operation, or of all. Times in ms, from when the request was due. */
export interface SteadyRow {
  name: string
  count: number
  p50: number
  p95: number
  p99: number
  max: number
}

export type SteadyNews =
  /** From now on it counts. */
  { kind: 'warm' } | ({ kind: 'done' } & SteadyResult)

export interface SteadyResult {
  rows: SteadyRow[]
  /** What was said of those that failed, the warm-up's too, and how many they are. */
  failures: string[]
  failed: number
  /** Due and never sent, for there was no free connection to the end. */
  unsent: number
  /** How late this generator sent at the 99th percentile though a connection was free, ms: not the program's doing. Null where none was. */
  lateP99: number | null
}

/** As often as timers allow. */
const tickMs = 1
const failuresShown = 5

/** A process of its own, so that what it does is not done by the one that counts. */
process.once('message', (order: SteadyOrder) => {
  // The channel is closed once the news have left.
  void run(order).then((news) => process.send?.(news, () => process.disconnect()))
})

async function run(order: SteadyOrder): Promise<SteadyNews> {
  const { unit } = seededRandom(order.seed)
  const draw = createZipf(order.customers, unit)
  const sessions = new Map<string, Session>()
  const tally = createTally()
  const parts = {
    ...{ url: order.url, unit, sessions, codes: order.codes, mix: order.mix, thinkMs: 0 },
    nextCustomer: () => userIdAt(draw()),
  }
  await signInFirst({ ...parts, done: (_, __, failure) => tally.fail(failure) }, order.signedIn)

  const callers = Array.from({ length: order.connections }, () => {
    const caller: Caller = {
      last: null,
      phone: openPhone({ ...parts, done: (operation, _, failure) => (caller.last = { operation, failure }) }),
    }
    return caller
  })
  const arrivals = createArrivals({
    ...{ everyMs: 1_000 / order.rate, connections: callers, now: () => performance.now() },
    async send(caller, dueAt, waited) {
      if (!waited) tally.late(performance.now() - dueAt)
      caller.last = null
      await caller.phone.turn()
      if (caller.last) tally.answered(caller.last, performance.now() - dueAt)
    },
  })
  await tickFor(arrivals, order.warmUpSeconds)
  tally.begin()
  process.send?.({ kind: 'warm' } satisfies SteadyNews)
  await tickFor(arrivals, order.seconds)
  const unsent = await arrivals.stop()
  return { kind: 'done', unsent, ...tally.end() }
}

interface Caller {
  phone: Phone
  last: { operation: MixOperation; failure: string | null } | null
}

async function tickFor(arrivals: { tick(): void }, seconds: number): Promise<void> {
  const until = performance.now() + seconds * 1_000
  while (performance.now() < until) {
    arrivals.tick()
    await wait(tickMs)
  }
}

function createTally() {
  const times: Partial<Record<MixOperation, number[]>> = {}
  const late: number[] = []
  const failures: string[] = []
  let [failed, counting] = [0, false]
  const fail = (failure: string | null): void => {
    if (failure === null) return
    failed += 1
    if (failures.length < failuresShown) failures.push(failure)
  }
  return {
    fail,
    late: (ms: number) => void (counting && late.push(ms)),
    answered({ operation, failure }: NonNullable<Caller['last']>, ms: number) {
      fail(failure === null ? null : `${operation}: ${failure}`)
      if (counting) (times[operation] ??= []).push(ms)
    },
    begin: () => void (counting = true),
    end(): Omit<SteadyResult, 'unsent'> {
      const rows = Object.entries(times).map(([name, of]) => rowOf(name, of))
      const all = rowOf('all', Object.values(times).flat())
      return { rows: [all, ...rows], failures, failed, lateP99: late.length > 0 ? percentile(late, 99) : null }
    },
  }
}

const rowOf = (name: string, times: number[]): SteadyRow => ({
  ...{ name, count: times.length },
  ...{
    p50: percentile(times, 50),
    p95: percentile(times, 95),
    p99: percentile(times, 99),
    max: percentile(times, 100),
  },
})
