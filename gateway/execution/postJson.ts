import { type Dispatcher, type Pool } from 'undici'
import { issuedTokenHeader } from '../../platform/http/issuedTokenHeader.js'

/** Why a subgraph gave no answer that could be used. `detail` is for the log, not for the caller. */
export interface NoAnswer {
  ok: false
  reason: 'timeout' | 'connection' | 'too-large' | 'not-json' | 'not-graphql' | 'not-sent'
  detail: string
  /** Whether the subgraph cannot have received anything: no connection to it was made. */
  unsent?: true
}

/** An answer as it came. */
export interface Answered {
  ok: true
  status: number
  contentType: string
  setCookies: readonly string[]
  /** The access token that was issued with this answer, if one was. */
  issuedToken: string | null
  /** For how long the answer may be kept, as the subgraph says; null: it says nothing. */
  cacheControl: string | null
  text: string
}

export type RawAnswer = Answered | NoAnswer

export interface PostJsonOptions {
  path: string
  headers: Record<string, string>
  body: string
  /** For the whole exchange: waiting for a connection, the headers and the last byte of the body. */
  timeoutMs: number
  maxBytes: number
}

/**
 * Sends a JSON request and collects the answer, in bounded time and memory. Never throws for what the other side does.
 * Speaks to undici's dispatcher itself: at four fetches an operation, the streams and abort signals of `request` were a
 * third of what the gateway did.
 */
export function postJson(
  pool: Pool,
  { path, headers, body, timeoutMs, maxBytes }: PostJsonOptions,
): Promise<RawAnswer> {
  return new Promise((resolve) => {
    let request: Dispatcher.DispatchController | null = null
    let settled = false
    let head: Omit<Answered, 'ok' | 'text'> | null = null
    let size = 0
    const chunks: Buffer[] = []
    const deadline = setTimeout(
      () => giveUp({ ok: false, reason: 'timeout', detail: `no answer within ${timeoutMs} ms` }),
      timeoutMs,
    )

    function settle(answer: RawAnswer): void {
      if (settled) return
      settled = true
      clearTimeout(deadline)
      resolve(answer)
    }

    function giveUp(answer: NoAnswer): void {
      settle(answer)
      // One that still waits for a connection is aborted when it gets it.
      request?.abort(new Error(answer.detail))
    }

    pool.dispatch(
      { path, method: 'POST', headers, body },
      {
        onRequestStart(controller) {
          request = controller
          if (settled) controller.abort(new Error('nobody waits for this any more'))
        },
        onResponseStart(_controller, status, received) {
          head = {
            status,
            contentType: String(received['content-type'] ?? 'no content type'),
            setCookies: [received['set-cookie'] ?? []].flat(),
            issuedToken: typeof received[issuedTokenHeader] === 'string' ? received[issuedTokenHeader] : null,
            cacheControl: received['cache-control']?.toString() ?? null,
          }
        },
        onResponseData(_controller, chunk) {
          size += chunk.length
          if (size > maxBytes) giveUp({ ok: false, reason: 'too-large', detail: `more than ${maxBytes} bytes` })
          else chunks.push(chunk)
        },
        onResponseEnd() {
          const [only] = chunks
          const bytes = chunks.length === 1 && only ? only : Buffer.concat(chunks, size)
          if (head) settle({ ok: true, ...head, text: bytes.toString('utf8') })
        },
        onResponseError(_controller, error) {
          settle({
            ok: false,
            reason: 'connection',
            detail: `${error.name}: ${error.message}`,
            ...(connectionWasNotMade(error) && { unsent: true }),
          })
        },
      },
    )
  })
}

/** What a system says when there is nobody at the other end, before a byte has left. A reset is not among them. */
const notMade = ['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT']

const connectionWasNotMade = (error: Error): boolean => notMade.includes(String((error as { code?: unknown }).code))
