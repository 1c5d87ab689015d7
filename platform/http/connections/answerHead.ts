import { issuedTokenHeader } from '../issuedTokenHeader.js'
import { type AnswerSays } from './answer.js'
import { MalformedAnswer } from './malformedAnswer.js'

/** Where the body of an answer ends. */
export type Framing = { kind: 'length'; bytes: number } | { kind: 'chunked' } | { kind: 'until-closed' }

export interface AnswerHead extends AnswerSays {
  framing: Framing
  /** For how long the connection may be used again after this answer, ms; 0: not at all. */
  keepMs: number
}

/** Where the other side does not say for how long it keeps a connection, ms. */
const keepUnlessTold = 4_000
/** A connection is left that much before the other side would close it, ms: a request must not cross with its end. */
const keepMargin = 1_000
const keepAtMost = 600_000

const statusLine = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: |$)/
const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/
/** Control characters, and half an end of a line. */
const forbidden = /[^\t\r\n\x20-\x7e\x80-\xff]|\r(?!\n)|(?<!\r)\n/

/**
 * Reads the head of an HTTP/1.1 answer (RFC 9112). What could be understood in two ways is not understood at all: where
 * two readers disagree about where an answer ends, the rest of it is taken for the answer to somebody else's request.
 *
 * @param text the status line and the fields, without the empty line at their end; each character is one byte
 * @throws MalformedAnswer
 */
export function readAnswerHead(text: string): AnswerHead {
  const start = statusLine.exec(text)
  if (start === null || forbidden.test(text)) throw new MalformedAnswer('no head of HTTP/1.1')
  const status = Number(start[2])

  let length: string | null = null
  let coding: string | null = null
  let connection: string | null = null
  let keepAlive: string | null = null
  let contentType = 'no content type'
  let cacheControl: string | null = null
  let issuedToken: string | null = null
  const setCookies: string[] = []
  for (let at = text.indexOf('\r\n'); at !== -1;) {
    const next = text.indexOf('\r\n', at + 2)
    const line = next === -1 ? text.slice(at + 2) : text.slice(at + 2, next)
    at = next
    const colon = line.indexOf(':')
    const value = valueOf(line, colon)
    const name = line.slice(0, colon).toLowerCase()
    switch (name) {
      case 'content-length':
        if (length !== null) throw new MalformedAnswer('two lengths')
        length = value
        break
      case 'transfer-encoding':
        if (coding !== null) throw new MalformedAnswer('two transfer encodings')
        coding = value
        break
      case 'connection':
        connection = joined(connection, value)
        break
      case 'keep-alive':
        keepAlive = value
        break
      case 'content-type':
        contentType = value
        break
      case 'cache-control':
        cacheControl = joined(cacheControl, value)
        break
      case 'set-cookie':
        setCookies.push(value)
        break
      case issuedTokenHeader:
        issuedToken = value
        break
      case 'date':
        break
      default:
        // Also a space before the colon, and a line that continues the one before.
        if (colon === -1 || !token.test(name)) throw new MalformedAnswer('a field that is none')
    }
  }
  const framing = framingOf(status, length, coding)
  const isLast = framing.kind === 'until-closed' || isLastOf(connection, start[1] === '0')
  const keepMs = isLast ? 0 : keepMsOf(keepAlive)
  return { status, contentType, setCookies, issuedToken, cacheControl, framing, keepMs }
}

const joined = (before: string | null, value: string): string => (before === null ? value : `${before}, ${value}`)

const isBlank = (line: string, at: number): boolean => line.charCodeAt(at) === 0x20 || line.charCodeAt(at) === 0x09

/** What stands behind the colon, without the blanks around it. */
function valueOf(line: string, colon: number): string {
  let from = colon + 1
  let to = line.length
  while (from < to && isBlank(line, from)) from += 1
  while (to > from && isBlank(line, to - 1)) to -= 1
  return line.slice(from, to)
}

function framingOf(status: number, length: string | null, coding: string | null): Framing {
  if (coding !== null) {
    if (length !== null) throw new MalformedAnswer('a length and a transfer encoding')
    if (coding.toLowerCase() !== 'chunked') throw new MalformedAnswer('an unknown transfer encoding')
    return { kind: 'chunked' }
  }
  if (length !== null && !/^\d{1,15}$/.test(length)) throw new MalformedAnswer('a length that is none')
  if (status === 204 || status === 304) return { kind: 'length', bytes: 0 }
  return length === null ? { kind: 'until-closed' } : { kind: 'length', bytes: Number(length) }
}

/** HTTP/1.1 keeps a connection unless told otherwise. From a server of HTTP/1.0 that is not expected. */
function isLastOf(connection: string | null, isOld: boolean): boolean {
  if (isOld) return true
  return connection !== null && connection !== 'keep-alive' && /(?:^|,)[\t ]*close[\t ]*(?:,|$)/i.test(connection)
}

function keepMsOf(keepAlive: string | null): number {
  const told = keepAlive === null ? null : /(?:^|[,\t ])timeout=(\d{1,9})/i.exec(keepAlive)
  if (told === null) return keepUnlessTold
  return Math.max(0, Math.min(Number(told[1]) * 1_000, keepAtMost) - keepMargin)
}
