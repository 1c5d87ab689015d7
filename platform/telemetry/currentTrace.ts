import { AsyncLocalStorage } from 'node:async_hooks'
import { type Span, type Trace } from './trace.js'

/** What is being served. */
export interface Current {
  trace: Trace
  span: Span | null
}

const storage = new AsyncLocalStorage<Current>()

/** The trace of the request that is being served; undefined outside of one. */
export function currentTrace(): Trace | undefined {
  return storage.getStore()?.trace
}

/** The span of the request that is being served; null outside of one. */
export function currentSpan(): Span | null {
  return storage.getStore()?.span ?? null
}

/** Does something as a part of what is being served. */
export function serving<T>(current: Current, work: () => T): T {
  return storage.run(current, work)
}

/** Does something in a trace that did not come with a request, such as one of many operations on a socket. */
export function inTrace<T>(trace: Trace, work: () => T): T {
  return serving({ trace, span: null }, work)
}
