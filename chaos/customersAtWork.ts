import { setMaxListeners } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { type Order } from './customers.js'
import { ask } from '../testing/program/graphql.js'
import { type History } from './history.js'
import { requestChange } from './requestChange.js'
import { type SeededRandom } from './seededRandom.js'
import { type Stack } from '../testing/program/stack.js'
import { type Watched, watchChange } from '../testing/program/watchChange.js'

/** How many customers are busy at the same time. */
const atOnce = 12
/** A customer who has waited so long lets the next one begin, and goes on watching, ms. */
const patienceMs = 12_000
const readEveryMs = 150

export interface CustomersWork {
  told: History['told']
  /** Ends the watches that nothing more can come to, and says what everybody saw. */
  finish(): Promise<{ watched: Watched[]; wentBack: string[] }>
  planInApi(order: Order): Promise<string | null>
}

const readChange = `query ($id: ID!) { productChange(id: $id) { id status version history { version } } }`
const readPlan = `query ($id: ID!) { line(id: $id) { product { ... on Product { code } } } }`

/** Customers request, watch and read. Resolves once each has been told something about their request. */
export async function runCustomers(stack: Stack, orders: Order[], random: SeededRandom): Promise<CustomersWork> {
  const told: History['told'] = []
  const watches: Promise<Watched>[] = []
  const enough = new AbortController()
  // Everybody who watches listens to it.
  setMaxListeners(0, enough.signal)
  const wentBack: string[] = []
  const waiting = [...orders]

  const customer = async (): Promise<void> => {
    for (let order = waiting.shift(); order; order = waiting.shift()) {
      const answer = await requestChange(stack, order, random.unit)
      told.push({ order, told: answer })
      if (answer.kind === 'refused') continue
      const watch = watchChange(answer.changeId, {
        gateway: () => random.pick(stack.gateways),
        token: order.token,
        signal: enough.signal,
        unit: random.unit,
      }).ended
      watches.push(watch)
      await Promise.race([watch, wait(patienceMs)])
    }
  }
  const reader = readNow(stack, told, wentBack, { random, signal: enough.signal })
  await Promise.all(Array.from({ length: atOnce }, customer))
  return {
    told,
    async finish() {
      // Whoever watches a finished change is about to be told so; only a person's turn would be watched for ever.
      await Promise.race([Promise.all(watches), wait(10_000)])
      enough.abort()
      await reader
      return { watched: await Promise.all(watches), wentBack }
    },
    planInApi: (order) => planInApi(stack, order),
  }
}

/** Asks until it is told: right after an outage a breaker may still be open, and what it says then is true as well. */
async function planInApi({ gateways }: Stack, { lineId, token }: Order): Promise<string | null> {
  const until = performance.now() + 60_000
  for (const gateway of cycle(gateways)) {
    const answer = await ask(gateway.url, { query: readPlan, variables: { id: lineId }, token }).catch(() => null)
    const line = answer?.data?.['line'] as { product?: { code?: string } } | null | undefined
    if (line?.product?.code !== undefined || performance.now() > until) return line?.product?.code ?? null
    await wait(500)
  }
  return null
}

function* cycle<T>(of: readonly T[]): Generator<T> {
  for (let at = 0; of.length > 0; at += 1) yield of[at % of.length] as T
}

/** Reads changes at random, through any gateway: what it is shown may be late, but never goes back. */
async function readNow(
  stack: Stack,
  told: History['told'],
  wentBack: string[],
  { random, signal }: { random: SeededRandom; signal: AbortSignal },
): Promise<void> {
  const highest = new Map<string, number>()
  while (!signal.aborted) {
    await wait(readEveryMs)
    const known = told.flatMap(({ order, told: one }) =>
      one.kind === 'acknowledged' ? [{ order, id: one.changeId }] : [],
    )
    if (known.length === 0) continue
    const { order, id } = random.pick(known)
    const answer = await ask(random.pick(stack.gateways).url, {
      query: readChange,
      variables: { id },
      token: order.token,
    }).catch(() => null)
    const change = answer?.data?.['productChange'] as
      { version: number; history: { version: number }[] } | null | undefined
    if (!change) continue
    const before = highest.get(id) ?? 0
    if (change.version < before) wentBack.push(`${id}: ${change.version} after ${before}`)
    highest.set(id, Math.max(before, change.version))
  }
}
