import { z } from 'zod'
import { createDraw } from '../population/draw.js'

export const operations = ['K1', 'K2', 'K3', 'K4', 'K5', 'K6', 'K7'] as const
export type Operation = (typeof operations)[number]

const rate = z.number().min(0).max(1).default(0)
const ms = z.number().int().min(0).max(600_000).default(0)

/** Fault switches of one operation. Rates are shares of the calls from 0 to 1, times are milliseconds. */
export const faultsSchema = z.strictObject({
  latencyMs: ms,
  /** Up to this much more, drawn evenly. */
  jitterMs: ms,
  slowTail: z.strictObject({ rate, ms }).nullable().default(null),
  /** 9999 in an HTTP 200. */
  errorRate: rate,
  /** HTTP 503. */
  httpErrorRate: rate,
  /** The connection is dropped before anything is done. */
  resetRate: rate,
  /** K5, K6: applied, then the connection is dropped. */
  applyThenDropRate: rate,
  /** K5, K6: 2099 or 4099 and nothing applied. */
  applyFailRate: rate,
  /** K5, K6: 2099 or 4099, and applied all the same. */
  applyThenFailRate: rate,
  /** K5, K6: accepted at once, applied that much later. */
  applyDelayMs: ms,
  /** K5, K6: inquiries show the effect that much after it was applied. On an inquiry: that one shows effects so much later. */
  readBackDelayMs: ms,
  /** Connections are dropped; the simulator's own controls go on working. */
  down: z.boolean().default(false),
  /** The answer breaks the contract in this way, at `malformedRate`. */
  malformed: z.enum(['html', 'missingField', 'wrongType', 'huge', 'drip']).nullable().default(null),
  malformedRate: z.number().min(0).max(1).default(1),
})

export type Faults = z.output<typeof faultsSchema>
export const noFaults: Faults = faultsSchema.parse({})

/** What happens to one call. */
export interface Fate {
  waitMs: number
  dropAtOnce: boolean
  reset: boolean
  httpError: boolean
  systemError: boolean
  applyThenDrop: boolean
  applyFail: boolean
  applyThenFail: boolean
  malformed: NonNullable<Faults['malformed']> | null
}

/**
 * The fate of the `count`th call of an operation since its switches were set. It depends on the seed and the count
 * only, so a run with the same seed meets the same faults at the same calls, whatever the other operations do.
 */
export function fateOf(faults: Faults, seed: number, operation: Operation, count: number): Fate {
  const draw = createDraw(seed, 7, operations.indexOf(operation), count)
  const slow = faults.slowTail && draw.chance('slowTail', faults.slowTail.rate) ? faults.slowTail.ms : 0
  const changes = operation === 'K5' || operation === 'K6'
  return {
    waitMs: faults.latencyMs + Math.floor(draw.unit('jitter') * faults.jitterMs) + slow,
    dropAtOnce: faults.down,
    reset: draw.chance('reset', faults.resetRate),
    httpError: draw.chance('httpError', faults.httpErrorRate),
    systemError: draw.chance('error', faults.errorRate),
    applyThenDrop: changes && draw.chance('applyThenDrop', faults.applyThenDropRate),
    applyFail: changes && draw.chance('applyFail', faults.applyFailRate),
    applyThenFail: changes && draw.chance('applyThenFail', faults.applyThenFailRate),
    malformed: faults.malformed && draw.chance('malformed', faults.malformedRate) ? faults.malformed : null,
  }
}
