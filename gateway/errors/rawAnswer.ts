import { apiHeaders } from '../pages/securityHeaders.js'
import { errorBody } from './errorBody.js'

/** A refusal for a bare socket, where there is no request that could be answered. `status` as in `400 Bad Request`. */
export function rawAnswer(
  status: string,
  message: string,
  code: string,
  { retryAfterSeconds }: { retryAfterSeconds?: number } = {},
): string {
  const waits = retryAfterSeconds !== undefined
  const text = JSON.stringify(errorBody(message, code, waits ? { retryAfterSeconds } : {}))
  const headers = {
    ...apiHeaders,
    ...(waits && { 'retry-after': retryAfterSeconds }),
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    connection: 'close',
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  return `HTTP/1.1 ${status}\r\n${lines.join('\r\n')}\r\n\r\n${text}`
}
