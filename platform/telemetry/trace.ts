import { type IncomingHttpHeaders } from 'node:http'
import { performance } from 'node:perf_hooks'
import { randomHex as pooledHex, type RandomHex } from './randomHex.js'
import { type EndedSpan, type SpanAttribute, type SpanKind } from './span.js'

/** W3C trace context: what ties one click to every record and log line that it caused. */
export interface Trace {
  /** 32 hex digits. */
  readonly traceId: string
  /** The header to send on. */
  readonly traceparent: string
  /** The same trace, with a span id of its own, for a call that we make. */
  child(): Trace
  /** Begins a span in this trace. One that is not recorded costs an object, and where it sends a request an id. */
  startSpan(name: string, kind?: SpanKind): Span
}

/** One timed piece of work in a trace. What is done within it goes on in its `trace`. */
export interface Span {
  /** Spans that begin in it are its children, and `trace.traceparent` is the header for a request that it sends. */
  readonly trace: Trace
  set(attribute: SpanAttribute, value: string | number): void
  /** Names another span, by its `traceparent`, that led to this one without being its parent. */
  link(traceparent: string): void
  /** However it ends, it failed. */
  fail(): void
  /** The first call counts. */
  end(outcome?: 'ok' | 'failed'): void
}

/** What traces of one process are made with. */
export interface TraceParts {
  randomHex: RandomHex
  /** Whether a trace that begins here is recorded. Who continues one keeps to what its `traceparent` says. */
  sample: (traceId: string) => boolean
  /** Epoch ms, with fractions. */
  now: () => number
  /** Is given each recorded span when it is over; null: none is recorded. */
  ended: ((span: EndedSpan) => void) | null
}

const shape = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})$/
const recorded = 1

/** Ids alone, for a process that exports no spans. */
export const unrecorded: TraceParts = {
  randomHex: pooledHex,
  sample: () => true,
  now: () => performance.timeOrigin + performance.now(),
  ended: null,
}

/** Continues the trace of a `traceparent` header, or begins one where the header is absent or malformed. */
export function traceFrom(header: string | undefined, parts: TraceParts = unrecorded): Trace {
  const found = header === undefined ? null : shape.exec(header)
  if (found === null) return traceOf(parts.randomHex(16), parts)
  const [, traceId = '', spanId = '', flags = ''] = found
  return new TraceAt(traceId, spanId, Number.parseInt(flags, 16) & recorded, spanId, parts)
}

/** The `traceparent` header of a request. Node joins several of them to one that is malformed. */
export function traceparentOf({ traceparent }: IncomingHttpHeaders): string | undefined {
  return typeof traceparent === 'string' ? traceparent : undefined
}

/** The id of the trace that a `traceparent` header names, or a new one: for work that begins nothing in it. */
export function traceIdFrom(header: string | undefined, randomHex: RandomHex = pooledHex): string {
  return (header === undefined ? undefined : shape.exec(header)?.[1]) ?? randomHex(16)
}

/** Goes on in a trace of which only the id is known: its spans have no parent. */
export function traceOf(traceId: string, parts: TraceParts = unrecorded): Trace {
  return new TraceAt(traceId, parts.randomHex(8), parts.sample(traceId) ? recorded : 0, null, parts)
}

/** A class, because there are several for each request. */
class TraceAt implements Trace {
  constructor(
    readonly traceId: string,
    readonly spanId: string,
    readonly flags: number,
    /** What spans that begin here name as their parent. */
    readonly parentId: string | null,
    readonly parts: TraceParts,
  ) {}

  get traceparent(): string {
    return `00-${this.traceId}-${this.spanId}-${this.flags === recorded ? '01' : '00'}`
  }

  child(): TraceAt {
    const spanId = this.parts.randomHex(8)
    return new TraceAt(this.traceId, spanId, this.flags, spanId, this.parts)
  }

  startSpan(name: string, kind: SpanKind = 'internal'): Span {
    const { ended, now } = this.parts
    if (ended !== null && this.flags === recorded) return new RecordedSpan(name, kind, this, { ended, now })
    return new UnrecordedSpan(kind === 'client' ? this.child() : this)
  }
}

class UnrecordedSpan implements Span {
  constructor(readonly trace: Trace) {}
  set(): void {}
  link(): void {}
  fail(): void {}
  end(): void {}
}

class RecordedSpan implements Span {
  readonly trace: TraceAt
  readonly #parentId: string | null
  readonly #startedAt: number
  readonly #attributes = new Map<SpanAttribute, string | number>()
  readonly #links: { traceId: string; spanId: string }[] = []
  #failed = false
  #isOver = false

  constructor(
    readonly name: string,
    readonly kind: SpanKind,
    parent: TraceAt,
    readonly parts: { ended: (span: EndedSpan) => void; now: () => number },
  ) {
    this.trace = parent.child()
    this.#parentId = parent.parentId
    this.#startedAt = parts.now()
  }

  set(attribute: SpanAttribute, value: string | number): void {
    this.#attributes.set(attribute, value)
  }

  link(traceparent: string): void {
    const [, traceId, spanId] = shape.exec(traceparent) ?? []
    if (traceId !== undefined && spanId !== undefined) this.#links.push({ traceId, spanId })
  }

  fail(): void {
    this.#failed = true
  }

  end(outcome: 'ok' | 'failed' = 'ok'): void {
    if (this.#isOver) return
    this.#isOver = true
    const { name, kind } = this
    const { traceId, spanId } = this.trace
    this.parts.ended({
      ...{ name, kind, traceId, spanId, parentId: this.#parentId, startedAt: this.#startedAt },
      ...{
        endedAt: this.parts.now(),
        failed: this.#failed || outcome === 'failed',
        attributes: this.#attributes,
        links: this.#links,
      },
    })
  }
}
