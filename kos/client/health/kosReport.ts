import { z } from 'zod'
import { type LookUpSource } from '../kosObserver.js'
import { type BreakerState, type KosCallOutcome, type KosOperation } from '../kosOrder.js'

/** The roles that speak to KOS. */
export const kosClientRoles = ['BILLING', 'PRODUCT', 'SAGA'] as const
export type KosClientRole = (typeof kosClientRoles)[number]

export const kosOperations = ['K1', 'K2', 'K3', 'K4', 'K5', 'K6', 'K7'] as const satisfies readonly KosOperation[]
export const kosCallOutcomes = [
  ...(['ANSWERED', 'SYSTEM_ERROR', 'HTTP_ERROR', 'TIMED_OUT', 'CONNECTION_FAILED', 'CONTRACT_BROKEN'] as const),
  'NOT_SENT',
] as const satisfies readonly KosCallOutcome[]
export const lookUpSources = [
  ...(['memory', 'redis', 'stale', 'joined', 'kos', 'none'] as const),
] as const satisfies readonly LookUpSource[]
export const breakerStates = ['CLOSED', 'HALF_OPEN', 'OPEN'] as const satisfies readonly BreakerState[]

const count = z.number().int().nonnegative()
const ms = z.number().nonnegative()

/** Short, for a report has to stay short. */
export const lastMinute = z.object({
  /** Attempts, and those of them that KOS did not answer. */
  calls: count,
  failed: count,
  p50Ms: ms.nullable(),
  p95Ms: ms.nullable(),
  lookUps: count,
  /** Answered fresh from the cache. */
  hits: count,
  stale: count,
})

/** Counts and durations are of the last five minutes, everything else of the moment. */
const operationHealth = z.object({
  operation: z.enum(kosOperations),
  breaker: z.enum(breakerStates),
  retryAfterSeconds: count.nullable(),
  breakerChanges: count,
  calls: z.record(z.enum(kosCallOutcomes), count),
  /** Of calls that were sent; null when there was none. */
  p50Ms: ms.nullable(),
  /** Null also from a process of a release that did not tell. */
  p95Ms: ms.nullable().default(null),
  p99Ms: ms.nullable(),
  bulkhead: z.object({ inUse: count, waiting: count, size: count, refused: count }),
  lookUps: z.record(z.enum(lookUpSources), count),
  /** The newest minute by itself; null from a process of a release that did not tell. */
  lastMinute: lastMinute.nullable().default(null),
})

/** How the way to KOS stands, as one process sees it. */
export const kosSnapshot = z.object({
  operations: z.array(operationHealth).max(kosOperations.length),
  /** Writes of billing's history in the last five minutes; null in other roles. */
  historyBatches: z.object({ batches: count, rows: count }).nullable(),
  /** The 99th percentile since the report before. */
  eventLoopLagMs: ms,
})

/** That a breaker changed. `seq` counts the changes of one process, so that one told twice is known once. */
export const breakerChange = z.object({
  seq: z.int32().positive(),
  at: z.coerce.date(),
  operation: z.enum(kosOperations),
  from: z.enum(breakerStates),
  to: z.enum(breakerStates),
})

/** What a process tells billing of its way to KOS: how it stands, and what has happened since it was last heard. */
export const kosReport = z.object({
  role: z.enum(kosClientRoles),
  snapshot: kosSnapshot,
  changes: z.array(breakerChange).max(100),
})

export type KosOperationHealth = z.output<typeof operationHealth>
export type KosLastMinute = z.output<typeof lastMinute>
export type KosSnapshot = z.output<typeof kosSnapshot>
export type BreakerChange = z.output<typeof breakerChange>
export type KosReport = z.output<typeof kosReport>
