import { setTimeout as wait } from 'node:timers/promises'
import { type SignedIn } from '../testing/program/customersOfCopies.js'
import { ask } from '../testing/program/graphql.js'

/** What an answer was: `failed` is what must not be, an error or none at all. */
export type AnswerKind = 'fresh' | 'stale' | 'unavailable' | 'failed'

export interface Sample {
  /** By `performance.now()`: when it was sent. */
  at: number
  ms: number
  kind: AnswerKind
  /** Of an answer that failed. */
  why?: string
}

const freshness = 'freshness { stale source }'
const query = `query Line($id: ID!, $month: YearMonth) { line(id: $id) {
  product { __typename ... on Product { code ${freshness} } ... on TemporarilyUnavailable { retryAfterSeconds } }
  bill(month: $month) { __typename ... on Bill { total ${freshness} } ... on TemporarilyUnavailable { retryAfterSeconds } } } }`

interface Part {
  __typename: string
  freshness?: { stale: boolean }
  retryAfterSeconds?: number
}

/** Longer than anything may take. */
const giveUpMs = 10_000

/** Reads a line's plan and bill; `month` null is the current one. Never throws. */
export async function readLine(url: string, { lineId, token }: SignedIn, month: string | null = null): Promise<Sample> {
  const at = performance.now()
  const ended = (kind: AnswerKind, why?: string): Sample => ({
    ...{ at, ms: performance.now() - at, kind },
    ...(why !== undefined && { why }),
  })
  try {
    const { data, errors } = await ask(url, { query, variables: { id: lineId, month }, token }, giveUpMs)
    const line = data?.['line'] as { product: Part; bill: Part } | null | undefined
    if (errors || !line) return ended('failed', JSON.stringify(errors ?? data))
    const parts = [line.product, line.bill]
    const away = parts.filter((part) => part.__typename === 'TemporarilyUnavailable')
    if (away.some((part) => !((part.retryAfterSeconds ?? 0) >= 1))) return ended('failed', 'no time to come back')
    if (away.length > 0) return ended('unavailable')
    return ended(parts.some((part) => part.freshness?.stale) ? 'stale' : 'fresh')
  } catch (error) {
    return ended('failed', String(error))
  }
}

export interface Readers {
  samples: Sample[]
  stop(): Promise<void>
}

/** Every customer reads their line, pauses, and reads it again: some `customers / pauseMs` thousand requests a second. */
export function startReaders(url: string, customers: readonly SignedIn[], pauseMs: number): Readers {
  const samples: Sample[] = []
  let stopped = false
  const read = async (customer: SignedIn, index: number): Promise<void> => {
    await wait((pauseMs * index) / customers.length)
    while (!stopped) {
      samples.push(await readLine(url, customer))
      await wait(pauseMs)
    }
  }
  const reading = customers.map(read)
  return {
    samples,
    async stop() {
      stopped = true
      await Promise.all(reading)
    },
  }
}

/** The value below which so many percent of the durations lie, ms; NaN for none. */
export function percentileOf(samples: readonly Sample[], percent: number): number {
  const sorted = samples.map(({ ms }) => ms).sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? Number.NaN
}

export const longest = (samples: readonly Sample[]): number => Math.max(0, ...samples.map(({ ms }) => ms))
export const count = (samples: readonly Sample[], kind: AnswerKind): number =>
  samples.filter((sample) => sample.kind === kind).length

/** `fresh 10, stale 3`. */
export function kindsOf(samples: readonly Sample[]): string {
  const kinds: AnswerKind[] = ['fresh', 'stale', 'unavailable', 'failed']
  return kinds.flatMap((kind) => (count(samples, kind) > 0 ? [`${kind} ${count(samples, kind)}`] : [])).join(', ')
}
