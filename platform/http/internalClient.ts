import { Pool } from 'undici'
import { currentTrace } from '../telemetry/currentTrace.js'
import { createInternalSignature, internalSignatureHeader } from './internalSignature.js'

/** Calls of one of our services to another's internal routes (`addInternalRoutes`), signed. */
export interface InternalClient {
  /**
   * @param path below the base address, without its prefix
   * @returns the answer's status
   * @throws whatever the network or the deadline says
   */
  put(path: string, json: unknown): Promise<number>
  /** Waits for the calls under way, each of which has a deadline. */
  close(): Promise<void>
}

export interface InternalClientOptions {
  /** The other service's base address; a path in it is kept. */
  url: string
  /** BLIND_INDEX_KEY, from which the signing key is derived. */
  blindIndexKey: string
  connections: number
  /** Of one call, ms. */
  deadlineMs: number
}

export function createInternalClient(options: InternalClientOptions): InternalClient {
  const { connections, deadlineMs } = options
  const base = new URL(options.url)
  const prefix = base.pathname.replace(/\/+$/, '')
  const pool = new Pool(base.origin, { connections, pipelining: 1, keepAliveTimeout: 4_000 })
  const signature = createInternalSignature(options.blindIndexKey)
  return {
    async put(path, json) {
      const span = currentTrace()?.startSpan('PUT internal', 'client')
      const call = { method: 'PUT' as const, path, body: JSON.stringify(json) }
      const headers = {
        ...{ 'content-type': 'application/json', [internalSignatureHeader]: signature.sign(call) },
        ...(span && { traceparent: span.trace.traceparent }),
      }
      try {
        const { statusCode, body } = await pool.request({
          ...{ method: call.method, path: `${prefix}${call.path}`, headers, body: call.body },
          signal: AbortSignal.timeout(deadlineMs),
        })
        await body.dump()
        span?.set('http.response.status_code', statusCode)
        span?.end(statusCode >= 500 ? 'failed' : 'ok')
        return statusCode
      } catch (error) {
        span?.end('failed')
        throw error
      }
    },
    close: () => pool.close(),
  }
}

/** What to log of a call that failed: its code, or its kind. */
export function failureCode(error: unknown): string {
  const { code, name } = error as { code?: unknown; name?: unknown }
  return String(typeof code === 'string' ? code : name)
}
