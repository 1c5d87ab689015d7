import { performance } from 'node:perf_hooks'
import { type Logger } from '../../platform/logging/logger.js'
import { type Span, type Trace } from '../../platform/telemetry/trace.js'
import { type Clock } from '../../platform/time/clock.js'
import { type Breaker } from './breaker.js'
import { type Bulkhead } from './bulkhead.js'
import { CallFailure } from './callFailure.js'
import { type HttpExchange } from './httpExchange.js'
import { type KosObserver } from './kosObserver.js'
import { type KosCallRecord, type KosOperation } from './kosOrder.js'
import { openEnvelope, type Opened } from './wire/envelope.js'

/** One call of KOS: what is sent, and how its answer is read. */
export interface KosCall<T, O extends KosOperation = KosOperation> {
  operation: O
  method: 'GET' | 'POST'
  path: string
  body?: (requestId: string) => unknown
  /** Codes that are answers and not failures. */
  refusals: readonly string[]
  read(opened: Opened): T
}

/** The way to KOS for one operation: none can shut out another. K5 and K6 share theirs. */
export interface KosCallerParts {
  bulkhead: Bulkhead
  breaker: Breaker
  http: HttpExchange
  serviceName: string
  /** What one call may take in all, ms, its retry included. */
  timeoutMs: number
  clock: Clock
  log: Logger
  observer: KosObserver
}

export interface Attempt {
  requestId: string
  trace: Trace
  /** By `performance.now()`. */
  endsAt: number
  /** 1 for the first. */
  attempt: number
  /** Gets the attempt's record, however it ends. */
  calls: KosCallRecord[]
  /** Asked when the request is about to be written. */
  mayLeave?: () => boolean
}

/** When the breaker does not say when to come back, ask the customer to wait this long, seconds. */
const shortWait = 5
/** Less time than this left is not worth a call, ms. */
export const leastUseful = 100

/** One attempt: breaker, then HTTP under a deadline. @throws CallFailure */
export async function attemptCall<T>(parts: KosCallerParts, call: KosCall<T>, now: Attempt): Promise<T> {
  const record = { ...notSentRecord(parts, call.operation, now.requestId), attempt: now.attempt }
  const started = performance.now()
  const left = now.endsAt - started
  now.calls.push(record)
  const span = now.trace.startSpan(`KOS ${call.operation}`, 'client')
  try {
    if (left < leastUseful) throw new CallFailure('NOT_SENT', 'no time is left for a call', { countsAgainstKos: false })
    const { answer, resultCode } = await parts.breaker.run(() =>
      exchange(parts, call, { ...now, trace: span.trace }, left),
    )
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
    parts.observer.called(record)
    describeCall(span, record)
    span.end(record.outcome === 'ANSWERED' ? 'ok' : 'failed')
  }
}

/** No id of the call: an order's is the change's own. */
function describeCall(span: Span, record: KosCallRecord): void {
  span.set('kos.operation', record.operation)
  span.set('kos.attempt', record.attempt)
  span.set('kos.breaker', record.breakerState)
  span.set('kos.outcome', record.outcome)
  if (record.resultCode !== null) span.set('kos.result_code', record.resultCode)
}

/** The failure of a call for which there was no place. */
export function bulkheadFull(parts: KosCallerParts, operation: KosOperation): CallFailure {
  parts.observer.refused(operation)
  return new CallFailure('NOT_SENT', 'the bulkhead is full', { countsAgainstKos: false })
}

async function exchange<T>(
  parts: KosCallerParts,
  call: KosCall<T>,
  now: Attempt,
  left: number,
): Promise<{ answer: T; resultCode: string }> {
  const deadline = new AbortController()
  const timer = setTimeout(() => deadline.abort(), left)
  try {
    const headers = {
      'x-service-name': parts.serviceName,
      'x-request-id': now.requestId,
      traceparent: now.trace.traceparent,
    }
    const { status, json } = await parts.http.send(
      { method: call.method, path: call.path, headers, body: call.body?.(now.requestId) },
      deadline.signal,
      now.mayLeave,
    )
    const opened = openEnvelope(status, json, call.refusals)
    return { answer: call.read(opened), resultCode: opened.resultCode }
  } catch (error) {
    // A call that was given only the rest of a request's time says little about KOS.
    const hurried = error instanceof CallFailure && error.outcome === 'TIMED_OUT' && left < parts.timeoutMs / 2
    throw hurried ? new CallFailure('TIMED_OUT', error.message, { countsAgainstKos: false }) : error
  } finally {
    clearTimeout(timer)
  }
}

/** The record of a call that was not tried. */
export function notSentRecord(parts: KosCallerParts, operation: KosOperation, requestId: string): KosCallRecord {
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

/** When to come back, whole seconds, at least 1. */
export const retryAfter = (parts: KosCallerParts): number => parts.breaker.retryAfterSeconds() ?? shortWait

/** Logs a call that brought no usable answer: no personal data, no value that KOS sent. */
export function logFailure(
  parts: KosCallerParts,
  operation: KosOperation,
  trace: Trace,
  failure: CallFailure,
  attempts: number,
): void {
  // While a breaker is open there would be one for each request.
  const level = failure.outcome === 'NOT_SENT' ? 'debug' : 'warn'
  parts.log[level](
    {
      operation,
      outcome: failure.outcome,
      resultCode: failure.resultCode,
      reason: failure.message,
      attempts,
      traceId: trace.traceId,
    },
    'KOS gave no usable answer',
  )
}
