import { type Pool } from 'undici'
import { issuedTokenHeader } from '../../platform/http/issuedTokenHeader.js'

/** Why a subgraph gave no answer that could be used. `detail` is for the log, not for the caller. */
export interface NoAnswer {
  ok: false
  reason: 'timeout' | 'connection' | 'too-large' | 'not-json'
  detail: string
  /** Of the answer that could not be used, where there was one. */
  status?: number
  /** Whether the subgraph cannot have received anything: no connection to it was made. */
  unsent?: true
}

export interface JsonAnswered {
  ok: true
  status: number
  setCookies: string[]
  /** The access token that was issued with this answer, if one was. */
  issuedToken: string | null
  body: unknown
}

export type JsonAnswer = JsonAnswered | NoAnswer

export interface PostJsonOptions {
  path: string
  headers: Record<string, string>
  body: string
  /** For the whole exchange: waiting for a connection, the headers and the last byte of the body. */
  timeoutMs: number
  maxBytes: number
}

/** Sends a JSON request and reads a JSON answer, in bounded time and memory. Never throws for what the other side does. */
export async function postJson(
  pool: Pool,
  { path, headers, body, timeoutMs, maxBytes }: PostJsonOptions,
): Promise<JsonAnswer> {
  const deadline = AbortSignal.timeout(timeoutMs)
  try {
    const response = await pool.request({ path, method: 'POST', headers, body, signal: deadline })
    const setCookie = response.headers['set-cookie'] ?? []
    const chunks: Buffer[] = []
    let size = 0
    for await (const chunk of response.body as AsyncIterable<Buffer>) {
      size += chunk.length
      // Leaving the loop destroys the stream and its connection.
      if (size > maxBytes) return { ok: false, reason: 'too-large', detail: `more than ${maxBytes} bytes` }
      chunks.push(chunk)
    }
    const text = Buffer.concat(chunks, size).toString('utf8')
    try {
      const setCookies = Array.isArray(setCookie) ? setCookie : [setCookie]
      const issued = response.headers[issuedTokenHeader]
      const issuedToken = typeof issued === 'string' ? issued : null
      return { ok: true, status: response.statusCode, setCookies, issuedToken, body: JSON.parse(text) as unknown }
    } catch {
      const type = String(response.headers['content-type'] ?? 'no content type')
      return {
        ok: false,
        reason: 'not-json',
        status: response.statusCode,
        detail: `status ${response.statusCode}, ${type}, ${size} bytes`,
      }
    }
  } catch (error) {
    if (deadline.aborted) return { ok: false, reason: 'timeout', detail: `no answer within ${timeoutMs} ms` }
    return {
      ok: false,
      reason: 'connection',
      detail: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
      ...(connectionWasNotMade(error) && { unsent: true }),
    }
  }
}

/** What a system says when there is nobody at the other end, before a byte has left. A reset is not among them. */
const notMade = ['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT']

const connectionWasNotMade = (error: unknown): boolean =>
  notMade.includes(String((error as { code?: unknown } | null)?.code))
