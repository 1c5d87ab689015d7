import { type KosOperationHealth } from '../../../kos/client/health/kosReport.js'
import {
  type KosClientHealth,
  type KosLookUpSource,
  type KosOperationHealth as ShownOperation,
} from '../generated/resolverTypes.js'
import { type KosClientState } from './kosHealthStore.js'

/** What one process said of its way to KOS, as an operator is shown it. */
export function kosHealthView({ role, copy, reportedAt, snapshot }: KosClientState): KosClientHealth {
  const { operations, historyBatches, eventLoopLagMs } = snapshot
  return {
    ...{ role, copy, reportedAt, eventLoopLagMs },
    operations: operations.map(operationView),
    historyBatches: historyBatches && {
      ...historyBatches,
      rowsPerBatch: historyBatches.batches === 0 ? null : historyBatches.rows / historyBatches.batches,
    },
  }
}

function operationView({ calls, lookUps, ...operation }: KosOperationHealth): ShownOperation {
  const all = Object.values(lookUps).reduce((sum, count) => sum + count, 0)
  return {
    ...operation,
    calls: entries(calls).map(([outcome, count]) => ({ outcome, count })),
    lookUps: entries(lookUps).map(([source, count]) => ({
      source: source.toUpperCase() as KosLookUpSource,
      count,
    })),
    hitRate: all === 0 ? null : (lookUps.memory + lookUps.redis) / all,
    stale: lookUps.stale,
  }
}

const entries = <K extends string>(counts: Record<K, number>) => Object.entries(counts) as [K, number][]
