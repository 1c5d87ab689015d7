import { breakerStates, kosOperations } from '../../../kos/client/health/kosReport.js'
import { type KosHealthMinute, type KosOperationMinute } from '../generated/resolverTypes.js'
import { type KosMinute, type OperationMinute } from './kosMinuteStore.js'

/** One minute of all processes together, for a chart. */
export function kosMinuteView({ at, processes }: KosMinute): KosHealthMinute {
  const said = processes.flat()
  return {
    at,
    processes: processes.length,
    operations: kosOperations.flatMap((operation) => {
      const own = said.filter((each) => each.operation === operation)
      return own.length === 0 ? [] : [{ operation, ...together(own) }]
    }),
  }
}

function together(said: OperationMinute[]): Omit<KosOperationMinute, 'operation'> {
  const sum = (of: (each: OperationMinute) => number) => said.reduce((total, each) => total + of(each), 0)
  const slowest = (of: (each: OperationMinute) => number | null) => {
    const known = said.map(of).filter((ms) => ms !== null)
    return known.length === 0 ? null : Math.max(...known)
  }
  const lookUps = sum((each) => each.lookUps)
  // From closed over half open to open: the worst that a process has.
  const worst = Math.max(...said.map(({ breaker }) => breakerStates.indexOf(breaker)))
  return {
    breaker: breakerStates[worst] ?? 'CLOSED',
    ...{ calls: sum((each) => each.calls), failed: sum((each) => each.failed) },
    ...{ p50Ms: slowest((each) => each.p50Ms), p95Ms: slowest((each) => each.p95Ms) },
    ...{ lookUps, hitRate: lookUps === 0 ? null : sum((each) => each.hits) / lookUps },
    stale: sum((each) => each.stale),
  }
}
