import { performance } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import { type Trace } from '../../platform/telemetry/trace.js'
import { CallFailure } from './callFailure.js'
import {
  attemptCall,
  bulkheadFull,
  type KosCall,
  type KosCallerParts,
  leastUseful,
  logFailure,
  notSentRecord,
  retryAfter,
} from './kosCaller.js'
import { type KosAnswered, type KosCallRecord } from './kosOrder.js'
import { KosUnavailable } from './kosUnavailable.js'

export interface KosReaderParts extends KosCallerParts {
  newId: () => string
  /** In [0, 1). */
  random: () => number
}

/** A retry comes after 30–100 ms, so that callers cut off together do not come back together. */
const jitterMs = { least: 30, spread: 70 }

export interface OneRead {
  trace: Trace
  /** KOS's name of the call, also of its retry. */
  requestId: string
  /** What the whole request has left. */
  budgetMs: number
}

/**
 * Performs one read: bulkhead, then breaker, then HTTP under a deadline. Only a connection that failed is tried once
 * more: a KOS that is slow or reports an error is not helped by being asked twice.
 *
 * @throws KosUnavailable with every attempt made
 */
export async function readKos<T>(
  parts: KosReaderParts,
  call: KosCall<T>,
  { trace, requestId, budgetMs }: OneRead,
): Promise<KosAnswered<T>> {
  const calls: KosCallRecord[] = []
  const endsAt = performance.now() + Math.min(parts.timeoutMs, budgetMs)
  const leave = await parts.bulkhead.enter(Math.min(parts.timeoutMs, budgetMs) - leastUseful)
  try {
    for (let attempt = 1; ; attempt += 1) {
      try {
        if (!leave) throw bulkheadFull(parts, call.operation)
        const answer = await attemptCall(parts, call, { requestId, trace, endsAt, attempt, calls })
        return { answer, freshness: { asOf: parts.clock(), stale: false, source: 'KOS' }, calls }
      } catch (error) {
        if (!(error instanceof CallFailure)) throw error
        if (!leave) calls.push(notSentRecord(parts, call.operation, requestId))
        const pause = jitterMs.least + parts.random() * jitterMs.spread
        const again =
          error.outcome === 'CONNECTION_FAILED' && attempt === 1 && endsAt - performance.now() > pause + leastUseful
        if (!again) {
          logFailure(parts, call.operation, trace, error, calls.length)
          throw new KosUnavailable(error.message, { retryAfterSeconds: retryAfter(parts), calls, cause: error })
        }
        await wait(pause)
      }
    }
  } finally {
    leave?.()
  }
}
