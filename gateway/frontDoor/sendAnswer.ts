import { type ServerResponse } from 'node:http'
import { apiHeaders, transportSecurity } from '../pages/securityHeaders.js'

const always = Object.entries(apiHeaders).flat()

/** What differs from answer to answer. */
export interface AnswerHead {
  status?: number
  contentType: string
  traceId: string
  /** Of a kept answer. */
  ageSeconds?: number
  /** Whether the client came over TLS. */
  https: boolean
  /** Whether the connection is to be let go. */
  closes?: boolean
}

/** Sends a whole answer of the API, as the usual way would. */
export function sendAnswer(
  response: ServerResponse,
  { status = 200, contentType, traceId, ageSeconds, https, closes = false }: AnswerHead,
  body: Buffer | string,
): void {
  const length = String(typeof body === 'string' ? Buffer.byteLength(body) : body.length)
  const headers = [...always, 'content-type', contentType, 'content-length', length, 'x-trace-id', traceId]
  if (ageSeconds !== undefined) headers.push('age', String(ageSeconds))
  if (https) headers.push('strict-transport-security', transportSecurity)
  if (closes) headers.push('connection', 'close')
  response.writeHead(status, headers).end(body)
}
