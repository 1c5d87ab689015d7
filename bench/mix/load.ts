import { seededRandom } from '../../chaos/seededRandom.js'
import { type MixOperation } from './operations.js'
import { signInFirst, userIdAt } from './customersOfMix.js'
import { type PhoneParts, type Session, startPhone } from './phone.js'
import { createZipf } from './zipf.js'

/** What the parent wants. */
export interface MixOrder {
  url: string
  connections: number
  /** Requests a second of all connections together, as long as answers come quickly. */
  rate: number
  /** Customers who have signed in and looked at their bills before anything else. */
  signedIn: number
  /** Of the mix itself, before it is measured. */
  warmUpSeconds: number
  seconds: number
  customers: number
  seed: number
  codes: string[]
}

/** `warm` once the warm-up is over, `done` with the result at the end. Latencies in ms, in no order. */
export type MixNews =
  | { kind: 'warm' }
  | { kind: 'done'; latencies: Partial<Record<MixOperation, number[]>>; failures: string[]; signedIn: number }

/** A process of its own, so that what it does is not done by the one that counts. */
process.once('message', (order: MixOrder) => {
  // The channel is closed once the news, which are long, have left.
  void run(order).then((news) => process.send?.(news, () => process.disconnect()))
})

async function run(order: MixOrder): Promise<MixNews> {
  const { url, connections, rate, warmUpSeconds, seconds, customers, seed, codes } = order
  const { unit } = seededRandom(seed)
  const draw = createZipf(customers, unit)
  const latencies: Partial<Record<MixOperation, number[]>> = {}
  const failures: string[] = []
  const sessions = new Map<string, Session>()
  let counting = false
  const done: PhoneParts['done'] = (operation, ms, failure) => {
    // What fails while it warms up is a failure too.
    if (failure !== null) failures.push(`${operation}: ${failure}`)
    if (counting) (latencies[operation] ??= []).push(ms)
  }
  const parts = { url, unit, sessions, codes, done }
  await signInFirst(parts, order.signedIn)
  const phones = Array.from({ length: connections }, () =>
    startPhone({ ...parts, thinkMs: (1_000 * connections) / rate, nextCustomer: () => userIdAt(draw()) }),
  )
  await pass(warmUpSeconds)
  counting = true
  process.send?.({ kind: 'warm' } satisfies MixNews)
  await pass(seconds)
  counting = false
  await Promise.all(phones.map((phone) => phone.stop()))
  return { kind: 'done', latencies, failures, signedIn: sessions.size }
}

const pass = (seconds: number) => new Promise<void>((resolve) => setTimeout(resolve, seconds * 1_000))
