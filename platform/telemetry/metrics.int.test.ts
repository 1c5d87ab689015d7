import { afterEach, describe, expect, it } from '@jest/globals'
import { type FastifyInstance } from 'fastify'
import { Counter } from 'prom-client'
import { createHttpServer } from '../http/createHttpServer.js'
import { addMetricsRoute, createMetrics } from './metrics.js'

let app: FastifyInstance
afterEach(() => app.close())

describe('GET /metrics', () => {
  it('gives what the process is like and what the role counts, each with the role, and nothing of another role', async () => {
    const metrics = createMetrics('billing')
    new Counter({ name: 'bills', help: 'Bills.', registers: [metrics] }).inc(3)
    new Counter({ name: 'plans', help: 'Plans.', registers: [createMetrics('product')] }).inc()
    app = await createHttpServer({ bodyLimit: 1024 })
    addMetricsRoute(app, metrics)
    const { statusCode, headers, body } = await app.inject('/metrics')
    expect(statusCode).toBe(200)
    expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8')
    expect(body).toContain('\nbills{role="billing"} 3\n')
    for (const known of [
      'nodejs_eventloop_lag_p99_seconds',
      'process_resident_memory_bytes',
      'nodejs_heap_size_used_bytes',
    ])
      expect(body).toMatch(new RegExp(`^${known}\\{role="billing"\\} [\\d.e-]+$`, 'm'))
    expect(body).toMatch(/^process_cpu_seconds_total\{role="billing"\}/m)
    expect(body).toContain('nodejs_gc_duration_seconds')
    expect(body).not.toContain('plans')
  })
})
