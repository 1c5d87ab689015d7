import { performance } from 'node:perf_hooks'
import { type Cache, type CacheLevel } from '../../../platform/cache/createCache.js'
import { type Trace } from '../../../platform/telemetry/trace.js'
import { type Clock } from '../../../platform/time/clock.js'
import { type KosCall, leastUseful, notSentRecord, retryAfter } from '../kosCaller.js'
import { type KosObserver } from '../kosObserver.js'
import { type KosAnswered, type KosCallRecord } from '../kosOrder.js'
import { KosUnavailable } from '../kosUnavailable.js'
import { type KosRead } from '../policy.js'
import { type KosReaderParts, readKos } from '../readKos.js'
import { type AnswerKind, type KeptAnswer, keptAnswer } from './keptAnswer.js'
import { within } from './within.js'

/** A read of KOS whose answer may be kept. */
export interface Question<T> {
  call: KosCall<T, KosRead>
  kind: (answer: T, now: Date) => AnswerKind
}

/** Who asks, and what for. */
export interface Asking {
  trace: Trace
  /** By `performance.now()`: when the request's time is over. */
  endsAt: number
  /** `show`: an older answer will do while KOS cannot be asked. `decide`: something rests on it, so it will not. */
  purpose: 'show' | 'decide'
}

export interface CachedReads {
  /** @throws KosUnavailable with the calls that were made */
  ask<T>(question: Question<T>, key: string, asking: Asking): Promise<KosAnswered<T>>
  /** Whether there is an answer that is fresh. */
  isFresh(key: string): Promise<boolean>
  /** Resolves when no call is under way any more. */
  idle(): Promise<void>
}

export interface CachedReadsParts {
  cache: Cache
  clock: Clock
  observer: KosObserver
  /** Shortens how long answers are fresh, in (0, 1]. */
  ttlFactor: number
  /** The way to KOS for an operation. */
  readerOf: (operation: KosRead) => KosReaderParts & { softMs: number }
}

/** A call under way, which everybody waits for who asks the same. It never rejects. */
interface Flight {
  requestId: string
  startedAt: number
  landed: Promise<KosAnswered<unknown> | KosUnavailable>
}

/**
 * Answers from the cache, and asks KOS for what is not there: one call for all who ask the same at the same time. Who has
 * an older answer to fall back on waits for KOS only a moment, and not at all while the breaker is open.
 */
export function createCachedReads({ cache, clock, observer, ttlFactor, readerOf }: CachedReadsParts): CachedReads {
  const flights = new Map<string, Flight>()

  async function find(key: string): Promise<{ kept: KeptAnswer; level: CacheLevel } | null> {
    const found = await cache.get(key)
    return found && { kept: found.value as KeptAnswer, level: found.level }
  }

  function takeOff<T>(key: string, { call, kind }: Question<T>, trace: Trace): Flight {
    const reader = readerOf(call.operation)
    const requestId = reader.newId()
    const landed = readKos(reader, call, { trace, requestId, budgetMs: reader.timeoutMs })
      .then(
        (answered) => {
          const { answer, calls } = answered
          const { asOf } = answered.freshness
          const resultCode = calls.at(-1)?.resultCode ?? null
          const kept = keptAnswer({ answer, requestId, resultCode }, kind(answer, asOf), { asOf, ttlFactor })
          cache.set(key, kept, Math.max(1, kept.goodUntil - kept.asOf))
          return answered
        },
        (error: unknown) => (error instanceof KosUnavailable ? error : unforeseen(error)),
      )
      .finally(() => flights.delete(key))
    const flight = { requestId, startedAt: performance.now(), landed }
    flights.set(key, flight)
    return flight
  }

  return {
    async ask<T>(question: Question<T>, key: string, { trace, endsAt, purpose }: Asking): Promise<KosAnswered<T>> {
      const { operation } = question.call
      const reader = readerOf(operation)
      const began = performance.now()
      const found = await find(key)
      const now = clock().getTime()
      const fromCache = ({ answer, asOf, requestId, resultCode, freshUntil }: KeptAnswer, calls: KosCallRecord[]) => {
        const stale = now >= freshUntil
        const hit = { ...hitRecord(reader, operation, requestId, began), resultCode }
        const freshness = { asOf: new Date(asOf), stale, source: 'CACHE' as const }
        return { answer: answer as T, freshness, calls: [...calls, hit] }
      }
      if (found && now < (purpose === 'decide' ? found.kept.decideUntil : found.kept.freshUntil)) {
        observer.lookedUp(operation, found.level)
        return fromCache(found.kept, [])
      }
      const older = found && purpose === 'show' && now < found.kept.goodUntil ? found.kept : null
      const staleAnswer = (calls: KosCallRecord[]) => {
        observer.lookedUp(operation, 'stale')
        return older && fromCache(older, calls)
      }
      if (older && reader.breaker.state() === 'OPEN') return staleAnswer([]) as KosAnswered<T>

      const joined = flights.get(key)
      const flight = joined ?? (endsAt - performance.now() < leastUseful ? null : takeOff(key, question, trace))
      const patience = older && flight ? Math.min(endsAt, flight.startedAt + reader.softMs) : endsAt
      const landed = flight ? await within(patience - performance.now(), flight.landed) : null
      if (landed && !(landed instanceof KosUnavailable)) {
        observer.lookedUp(operation, joined ? 'joined' : 'kos')
        return landed as KosAnswered<T>
      }
      if (older) return staleAnswer(landed?.calls ?? []) as KosAnswered<T>
      observer.lookedUp(operation, 'none')
      throw landed ?? outOfTime(reader, operation, flight?.requestId ?? null, began)
    },
    async isFresh(key) {
      const found = await find(key)
      return found !== null && clock().getTime() < found.kept.freshUntil
    },
    async idle() {
      await Promise.all([...flights.values()].map(({ landed }) => landed))
    },
  }
}

const elapsed = (since: number): number => Math.round((performance.now() - since) * 10) / 10

/** The record of an answer that was there: under the request id of the call that once brought it. */
function hitRecord(reader: KosReaderParts, operation: KosRead, requestId: string, began: number): KosCallRecord {
  const at = reader.clock()
  const record = notSentRecord(reader, operation, requestId)
  return { ...record, outcome: 'ANSWERED', sentAt: at, answeredAt: at, cacheHit: true, durationMs: elapsed(began) }
}

/** Of whoever could not wait any longer for a call under way, or had no time left to begin one. */
function outOfTime(
  reader: KosReaderParts,
  operation: KosRead,
  requestId: string | null,
  began: number,
): KosUnavailable {
  const record = notSentRecord(reader, operation, requestId ?? reader.newId())
  const call = requestId === null ? record : { ...record, outcome: 'TIMED_OUT' as const, durationMs: elapsed(began) }
  return new KosUnavailable('no time is left in this request', {
    retryAfterSeconds: retryAfter(reader),
    calls: [call],
  })
}

const unforeseen = (cause: unknown): KosUnavailable =>
  new KosUnavailable('unexpected', { retryAfterSeconds: 5, calls: [], cause })
