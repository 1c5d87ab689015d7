import { createRollingCounts } from '../../../platform/telemetry/rollingCounts.js'
import { type KosObserver, type KosOperationState } from '../kosObserver.js'
import { type KosOperation } from '../kosOrder.js'
import {
  kosCallOutcomes,
  type KosLastMinute,
  kosOperations,
  type KosOperationHealth,
  lookUpSources,
} from './kosReport.js'

/** What happened at the door to KOS in the last five minutes. */
export interface RecentCalls {
  observer: KosObserver
  /** The same for each of `states`, beside how it stands now. */
  health(states: readonly KosOperationState[]): KosOperationHealth[]
}

const windowMs = 300_000
const slices = 30
/** The newest minute is so many slices, the one under way among them. */
const slicesOfMinute = 6

/** Durations are told apart to a tenth, from 1 ms to over 10 s: each bucket ends at 1.1 times the end of the one before. */
const growth = 1.1
const buckets = 100

/** The cells of one operation: outcomes, sources, what was refused, changes of the breaker, durations. */
const refusedAt = kosCallOutcomes.length + lookUpSources.length
const changesAt = refusedAt + 1
const durationsAt = changesAt + 1
const cellsEach = durationsAt + buckets

const numbered = <K extends string>(keys: readonly K[], from: number, step = 1) =>
  Object.fromEntries(keys.map((key, index) => [key, from + index * step])) as Record<K, number>
const operationAt = numbered(kosOperations, 0, cellsEach)
const outcomeAt = numbered(kosCallOutcomes, 0)
const sourceAt = numbered(lookUpSources, kosCallOutcomes.length)

/** `now` is monotonic, ms. */
export function createRecentCalls(now?: () => number): RecentCalls {
  const counts = createRollingCounts({ cells: kosOperations.length * cellsEach, windowMs, slices, ...(now && { now }) })
  const add = (operation: KosOperation, cell: number) => counts.add(operationAt[operation] + cell)
  return {
    observer: {
      called({ operation, outcome, durationMs }) {
        add(operation, outcomeAt[outcome])
        // What was not sent took no time, and says nothing of how long KOS takes.
        if (outcome !== 'NOT_SENT') add(operation, durationsAt + bucketOf(durationMs))
      },
      lookedUp: (operation, from) => add(operation, sourceAt[from]),
      refused: (operation) => add(operation, refusedAt),
      breakerChanged: (operation) => add(operation, changesAt),
    },
    health(states) {
      const [sums, newest] = [counts.sums(), counts.sums(slicesOfMinute)]
      return states.map((state) => ({
        ...healthOf(state, sums.subarray(operationAt[state.operation])),
        lastMinute: lastMinuteOf(newest.subarray(operationAt[state.operation])),
      }))
    },
  }
}

function healthOf(state: KosOperationState, sums: Float64Array): Omit<KosOperationHealth, 'lastMinute'> {
  const { operation, breaker, retryAfterSeconds, inUse, waiting, atOnce } = state
  const at = (cell: number) => sums[cell] ?? 0
  const named = <K extends string>(cells: Record<K, number>) =>
    Object.fromEntries(Object.entries<number>(cells).map(([key, cell]) => [key, at(cell)])) as Record<K, number>
  const durations = sums.subarray(durationsAt, durationsAt + buckets)
  return {
    ...{ operation, breaker, retryAfterSeconds },
    breakerChanges: at(changesAt),
    calls: named(outcomeAt),
    p50Ms: percentile(durations, 0.5),
    p95Ms: percentile(durations, 0.95),
    p99Ms: percentile(durations, 0.99),
    bulkhead: { inUse, waiting, size: atOnce, refused: at(refusedAt) },
    lookUps: named(sourceAt),
  }
}

function lastMinuteOf(sums: Float64Array): KosLastMinute {
  const at = (cell: number) => sums[cell] ?? 0
  const total = (cells: Record<string, number>) => Object.values(cells).reduce((sum, cell) => sum + at(cell), 0)
  const durations = sums.subarray(durationsAt, durationsAt + buckets)
  const calls = total(outcomeAt)
  return {
    ...{ calls, failed: calls - at(outcomeAt.ANSWERED) },
    ...{ p50Ms: percentile(durations, 0.5), p95Ms: percentile(durations, 0.95) },
    ...{ lookUps: total(sourceAt), hits: at(sourceAt.memory) + at(sourceAt.redis), stale: at(sourceAt.stale) },
  }
}

function bucketOf(durationMs: number): number {
  if (durationMs <= 1) return 0
  return Math.min(buckets - 1, Math.ceil(Math.log(durationMs) / Math.log(growth)))
}

/** The end of the bucket in which it lies, ms: at most a tenth too much. */
function percentile(durations: Float64Array, share: number): number | null {
  const total = durations.reduce((sum, each) => sum + each, 0)
  if (total === 0) return null
  let passed = 0
  const bucket = durations.findIndex((each) => (passed += each) >= total * share)
  return Math.round(growth ** bucket * 10) / 10
}
