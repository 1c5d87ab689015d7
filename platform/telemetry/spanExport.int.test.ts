import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { execFileSync } from 'node:child_process'
import { eventually } from '../../testing/eventually.js'
import { type OtlpReceiver, startOtlpReceiver, takes } from '../../testing/otlpReceiver.js'
import { createLogger } from '../logging/logger.js'
import { openTracer, type Tracer } from './tracer.js'

const secret = 'Bearer collector-key'
let receiver: OtlpReceiver
let tracer: Tracer
let logged: string[]

beforeEach(async () => {
  receiver = await startOtlpReceiver()
  const lines: string[] = []
  logged = lines
  const log = createLogger({ role: 'test', destination: { write: (line) => void lines.push(line) } })
  const config = {
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_EXPORTER_OTLP_HEADERS: { authorization: secret },
  }
  tracer = await openTracer('billing', config, log)
})
afterEach(async () => {
  receiver.behave(takes)
  await tracer.stop()
  await receiver.stop()
})

const work = (name: string) => tracer.traceFrom(undefined).startSpan(name)

describe('spans on their way to a collector', () => {
  it('arrive under the name of the role, with the ids of the headers that were sent', async () => {
    const served = tracer.traceFrom(undefined).startSpan('POST /graphql', 'server')
    const sent = served.trace.startSpan('KOS K1', 'client')
    sent.set('kos.attempt', 2)
    sent.end('failed')
    served.end()
    await tracer.stop()
    const [, traceId, spanId] = sent.trace.traceparent.split('-')
    expect(receiver.spans).toEqual([
      expect.objectContaining({
        ...{ service: 'yogeum-billing', name: 'KOS K1', kind: 3, traceId, spanId, failed: true },
        attributes: { 'kos.attempt': 2 },
      }),
      expect.objectContaining({ name: 'POST /graphql', kind: 2, traceId, parentSpanId: '', failed: false }),
    ])
    expect(receiver.spans[0]?.parentSpanId).toBe(receiver.spans[1]?.spanId)
    expect(receiver.requests).toEqual([
      { path: '/v1/traces', headers: expect.objectContaining({ authorization: secret }) as unknown },
    ])
  })

  it('carry no phone number that a client hid in a name', async () => {
    const span = work('query bill01012345678')
    span.set('graphql.operation.name', 'of010-1234-5678')
    span.end()
    await tracer.stop()
    expect(receiver.text()).not.toMatch(/1234-?5678/)
    expect(receiver.spans).toHaveLength(1)
  })

  it('are dropped, and no more of them kept, while the collector hangs', async () => {
    receiver.behave(() => undefined)
    for (let at = 0; at < 20_000; at += 1) work('flood').end()
    await eventually('a first batch', () => receiver.requests.length > 0)
    receiver.behave(takes)
    await tracer.stop()
    expect(receiver.spans.length).toBeLessThanOrEqual(4_096 + 2 * 512)
  })

  it('let go at the end of a collector that never answers', async () => {
    receiver.behave(() => undefined)
    work('last').end()
    await tracer.stop()
    expect(receiver.requests).toHaveLength(1)
  })

  it('that are refused cost one line, without the words, the address or the key of the collector', async () => {
    receiver.behave((response) => response.writeHead(400).end('{"message":"the inside of the collector"}'))
    work('one').end()
    await eventually('a line', () => logged.length > 0)
    work('two').end()
    await eventually('a second batch', () => receiver.requests.length > 1)
    receiver.behave(takes)
    work('three').end()
    await eventually('another line', () => logged.length > 1)
    expect(logged.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual([
      'traces are not taken',
      'traces are taken again',
    ])
    expect(logged.join('')).not.toMatch(/collector|127\.0\.0\.1|Bearer/)
  })

  it('need a collector that is there no more than one that answers', async () => {
    await receiver.stop()
    work('lost').end()
    await tracer.stop()
    receiver = await startOtlpReceiver()
  })
})

describe('without an endpoint', () => {
  it('nothing of OpenTelemetry is loaded', () => {
    const script = `
      const { openTracer } = await import(${JSON.stringify(new URL('../../dist/platform/telemetry/tracer.js', import.meta.url).href)})
      const { createRequire } = await import('node:module')
      const loaded = () => Object.keys(createRequire('/')('node:module')._cache).filter((file) => file.includes('@opentelemetry')).length
      await openTracer('gateway', process.argv[1] ? { OTEL_EXPORTER_OTLP_ENDPOINT: process.argv[1] } : {}, null)
      console.log(loaded() > 0)`
    const loads = (...endpoint: string[]) =>
      execFileSync(process.execPath, ['--input-type=module', '-e', script, ...endpoint], { encoding: 'utf8' }).trim()
    expect(loads()).toBe('false')
    expect(loads('http://127.0.0.1:4318')).toBe('true')
  })
})
