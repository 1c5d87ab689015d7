import { setTimeout as wait } from 'node:timers/promises'
import { type KosControls } from '../../testing/program/kosControls.js'
import { ask } from '../../testing/program/graphql.js'
import { until } from '../../testing/program/until.js'
import { type Durations, type Fault, type Seen, speed, truth } from '../fault.js'
import { breakersAreOpen } from '../breakersAreOpen.js'
import { count, kindsOf, longest, percentileOf, readLine, type Sample, startReaders } from '../readers.js'
import { type Stage } from '../stage.js'

interface KosFault {
  name: string
  what: string
  /** What `PUT /admin/faults` is told. */
  faults: Record<string, unknown>
  /** Whether it heals and breaks again, each for a while. */
  flaps?: boolean
  /** Whether nothing of KOS answers, so that what was never seen must be unavailable and breakers must open. */
  dead: boolean
}

const every = ['all']
const flapEveryMs = 2_000

const kosFaults: KosFault[] = [
  {
    ...{ name: 'kos-slow', what: 'KOS takes 10 s', dead: true },
    faults: { latencyMs: 10_000 },
  },
  {
    ...{ name: 'kos-hangs', what: 'KOS takes the call and never answers', dead: true },
    faults: { latencyMs: 600_000 },
  },
  {
    ...{ name: 'kos-says-9999', what: 'KOS says 9999 half of the time', dead: false },
    faults: { errorRate: 0.5, seed: 7 },
  },
  {
    ...{ name: 'kos-resets', what: 'KOS drops the connection half of the time', dead: false },
    faults: { resetRate: 0.5, seed: 7 },
  },
  {
    ...{ name: 'kos-down', what: 'KOS is down', dead: true },
    faults: { down: true },
  },
  {
    ...{ name: 'kos-flaps', what: 'KOS is down for 2 s, up for 2 s, and so on', dead: false },
    ...{ faults: { down: true }, flaps: true },
  },
]

const answerWithinMs = 3_000
const healedWithinMs = 10_000
const pauseMs = 150
/** A month that nobody here has looked at. */
const unseenMonth = (): string => new Date(Date.now() - 300 * 86_400_000).toISOString().slice(0, 7)

export const kosFails: Fault[] = kosFaults.map((fault) => ({
  ...{ name: fault.name, what: fault.what },
  run: (stage, durations) => runKosFault(stage, fault, durations),
}))

async function runKosFault(stage: Stage, fault: KosFault, { healthyMs, brokenMs }: Durations): Promise<Seen[]> {
  const { kos, gateway, customers } = stage
  for (const customer of customers) await readLine(gateway, customer)
  const readers = startReaders(gateway, customers, pauseMs)
  await wait(healthyMs)
  const healthy = [...readers.samples]
  const brokenAt = performance.now()
  await kos.break(every, fault.faults)
  const flapping = new AbortController()
  const flaps = fault.flaps ? flap(kos, fault, flapping.signal) : Promise.resolve()
  const unseen = readLine(gateway, customers[0], unseenMonth())
  const quote = quoteOf(stage)
  const openAt = fault.dead ? await breakersOpen(stage) : brokenAt
  await wait(brokenMs)
  flapping.abort()
  await flaps
  const healedAt = performance.now()
  await kos.heal()
  const healedAfter = await untilNormal(stage)
  await readers.stop()

  const broken = readers.samples.filter(({ at }) => at >= brokenAt && at < healedAt)
  return [
    ...promisesOf(broken, await unseen, await quote, fault),
    ...(fault.dead ? [withBreakersOpen(healthy, since(broken, openAt))] : []),
    truth(
      'normal again within 10 s of healing',
      healedAfter <= healedWithinMs,
      `${(healedAfter / 1_000).toFixed(1)} s`,
    ),
  ]
}

/** Well for a while, ill for a while, until it is told to stop. */
async function flap(kos: KosControls, { faults }: KosFault, stop: AbortSignal): Promise<void> {
  for (let ill = true; !stop.aborted; ill = !ill) {
    await wait(flapEveryMs)
    await (ill ? kos.heal() : kos.break(every, faults))
  }
}

function promisesOf(broken: Sample[], unseen: Sample, quote: Quote, { dead }: KosFault): Seen[] {
  const slowest = Math.max(longest(broken), unseen.ms, quote.ms)
  return [
    truth('no request fails', count([...broken, unseen], 'failed') === 0, reasons([...broken, unseen])),
    truth('every answer within 3 s', slowest <= answerWithinMs, `slowest ${slowest.toFixed(0)} ms`),
    truth('bills and plans that were seen are always answered', count(broken, 'unavailable') === 0, kindsOf(broken)),
    truth('what has grown old is said to be stale', !dead || count(broken, 'stale') > 0),
    truth('a bill never seen says when to come back', !dead || unseen.kind === 'unavailable', unseen.kind),
    truth('nothing is quoted from what is old', !dead || quote.typename === 'TemporarilyUnavailable', quote.typename),
  ]
}

const withBreakersOpen = (healthy: Sample[], open: Sample[]): Seen =>
  speed(
    'with breakers open, old bills come at a p99 of at most twice the healthy one',
    percentileOf(open, 99) <= 2 * percentileOf(healthy, 99),
    `p50/p99 healthy ${both(healthy)}, then ${both(open)} ms`,
  )

interface Quote {
  typename: string
  ms: number
}

async function quoteOf({ gateway, customers: [customer] }: Stage): Promise<Quote> {
  const code = 'LTE-PLUS-007'
  const began = performance.now()
  const query = `query ($id: ID!, $code: ID!) { productChangeQuote(lineId: $id, productCode: $code) { __typename } }`
  const { data, errors } = await ask(gateway, {
    ...{ query, variables: { id: customer.lineId, code }, token: customer.token },
  })
  const answer = data?.['productChangeQuote'] as { __typename: string } | null | undefined
  return { typename: answer?.__typename ?? JSON.stringify(errors), ms: performance.now() - began }
}

/** When each copy of billing and product has stopped asking for what the readers ask for. */
async function breakersOpen(stage: Stage): Promise<number> {
  await until('the breakers are open', () => breakersAreOpen(stage.copies), 60_000)
  return performance.now()
}

/** How long it takes until everybody has a fresh answer again, ms. */
async function untilNormal({ gateway, customers }: Stage): Promise<number> {
  const began = performance.now()
  await until(
    'everything is fresh again',
    async () => {
      const samples = await Promise.all(customers.map((customer) => readLine(gateway, customer)))
      return count(samples, 'fresh') === samples.length
    },
    60_000,
  )
  return performance.now() - began
}

const since = (samples: Sample[], at: number): Sample[] => samples.filter((sample) => sample.at >= at)
const both = (samples: Sample[]): string =>
  [50, 99].map((percent) => percentileOf(samples, percent).toFixed(0)).join('/')
const reasons = (samples: Sample[]): string =>
  [...new Set(samples.flatMap(({ why }) => why ?? []))].slice(0, 3).join('; ')
