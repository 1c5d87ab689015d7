import { performance } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import { type Logger } from '../../platform/logging/logger.js'
import { type Trace } from '../../platform/telemetry/trace.js'
import { type Clock } from '../../platform/time/clock.js'
import { type Breaker } from './breaker.js'
import { type Bulkhead } from './bulkhead.js'
import { CallFailure } from './callFailure.js'
import { type HttpExchange } from './httpExchange.js'
import { type KosAnswered, type KosCallRecord, type KosOperation } from './kosOrder.js'
import { KosUnavailable } from './kosUnavailable.js'
import { openEnvelope, type Opened } from './wire/envelope.js'

/** One read of KOS: what is sent, and how its answer is read. */
export interface KosRead<T> {
  operation: KosOperation
  method: 'GET' | 'POST'
  path: string
  body?: (requestId: string) => unknown
  /** Codes that are answers and not failures. */
  refusals: readonly string[]
  read(opened: Opened): T
}

export interface KosCallerParts {
  bulkhead: Bulkhead
  breaker: Breaker
  http: HttpExchange
  serviceName: string
  /** What one read may take in all, ms, its retry included. */
  readTimeoutMs: number
  clock: Clock
  log: Logger
  newId: () => string
  /** In [0, 1). */
  random: () => number
}

/** When the breaker does not say when to come back, ask the customer to wait this long, seconds. */
const shortWait = 5
/** Less time than this left is not worth a call, ms. */
const leastUseful = 100
/** A retry comes after 30–100 ms, so that callers cut off together do not come back together. */
const jitterMs = { least: 30, spread: 70 }

/**
 * Performs one read: bulkhead, then breaker, then HTTP under a deadline. Only a connection that failed is tried once
 * more: a KOS that is slow or reports an error is not helped by being asked twice.
 *
 * `budgetMs` is what the whole request has left. @throws KosUnavailable with every attempt made
 */
export async function callKos<T>(
  parts: KosCallerParts,
  call: KosRead<T>,
  trace: Trace,
  budgetMs: number,
): Promise<KosAnswered<T>> {
  const requestId = parts.newId()
  const calls: KosCallRecord[] = []
  const endsAt = performance.now() + Math.min(parts.readTimeoutMs, budgetMs)
  const leave = parts.bulkhead.enter()
  try {
    for (let attempt = 1; ; attempt += 1) {
      try {
        if (!leave) throw new CallFailure('NOT_SENT', 'the bulkhead is full', { countsAgainstKos: false })
        const answer = await attemptOnce(parts, call, { requestId, trace, endsAt, attempt, calls })
        return { answer, freshness: { asOf: parts.clock(), stale: false, source: 'KOS' }, calls }
      } catch (error) {
        if (!(error instanceof CallFailure)) throw error
        if (!leave) calls.push(notSent(parts, call.operation, requestId))
        const pause = jitterMs.least + parts.random() * jitterMs.spread
        const again =
          error.outcome === 'CONNECTION_FAILED' && attempt === 1 && endsAt - performance.now() > pause + leastUseful
        if (!again) throw unavailable(parts, call.operation, trace, error, calls)
        await wait(pause)
      }
    }
  } finally {
    leave?.()
  }
}

interface Attempt {
  requestId: string
  trace: Trace
  endsAt: number
  attempt: number
  calls: KosCallRecord[]
}

async function attemptOnce<T>(parts: KosCallerParts, call: KosRead<T>, now: Attempt): Promise<T> {
  const record = { ...notSent(parts, call.operation, now.requestId), attempt: now.attempt }
  const started = performance.now()
  const left = now.endsAt - started
  now.calls.push(record)
  try {
    if (left < leastUseful) throw new CallFailure('NOT_SENT', 'no time is left for a call', { countsAgainstKos: false })
    const { answer, resultCode } = await parts.breaker.run(() => exchange(parts, call, now, left))
    Object.assign(record, { outcome: 'ANSWERED', resultCode, answeredAt: parts.clock() })
    return answer
  } catch (error) {
    if (!(error instanceof CallFailure)) throw error
    const answered =
      error.outcome === 'SYSTEM_ERROR' || error.outcome === 'HTTP_ERROR' || error.outcome === 'CONTRACT_BROKEN'
    Object.assign(record, {
      outcome: error.outcome,
      resultCode: error.resultCode,
      answeredAt: answered ? parts.clock() : null,
    })
    throw error
  } finally {
    record.durationMs = Math.round((performance.now() - started) * 10) / 10
  }
}

async function exchange<T>(
  parts: KosCallerParts,
  call: KosRead<T>,
  now: Attempt,
  left: number,
): Promise<{ answer: T; resultCode: string }> {
  const deadline = new AbortController()
  const timer = setTimeout(() => deadline.abort(), left)
  try {
    const headers = {
      'x-service-name': parts.serviceName,
      'x-request-id': now.requestId,
      traceparent: now.trace.child().traceparent,
    }
    const { status, json } = await parts.http.send(
      { method: call.method, path: call.path, headers, body: call.body?.(now.requestId) },
      deadline.signal,
    )
    const opened = openEnvelope(status, json, call.refusals)
    return { answer: call.read(opened), resultCode: opened.resultCode }
  } catch (error) {
    // A call that was given only the rest of a request's time says little about KOS.
    const hurried = error instanceof CallFailure && error.outcome === 'TIMED_OUT' && left < parts.readTimeoutMs / 2
    throw hurried ? new CallFailure('TIMED_OUT', error.message, { countsAgainstKos: false }) : error
  } finally {
    clearTimeout(timer)
  }
}

function notSent(parts: KosCallerParts, operation: KosOperation, requestId: string): KosCallRecord {
  return {
    operation,
    requestId,
    sentAt: parts.clock(),
    answeredAt: null,
    outcome: 'NOT_SENT',
    resultCode: null,
    cacheHit: false,
    breakerState: parts.breaker.state(),
    durationMs: 0,
    attempt: 1,
  }
}

function unavailable(
  parts: KosCallerParts,
  operation: KosOperation,
  trace: Trace,
  failure: CallFailure,
  calls: KosCallRecord[],
): KosUnavailable {
  const retryAfterSeconds = parts.breaker.retryAfterSeconds() ?? shortWait
  const level = failure.outcome === 'NOT_SENT' ? 'info' : 'warn'
  parts.log[level](
    {
      operation,
      outcome: failure.outcome,
      resultCode: failure.resultCode,
      reason: failure.message,
      attempts: calls.length,
      traceId: trace.traceId,
    },
    'KOS gave no usable answer',
  )
  return new KosUnavailable(failure.message, { retryAfterSeconds, calls, cause: failure })
}
