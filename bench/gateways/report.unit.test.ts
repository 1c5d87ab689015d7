import { describe, expect, test } from '@jest/globals'
import { type ContenderName } from './contenders.js'
import { type Measured, reportGateways } from './report.js'

const measured = (contender: ContenderName, figures: Partial<Measured>): Measured => ({
  ...{ contender, operation: 'Home', connections: 32 },
  ...{ cpuMs: 1, perSecond: 1_000, p50: 10, p99: 20, residentMb: 100, failed: 0, hits: Number.NaN },
  ...figures,
})
const answers = { Home: '요금', Small: '', List: '' }

describe('the report of the gateways', () => {
  test('each row is the median of its rounds beside ours, and no failure gets lost in it', () => {
    const report = reportGateways(
      [
        measured('ours', { cpuMs: 0.9 }),
        measured('ours', { cpuMs: 1 }),
        measured('ours', { cpuMs: 7 }),
        measured('stock', { cpuMs: 3.6, failed: 1 }),
        measured('stock', { cpuMs: 3.5, failed: 2 }),
        measured('stock', { cpuMs: 3.6 }),
      ],
      answers,
    )
    expect(report).toContain('| 32 | ours, uncached | 1.000 | 1.00 | 1000 | 10.0 | 20.0 | 100 | 0 |')
    expect(report).toContain(
      '| 32 | @apollo/gateway, standalone server | 3.600 | 3.60 | 1000 | 10.0 | 20.0 | 100 | 3 |',
    )
    expect(report).toContain('| CPU of @apollo/gateway by ours | 3.5 | 3.60 |')
  })

  test('the response cache is compared with the bare server by requests a second', () => {
    const report = reportGateways(
      [measured('ours-cached', { perSecond: 26_000 }), measured('bare', { perSecond: 50_000 })],
      answers,
    )
    expect(report).toContain('of the bare server | 50 % | 52 % |')
    expect(report).toContain('| answered by the response cache, at least | 99 % | – |')
  })

  test('a response cache that answered little of what it is measured for is seen, in its worst round', () => {
    const report = reportGateways(
      [measured('ours-cached', { hits: 1 }), measured('ours-cached', { hits: 0.129 })],
      answers,
    )
    expect(report).toContain('| answered by the response cache, at least | 99 % | 12 % |')
  })

  test('what was not measured is not made up', () => {
    const report = reportGateways([measured('stock', {})], answers)
    expect(report).toContain('| CPU of Hive Gateway by ours | 2.5 | – |')
    expect(report).toContain('| 32 | @apollo/gateway, standalone server | 1.000 | – |')
  })

  test('an answer is as long as its bytes', () => {
    expect(reportGateways([measured('ours', {})], { ...answers, Home: '요금' })).toContain('### Home, 6 bytes')
  })
})
