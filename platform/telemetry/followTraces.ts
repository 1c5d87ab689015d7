import { type ServerResponse } from 'node:http'
import { type FastifyInstance, type FastifyRequest } from 'fastify'
import { serving } from './currentTrace.js'
import { type Span } from './trace.js'
import { idleTracer, type Tracer } from './tracer.js'

declare module 'fastify' {
  interface FastifyRequest {
    /** The span of this request; null for a probe or a poll, and where none is recorded. */
    span: Span | null
  }
}

/**
 * Gives a request its span, continued from `traceparent` where the caller sent one, if it is GraphQL or a part of something:
 * probes and polls, which come each second, have none. A span is named for the route, never for the address itself, which
 * a client writes.
 */
export function traceRequests(app: FastifyInstance, tracer: Tracer): void {
  app.decorateRequest('span', null)
  if (tracer === idleTracer) return
  app.addHook('onRequest', (request, reply, done) => {
    const header = traceparentOf(request)
    const { url } = request.routeOptions
    if (url !== '/graphql' && header === undefined) return done()
    const span = tracer.traceFrom(header).startSpan(`${request.method} ${url ?? 'nowhere'}`, 'server')
    request.span = span
    // Fastify tells nothing of a client that has gone; this comes in any case. Others may add to the span at that moment.
    reply.raw.once('close', () => queueMicrotask(() => endSpan(span, reply.raw)))
    done()
  })
}

/** Has `currentTrace()` tell the trace of the request at hand, that of its span where it has one. */
export function followTraces(app: FastifyInstance, tracer: Tracer): void {
  app.addHook('onRequest', (request, _reply, done) => {
    const { span } = request
    serving({ trace: span?.trace ?? tracer.traceFrom(traceparentOf(request)), span }, done)
  })
}

function traceparentOf({ headers }: FastifyRequest): string | undefined {
  const header = headers['traceparent']
  return Array.isArray(header) ? header[0] : header
}

function endSpan(span: Span, { statusCode, writableFinished }: ServerResponse): void {
  if (writableFinished) span.set('http.response.status_code', statusCode)
  span.end(statusCode >= 500 ? 'failed' : 'ok')
}
