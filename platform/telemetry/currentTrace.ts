import { AsyncLocalStorage } from 'node:async_hooks'
import { type FastifyInstance } from 'fastify'
import { traceFrom, type Trace } from './trace.js'

const storage = new AsyncLocalStorage<Trace>()

/** The trace of the request that is being served; undefined outside of one. */
export function currentTrace(): Trace | undefined {
  return storage.getStore()
}

/** Does something in a trace that did not come with a request, such as one of many operations on a socket. */
export function inTrace<T>(trace: Trace, work: () => T): T {
  return storage.run(trace, work)
}

/** Gives every request of this server its trace, continued from `traceparent` where the caller sent one. */
export function followTraces(app: FastifyInstance): void {
  app.addHook('onRequest', (request, _reply, done) => {
    const header = request.headers['traceparent']
    storage.run(traceFrom(Array.isArray(header) ? header[0] : header), done)
  })
}
