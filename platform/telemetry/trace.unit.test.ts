import { describe, expect, it } from '@jest/globals'
import { type EndedSpan } from './span.js'
import { traceFrom, unrecorded } from './trace.js'
import { sampleBy } from './tracer.js'

const header = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'

describe('trace context', () => {
  it('continues the trace of the caller, with a span of its own for each call', () => {
    const trace = traceFrom(header)
    expect(trace.traceId).toBe('0af7651916cd43dd8448eb211c80319c')
    expect(trace.child().traceparent).toMatch(
      /^00-0af7651916cd43dd8448eb211c80319c-(?!b7ad6b7169203331)[0-9a-f]{16}-01$/,
    )
  })
  it.each([
    undefined,
    '',
    'x',
    '00-00000000000000000000000000000000-b7ad6b7169203331-01',
    `${header}-extra`,
    header.toUpperCase(),
  ])('begins anew for %p', (bad) => {
    expect(traceFrom(bad).traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/)
    expect(traceFrom(bad).traceId).not.toBe('0af7651916cd43dd8448eb211c80319c')
  })
})

describe('spans', () => {
  const other = '00-1af7651916cd43dd8448eb211c80319c-c7ad6b7169203331-01'
  const recording = (sample = () => true) => {
    const spans: EndedSpan[] = []
    let now = 0
    const ended = (span: EndedSpan) => void spans.push(span)
    return { spans, parts: { ...unrecorded, sample, now: () => (now += 1), ended } }
  }
  const idOf = (traceparent: string) => traceparent.split('-')[2]

  it('have the ids that the headers carry: what is sent within one names it as the parent', () => {
    const { spans, parts } = recording()
    const served = traceFrom(header, parts).startSpan('served', 'server')
    const sent = served.trace.startSpan('sent', 'client')
    const next = traceFrom(sent.trace.traceparent, parts).startSpan('served elsewhere', 'server')
    for (const span of [next, sent, served]) span.end()
    const [elsewhere, client, server] = spans
    expect(server).toMatchObject({ traceId: '0af7651916cd43dd8448eb211c80319c', parentId: 'b7ad6b7169203331' })
    expect(client).toMatchObject({ parentId: server?.spanId, spanId: idOf(sent.trace.traceparent) })
    expect(elsewhere).toMatchObject({ parentId: client?.spanId, traceId: server?.traceId })
  })

  it('have no parent where the trace begins', () => {
    const { spans, parts } = recording()
    traceFrom(undefined, parts).startSpan('first', 'server').end()
    expect(spans[0]?.parentId).toBeNull()
  })

  it('are not recorded in a trace whose caller does not record, nor further down', () => {
    const { spans, parts } = recording()
    const served = traceFrom(header.replace(/01$/, '00'), parts).startSpan('served', 'server')
    const sent = served.trace.startSpan('sent', 'client')
    expect(sent.trace.traceparent).toMatch(/-00$/)
    for (const span of [sent, served]) span.end()
    expect(spans).toEqual([])
  })

  it('are recorded for the share that begins here, and for all that their caller records', () => {
    const { spans, parts } = recording(() => false)
    const unsampled = traceFrom(undefined, parts)
    unsampled.startSpan('first').end()
    expect(unsampled.traceparent).toMatch(/-00$/)
    traceFrom(header, parts).startSpan('continued').end()
    expect(spans.map(({ name }) => name)).toEqual(['continued'])
  })

  it('end once, with what they were told, times and links', () => {
    const { spans, parts } = recording()
    const span = traceFrom(header, parts).startSpan('work')
    span.set('kos.operation', 'K1')
    span.link(other)
    span.link('not a traceparent')
    span.fail()
    span.end('ok')
    span.end('ok')
    expect(spans).toEqual([
      expect.objectContaining({
        ...{ name: 'work', kind: 'internal', startedAt: 1, endedAt: 2, failed: true },
        attributes: new Map([['kos.operation', 'K1']]),
        links: [{ traceId: '1af7651916cd43dd8448eb211c80319c', spanId: 'c7ad6b7169203331' }],
      }),
    ])
  })

  it('cost no id where nothing is recorded and nothing is sent', () => {
    let drawn = 0
    const trace = traceFrom(header, { ...unrecorded, randomHex: (bytes) => ((drawn += 1), '1'.repeat(bytes * 2)) })
    const span = trace.startSpan('work')
    span.end()
    expect([drawn, span.trace]).toEqual([0, trace])
    expect(trace.startSpan('call', 'client').trace.traceparent).not.toBe(trace.traceparent)
  })
})

describe('sampling', () => {
  const low = `${'f'.repeat(18)}${'0'.repeat(12)}10`
  const high = `${'0'.repeat(18)}${'f'.repeat(14)}`
  it('goes by the trace id, so that all who begin a part of one decide alike', () => {
    expect([low, high].map(sampleBy(0.5))).toEqual([true, false])
    expect([low, high].map(sampleBy(0))).toEqual([false, false])
    expect([low, high].map(sampleBy(1))).toEqual([true, true])
  })
})
