import { Pool, type Dispatcher } from 'undici'
import { CallFailure, notAnAnswer } from './callFailure.js'

export interface HttpRequest {
  method: 'GET' | 'POST'
  /** May hold a phone number (K2's wire demands it): it is never logged and never put into an error. */
  path: string
  headers: Record<string, string>
  body: unknown
}

export interface HttpExchange {
  /**
   * One exchange; the signal ends it, also in the middle of a body. `mayLeave` is asked on a connection that stands,
   * right before the first byte is written: as long as it was not asked, or said no, nothing has left.
   *
   * @throws CallFailure
   */
  send(request: HttpRequest, signal: AbortSignal, mayLeave?: () => boolean): Promise<{ status: number; json: unknown }>
  close(): Promise<void>
}

/** No answer of KOS comes near it. */
const longestBody = 1024 * 1024
/** The signal does not reach a request that waits for its connection, so that wait has an end of its own. */
const longestConnectMs = 1_500

/** Connections to KOS are kept alive. A base path in `kosUrl` is kept. */
export function createHttpExchange({ kosUrl, connections }: { kosUrl: string; connections: number }): HttpExchange {
  const base = new URL(kosUrl)
  const prefix = base.pathname.replace(/\/+$/, '')
  const pool = new Pool(base.origin, {
    connections,
    pipelining: 1,
    keepAliveTimeout: 4_000,
    connect: { timeout: longestConnectMs },
  })
  return {
    async send(request, signal, mayLeave) {
      try {
        const answer = await (mayLeave ? pool.compose(asking(() => !signal.aborted && mayLeave())) : pool).request({
          method: request.method,
          path: `${prefix}${request.path}`,
          headers: {
            accept: 'application/json',
            ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
            ...request.headers,
          },
          body: request.body === undefined ? null : JSON.stringify(request.body),
          signal,
        })
        return { status: answer.statusCode, json: await readJson(answer) }
      } catch (error) {
        if (error instanceof CallFailure) throw error
        if (signal.aborted) throw new CallFailure('TIMED_OUT', 'no answer in time', { countsAgainstKos: true })
        const code = codeOf(error)
        const outcome = code === 'UND_ERR_CONNECT_TIMEOUT' ? 'TIMED_OUT' : 'CONNECTION_FAILED'
        throw new CallFailure(outcome, `connection failed: ${code}`, { countsAgainstKos: true })
      }
    },
    close: () => pool.close(),
  }
}

/**
 * undici says `onRequestStart` with the connection in hand and writes right after it, also when it sends a request again
 * on its own, which is refused here too: whoever asks to be asked wants it sent once.
 */
const asking =
  (mayLeave: () => boolean): Dispatcher.DispatcherComposeInterceptor =>
  (dispatch) =>
  (options, inner) => {
    const handler: Dispatcher.DispatchHandler = {
      onRequestStart(controller, context) {
        if (mayLeave()) inner.onRequestStart?.(controller, context)
        else controller.abort(new CallFailure('NOT_SENT', 'it may not leave any more', { countsAgainstKos: false }))
      },
      onResponseStart: (...answer) => inner.onResponseStart?.(...answer),
      onResponseData: (...chunk) => inner.onResponseData?.(...chunk),
      onResponseEnd: (...end) => inner.onResponseEnd?.(...end),
      onResponseError: (...error) => inner.onResponseError?.(...error),
    }
    return dispatch(options, handler)
  }

/** A 5xx may come from anything in between, so its body may be anything; only an answer that is used must be JSON. */
async function readJson(answer: Dispatcher.ResponseData): Promise<unknown> {
  const { body, headers, statusCode } = answer
  // A body that is thrown away early reports that as an error; nobody is interested in it any more.
  body.on('error', () => undefined)
  const type = String(headers['content-type'] ?? 'none')
    .split(';')[0]
    ?.trim()
    .toLowerCase()
  const refuse = (reason: string): CallFailure => {
    body.destroy()
    if (statusCode === 200) return notAnAnswer(reason)
    return new CallFailure('HTTP_ERROR', `HTTP ${statusCode}`, { countsAgainstKos: statusCode >= 500 })
  }
  if (type !== 'application/json') throw refuse('content type is not JSON')
  if (Number(headers['content-length'] ?? 0) > longestBody) throw refuse(`body is longer than ${longestBody} bytes`)
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of body as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > longestBody) throw refuse(`body is longer than ${longestBody} bytes`)
    chunks.push(chunk)
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown
  } catch {
    throw refuse('body is not JSON')
  }
}

/** An error's code says enough; its message could hold an address or a path. */
function codeOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null
  return typeof code === 'string' ? code : 'unknown'
}
