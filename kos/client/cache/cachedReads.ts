import { performance } from 'node:perf_hooks'
import { type Cache, type CacheLevel } from '../../../platform/cache/createCache.js'
import { type Trace } from '../../../platform/telemetry/trace.js'
import { type Clock } from '../../../platform/time/clock.js'
import { type KosCall, leastUseful, notSentRecord, retryAfter } from '../kosCaller.js'
import { type KosObserver, type LookUpSource } from '../kosObserver.js'
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
  /** Of the look-up that began it. */
  trace: Trace
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
        (error: unknown) => (error instanceof KosUnavailable ? error : unforeseen(error, reader)),
      )
      .finally(() => flights.delete(key))
    const flight = { requestId, trace, startedAt: performance.now(), landed }
    flights.set(key, flight)
    return flight
  }

  /**
   * Waits for the call under way, or a new one: a moment where there is an older answer, else as long as the request may.
   * `flying` was under way when the cache was asked: it may have landed before the cache had answered that it knows nothing.
   */
  async function waitForKos<T>(
    key: string,
    question: Question<T>,
    { trace, endsAt }: Asking,
    { hasOlder, flying }: { hasOlder: boolean; flying: Flight | undefined },
  ) {
    const joined = flights.get(key) ?? flying
    const tooLate = endsAt - performance.now() < leastUseful
    const flight = joined ?? (tooLate ? null : takeOff(key, question, trace))
    if (!flight) return { landed: null, joined: null, requestId: null }
    const { softMs } = readerOf(question.call.operation)
    const until = hasOlder ? Math.min(endsAt, flight.startedAt + softMs) : endsAt
    const landed = await within(until - performance.now(), flight.landed)
    return { landed, joined: joined ?? null, requestId: flight.requestId }
  }

  return {
    async ask<T>(question: Question<T>, key: string, asked: Asking): Promise<KosAnswered<T>> {
      const { operation } = question.call
      const span = asked.trace.startSpan(`look up ${operation}`)
      const asking = { ...asked, trace: span.trace }
      const lookedUp = (source: LookUpSource): void => {
        observer.lookedUp(operation, source)
        span.set('kos.operation', operation)
        span.set('kos.source', source)
        span.end(source === 'none' ? 'failed' : 'ok')
      }
      const reader = readerOf(operation)
      const began = performance.now()
      const flying = flights.get(key)
      const found = await find(key)
      const now = clock().getTime()
      const give = (kept: KeptAnswer, from: LookUpSource, calls: KosCallRecord[] = []): KosAnswered<T> => {
        lookedUp(from)
        const freshness = { asOf: new Date(kept.asOf), stale: now >= kept.freshUntil, source: 'CACHE' as const }
        return { answer: kept.answer as T, freshness, calls: [...calls, hitRecord(reader, operation, kept, began)] }
      }
      const worth = found ? worthOf(found.kept, asking.purpose, now) : 'nothing'
      if (found && worth === 'fresh') return give(found.kept, found.level)
      const older = found && worth === 'older' ? found.kept : null
      if (older && reader.breaker.state() === 'OPEN') return give(older, 'stale')

      const { landed, joined, requestId } = await waitForKos(key, question, asking, {
        hasOlder: older !== null,
        flying,
      })
      if (landed && !(landed instanceof KosUnavailable)) {
        if (joined) span.link(joined.trace.traceparent)
        lookedUp(joined ? 'joined' : 'kos')
        return landed as KosAnswered<T>
      }
      if (older) return give(older, 'stale', landed?.calls)
      lookedUp('none')
      throw landed ?? outOfTime(reader, operation, requestId, began)
    },
    async idle() {
      await Promise.all([...flights.values()].map(({ landed }) => landed))
    },
  }
}

/** `fresh` is given without asking; `older` for want of KOS. Nothing is decided from what is older. */
function worthOf(kept: KeptAnswer, purpose: Asking['purpose'], now: number): 'fresh' | 'older' | 'nothing' {
  if (purpose === 'decide') return now < kept.decideUntil ? 'fresh' : 'nothing'
  if (now < kept.freshUntil) return 'fresh'
  return now < kept.goodUntil ? 'older' : 'nothing'
}

const elapsed = (since: number): number => Math.round((performance.now() - since) * 10) / 10

/** The record of an answer that was there: under the request id of the call that once brought it. */
function hitRecord(reader: KosReaderParts, operation: KosRead, kept: KeptAnswer, began: number): KosCallRecord {
  const at = reader.clock()
  return {
    ...notSentRecord(reader, operation, kept.requestId),
    ...{ outcome: 'ANSWERED', resultCode: kept.resultCode, cacheHit: true },
    ...{ sentAt: at, answeredAt: at, durationMs: elapsed(began) },
  }
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

function unforeseen(cause: unknown, { log }: KosReaderParts): KosUnavailable {
  log.error({ err: cause }, 'reading from KOS failed in a way that nobody foresaw')
  return new KosUnavailable('unexpected', { retryAfterSeconds: 5, calls: [], cause })
}
