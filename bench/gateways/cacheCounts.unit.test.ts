import { describe, expect, test } from '@jest/globals'
import { Registry } from 'prom-client'
import { createGatewayMetrics } from '../../gateway/metrics/gatewayMetrics.js'
import { hitsSince, parseCacheCounts } from './cacheCounts.js'

describe('what the response cache did', () => {
  test("is read from the gateway's own metrics", async () => {
    const metrics = new Registry()
    metrics.setDefaultLabels({ role: 'gateway' })
    const seen = createGatewayMetrics(metrics)
    for (const outcome of ['hit', 'hit', 'hit', 'miss'] as const) seen.cache(outcome)
    const counts = parseCacheCounts(await metrics.metrics())
    expect(counts).toMatchObject({ hit: 3, miss: 1 })
    expect(hitsSince({}, counts)).toBe(0.75)
  })

  test('only what came in between counts', () => {
    expect(hitsSince({ hit: 10, miss: 10 }, { hit: 19, miss: 11 })).toBe(0.9)
  })

  test('of nothing there is no share', () => {
    expect(hitsSince(null, null)).toBeNaN()
    expect(hitsSince({ hit: 1 }, { hit: 1 })).toBeNaN()
  })
})
