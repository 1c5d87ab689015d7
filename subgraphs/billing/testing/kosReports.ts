import { type BreakerChange, type KosReport } from '../../../kos/client/health/kosReport.js'
import { createInternalSignature } from '../../../platform/http/internalSignature.js'
import { testKeys } from '../../../testing/keys.js'

const zeros = <K extends string>(...keys: K[]) => Object.fromEntries(keys.map((key) => [key, 0])) as Record<K, number>

/** A report of a process that has asked for one bill, and then found KOS down. */
export function reportOf(changes: BreakerChange[] = [], role: KosReport['role'] = 'PRODUCT'): KosReport {
  const calls = zeros('SYSTEM_ERROR', 'HTTP_ERROR', 'TIMED_OUT', 'CONTRACT_BROKEN', 'NOT_SENT')
  return {
    role,
    snapshot: {
      operations: [
        {
          ...{
            operation: 'K1',
            breaker: 'OPEN',
            retryAfterSeconds: 4,
            breakerChanges: 1,
            p50Ms: 12.1,
            p95Ms: 40,
            p99Ms: 2_500,
          },
          calls: { ...calls, ANSWERED: 1, CONNECTION_FAILED: 10 },
          bulkhead: { inUse: 1, waiting: 2, size: 150, refused: 3 },
          lookUps: { memory: 6, redis: 1, stale: 2, joined: 0, kos: 1, none: 4 },
          lastMinute: { calls: 5, failed: 4, p50Ms: 10, p95Ms: 30, lookUps: 8, hits: 4, stale: 2 },
        },
      ],
      historyBatches: role === 'BILLING' ? { batches: 2, rows: 5 } : null,
      eventLoopLagMs: 1.5,
    },
    changes,
  }
}

export function changeOf(seq: number, change: Partial<BreakerChange> = {}): BreakerChange {
  const at = new Date('2026-11-25T01:00:00.123Z')
  return { seq, at, operation: 'K1', from: 'CLOSED', to: 'OPEN', ...change }
}

/** Reports over HTTP as another role does, signed with `key`. */
export async function putReport(
  url: string,
  copy: string,
  report: unknown,
  key = testKeys.BLIND_INDEX_KEY,
): Promise<number> {
  const body = typeof report === 'string' ? report : JSON.stringify(report)
  const path = `/internal/kos-clients/${copy}`
  const signature = createInternalSignature(key).sign({ method: 'PUT', path, body })
  const headers = { 'content-type': 'application/json', 'x-yogeum-signature': signature }
  return (await fetch(`${url}${path}`, { method: 'PUT', headers, body })).status
}
