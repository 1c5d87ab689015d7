import { describe, expect, test } from '@jest/globals'
import { type Measured } from '../gateways/report.js'
import { reportCosts, reportMemory, reportSteady } from './loadReport.js'
import { type SteadyOrder } from './steadyLoad.js'

const home = (connections: number, cpuMs: number, failed = 0): Measured => ({
  ...{ contender: 'ours', operation: 'Home', connections, cpuMs, failed },
  ...{ perSecond: 1, p50: 1, p99: 1, residentMb: 1, hits: Number.NaN },
})
const order: SteadyOrder = {
  ...{ url: '', connections: 1_000, rate: 1_000, mix: 'all', signedIn: 1, customers: 1 },
  ...{ warmUpSeconds: 1, seconds: 10, seed: 1, codes: [] },
}

describe('the report of the load', () => {
  test('what an operation costs more with many connections, and every failure', () => {
    const report = reportCosts([home(1_000, 1.1), home(32, 1), home(32, 5, 2), home(32, 0.9)])
    expect(report).toContain('| ours, uncached | 1.000 | 1.100 | 10 % | 2 |')
  })

  test('what failed and what was never sent is said beside the times', () => {
    const rows = [{ name: 'all', count: 9_990, p50: 3, p95: 40, p99: 80, max: 900 }]
    const report = reportSteady(order, { rows, failures: ['home: HTTP 500'], failed: 7, unsent: 3, lateP99: 1.5 })
    expect(report).toContain('| all | 999.0 | 3 | 40 | 80 | 900 |')
    expect(report).toContain(
      'Failed: 7 (wanted: none), the warm-up included; never sent for want of a free connection: 3.',
    )
    expect(report).toContain('- home: HTTP 500')
  })

  test('memory that grows is seen to grow', () => {
    const samples = Array.from({ length: 120 }, (_, index) => 100 + index)
    expect(reportMemory(samples, 5_000)).toMatch(/each 60 s: 106, 118, .* 214; from the second to the last 81 % more/)
  })

  test('no sample is no memory of nothing', () => {
    expect(reportMemory([], 5_000)).toBe('Too short for a look at memory.')
  })
})
