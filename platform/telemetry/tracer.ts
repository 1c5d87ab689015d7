import { type TelemetryConfig } from '../config/fields.js'
import { type Logger } from '../logging/logger.js'
import { randomHex } from './randomHex.js'
import { type EndedSpan } from './span.js'
import { traceFrom, traceOf, type Trace, type TraceParts, unrecorded } from './trace.js'
import { createWallClock } from './wallClock.js'

/** Where the traces of one process begin. */
export interface Tracer {
  /** Continues the trace of a `traceparent` header, or begins one where the header is absent or malformed. */
  traceFrom(traceparent: string | undefined): Trace
  /** Goes on in a trace of which only the id is known. */
  traceOf(traceId: string): Trace
  /** Sends what is left, for at most 3 s. Never throws. */
  stop(): Promise<void>
}

/** Keeps the ids, and records nothing. */
export const idleTracer: Tracer = tracerOf(unrecorded, () => Promise.resolve())

/**
 * The tracer of a role: with an endpoint in its configuration it exports spans there, and without one it loads nothing.
 *
 * @param role names the service, `yogeum-<role>`, unless the configuration does
 */
export async function openTracer(role: string, config: Partial<TelemetryConfig>, log: Logger): Promise<Tracer> {
  const {
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    OTEL_EXPORTER_OTLP_HEADERS: headers,
    OTEL_TRACES_SAMPLER_ARG: ratio = 1,
    OTEL_SERVICE_NAME: serviceName = `yogeum-${role}`,
  } = config
  if (endpoint === undefined) return idleTracer
  const { createSpanExport } = await import('./spanExport.js')
  const spans = createSpanExport({ endpoint, headers, serviceName, log })
  const parts = {
    randomHex,
    sample: sampleBy(ratio),
    now: createWallClock(),
    ended: (span: EndedSpan) => spans.add(span),
  }
  return tracerOf(parts, () => spans.stop())
}

/** By the id's last 56 bits, as OpenTelemetry does, so that all who begin a trace decide alike; a number holds 52 of them. */
export function sampleBy(ratio: number): (traceId: string) => boolean {
  const below = ratio * 2 ** 52
  return (traceId) => Number.parseInt(traceId.slice(18, 31), 16) < below
}

function tracerOf(parts: TraceParts, stop: () => Promise<void>): Tracer {
  return {
    traceFrom: (header) => traceFrom(header, parts),
    traceOf: (traceId) => traceOf(traceId, parts),
    stop,
  }
}
