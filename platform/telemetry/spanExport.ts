import { type Attributes, type HrTime, SpanKind, SpanStatusCode, TraceFlags } from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { BatchSpanProcessor, type ReadableSpan, type SpanExporter } from '@opentelemetry/sdk-trace-base'
import { type Logger } from '../logging/logger.js'
import { maskNumbersIn } from '../privacy/mask.js'
import { type EndedSpan } from './span.js'

/** Spans that wait to be sent; further ones are dropped. One takes about 1 KB. */
const maxQueueSize = 4_096
const maxExportBatchSize = 512
const scheduledDelayMillis = 1_000
/** For one batch, its retries included, ms. */
const exportTimeoutMillis = 5_000
/** For what is left at the end, ms: within what a role has to stop. */
const stopWithinMs = 3_000

export interface SpanExport {
  /** Returns at once and never throws. */
  add(span: EndedSpan): void
  /** Sends what waits, for at most 3 s. Never throws. */
  stop(): Promise<void>
}

/**
 * Sends spans to an OTLP collector in batches, with OpenTelemetry's own queue and exporter. A collector that is slow or
 * gone costs spans and one line in the log, and nothing else.
 *
 * @param endpoint base address, without `/v1/traces`
 */
export function createSpanExport({
  endpoint,
  headers = {},
  serviceName,
  log,
}: {
  endpoint: string
  headers?: Record<string, string> | undefined
  serviceName: string
  log: Logger
}): SpanExport {
  const exporter = new OTLPTraceExporter({
    url: `${endpoint}/v1/traces`,
    headers,
    timeoutMillis: exportTimeoutMillis,
  })
  const processor = new BatchSpanProcessor(telling(exporter, log), {
    ...{ maxQueueSize, maxExportBatchSize, scheduledDelayMillis, exportTimeoutMillis },
  })
  const common = {
    resource: resourceFromAttributes({ 'service.name': serviceName }),
    instrumentationScope: { name: 'yogeum' },
  }
  return {
    add: (span) => processor.onEnd(readable(span, common)),
    async stop() {
      let late: NodeJS.Timeout | undefined
      const tooLate = new Promise<void>((resolve) => (late = setTimeout(resolve, stopWithinMs)))
      // What could not be delivered was logged.
      await Promise.race([processor.shutdown().catch(() => undefined), tooLate])
      clearTimeout(late)
    },
  }
}

/** `ExportResultCode.SUCCESS`, which is exported by a package that is not ours. */
const taken = 0

/** Says once that the collector does not take the spans, and once that it does again. Neither its address nor its words. */
function telling(exporter: SpanExporter, log: Logger): SpanExporter {
  let failing = false
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        const failed = result.error !== undefined
        if (failed && !failing) {
          const { name, code } = result.error as { name?: unknown; code?: unknown }
          log.warn({ code: typeof code === 'string' || typeof code === 'number' ? code : name }, 'traces are not taken')
        }
        if (!failed && failing) log.info('traces are taken again')
        failing = failed
        // The processor would do no more than tell OpenTelemetry's global handler of errors.
        done({ code: taken })
      })
    },
    shutdown: () => exporter.shutdown(),
  }
}

const kinds = { server: SpanKind.SERVER, client: SpanKind.CLIENT, internal: SpanKind.INTERNAL } as const

function readable(span: EndedSpan, common: Pick<ReadableSpan, 'resource' | 'instrumentationScope'>): ReadableSpan {
  const { traceId, startedAt, endedAt } = span
  const contextOf = (spanId: string) => ({ traceId, spanId, traceFlags: TraceFlags.SAMPLED })
  const own = contextOf(span.spanId)
  const attributes: Attributes = {}
  for (const [key, value] of span.attributes) attributes[key] = typeof value === 'string' ? maskNumbersIn(value) : value
  return {
    ...common,
    name: maskNumbersIn(span.name),
    kind: kinds[span.kind],
    spanContext: () => own,
    ...(span.parentId !== null && { parentSpanContext: contextOf(span.parentId) }),
    startTime: hrTime(startedAt),
    endTime: hrTime(endedAt),
    duration: hrTime(Math.max(0, endedAt - startedAt)),
    status: { code: span.failed ? SpanStatusCode.ERROR : SpanStatusCode.UNSET },
    attributes,
    links: span.links.map((link) => ({ context: { ...link, traceFlags: TraceFlags.SAMPLED } })),
    events: [],
    ended: true,
    ...{ droppedAttributesCount: 0, droppedEventsCount: 0, droppedLinksCount: 0 },
  }
}

/** Whole seconds and nanoseconds. */
function hrTime(ms: number): HrTime {
  const seconds = Math.floor(ms / 1_000)
  return [seconds, Math.round((ms - seconds * 1_000) * 1e6)]
}
