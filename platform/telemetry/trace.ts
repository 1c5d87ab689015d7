import { randomBytes } from 'node:crypto'

/** W3C trace context: what ties one click to every record and log line that it caused. */
export interface Trace {
  /** 32 hex digits. */
  traceId: string
  /** The header to send on. */
  traceparent: string
  /** The same trace, with a span of its own, for a call that we make. */
  child(): Trace
}

const shape = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})$/

/** Continues the trace of a `traceparent` header, or begins one where the header is absent or malformed. */
export function traceFrom(header: string | undefined, random: (bytes: number) => Buffer = randomBytes): Trace {
  const parts = header === undefined ? null : shape.exec(header)
  return span(
    parts?.[1] ?? random(16).toString('hex'),
    parts?.[2] ?? random(8).toString('hex'),
    parts?.[3] ?? '01',
    random,
  )
}

function span(traceId: string, spanId: string, flags: string, random: (bytes: number) => Buffer): Trace {
  return {
    traceId,
    traceparent: `00-${traceId}-${spanId}-${flags}`,
    child: () => span(traceId, random(8).toString('hex'), flags, random),
  }
}
