import { describe, expect, it } from '@jest/globals'
import { traceFrom } from './trace.js'

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
