import { type BreakerState, type DeskHealthQuery, type KosClientRole } from '../generated/operations.js'

type Process = DeskHealthQuery['kosHealth'][number]
type Operation = Process['operations'][number]

/** How the way to KOS stands as a whole. Counts are of the last five minutes, of all processes together. */
export interface HealthSummary {
  /** Those that turn calls away or try one. */
  breakers: { role: KosClientRole; operation: string; breaker: BreakerState; retryAfterSeconds: number | null }[]
  calls: number
  failed: number
  /** Where 95 of 100 attempts took longest, ms; null when there was none. */
  slowest: { operation: string; p95Ms: number; p50Ms: number } | null
  lookUps: number
  /** Share of the look-ups that a cache answered fresh, 0 to 1; null when there was none. */
  hitRate: number | null
  stale: number
}

export function healthSummary(processes: readonly Process[]): HealthSummary {
  const all = processes.flatMap(({ role, operations }) => operations.map((operation) => ({ role, ...operation })))
  const lookUps = sum(all.map(lookUpsOf))
  return {
    breakers: all
      .filter(({ breaker }) => breaker !== 'CLOSED')
      .map(({ role, operation, breaker, retryAfterSeconds }) => ({ role, operation, breaker, retryAfterSeconds })),
    calls: sum(all.map(callsOf)),
    failed: sum(all.map(failedOf)),
    slowest: slowestOf(all),
    lookUps,
    hitRate: lookUps === 0 ? null : sum(all.map(freshOf)) / lookUps,
    stale: sum(all.map(({ stale }) => stale)),
  }
}

/** Attempts at calls. */
export const callsOf = ({ calls }: Pick<Operation, 'calls'>): number => sum(calls.map(({ count }) => count))

/** Attempts that KOS did not answer, those that were not sent among them. */
export const failedOf = ({ calls }: Pick<Operation, 'calls'>): number =>
  sum(calls.filter(({ outcome }) => outcome !== 'ANSWERED').map(({ count }) => count))

const lookUpsOf = ({ lookUps }: Pick<Operation, 'lookUps'>): number => sum(lookUps.map(({ count }) => count))

const freshOf = ({ lookUps }: Pick<Operation, 'lookUps'>): number =>
  sum(lookUps.filter(({ source }) => source === 'MEMORY' || source === 'REDIS').map(({ count }) => count))

/** Whether there is anything to tell: it was used within the last five minutes, or its breaker is not closed. */
export const isInUse = (operation: Operation): boolean =>
  operation.breaker !== 'CLOSED' ||
  callsOf(operation) > 0 ||
  lookUpsOf(operation) > 0 ||
  operation.bulkhead.inUse + operation.bulkhead.waiting > 0

function slowestOf(operations: readonly Operation[]): HealthSummary['slowest'] {
  let slowest: HealthSummary['slowest'] = null
  for (const { operation, p50Ms, p95Ms } of operations) {
    if (p95Ms !== null && p95Ms > (slowest?.p95Ms ?? -1)) slowest = { operation, p95Ms, p50Ms: p50Ms ?? p95Ms }
  }
  return slowest
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)
