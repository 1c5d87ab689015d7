import { type AnswerHead, readAnswerHead } from './answerHead.js'
import { type ChunkedBody, createChunkedBody } from './chunkedBody.js'
import { AnswerTooLarge, MalformedAnswer } from './malformedAnswer.js'

export interface WholeAnswer {
  head: AnswerHead
  text: string
}

/** Reads the answers that come over one connection, one after the other, in whatever pieces they come. */
export interface AnswerReader {
  /**
   * @param bytes what came; it may be overwritten afterwards
   * @returns the answer when it is whole, null before
   * @throws MalformedAnswer, AnswerTooLarge; nothing of what comes later means anything then
   */
  read(bytes: Buffer): WholeAnswer | null
  /** The other side sends no more. @returns the answer whose end that was; null when it is not whole, or there was none. */
  end(): WholeAnswer | null
}

/** Node's own servers take no more either, bytes. */
const longestHead = 16_384

export function createAnswerReader(maxBytes: number): AnswerReader {
  /** The beginning of a head that is not over. */
  let begun: Buffer | null = null
  let head: AnswerHead | null = null
  let chunked: ChunkedBody | null = null
  let parts: Buffer[] = []
  let size = 0

  function finish(text: string): WholeAnswer {
    const whole = { head: head as AnswerHead, text }
    head = null
    chunked = null
    parts = []
    size = 0
    return whole
  }

  const joined = (): string => Buffer.concat(parts, size).toString('utf8')

  /** Keeps a copy: the bytes stand where the next ones will. */
  function keep(bytes: Buffer): void {
    size += bytes.length
    if (size > maxBytes) throw new AnswerTooLarge(maxBytes)
    parts.push(Buffer.from(bytes))
  }

  function readHead(bytes: Buffer): WholeAnswer | null {
    const all: Buffer = begun === null ? bytes : Buffer.concat([begun, bytes])
    const end = all.indexOf('\r\n\r\n')
    if (end > longestHead || (end === -1 && all.length > longestHead))
      throw new MalformedAnswer('a head without an end')
    if (end === -1) {
      begun = Buffer.from(all)
      return null
    }
    begun = null
    const found = readAnswerHead(all.toString('latin1', 0, end))
    const rest = all.subarray(end + 4)
    if (found.status === 101) throw new MalformedAnswer('another protocol')
    // What is said before the answer (100, 103) is of no interest here.
    if (found.status < 200) return rest.length === 0 ? null : readHead(rest)
    head = found
    if (found.framing.kind === 'length' && found.framing.bytes > maxBytes) throw new AnswerTooLarge(maxBytes)
    if (found.framing.kind === 'chunked') chunked = createChunkedBody()
    return readBody(rest, found)
  }

  function readBody(bytes: Buffer, { framing }: AnswerHead): WholeAnswer | null {
    switch (framing.kind) {
      case 'length':
        // Nearly always it has come at once.
        if (size === 0 && bytes.length === framing.bytes) return finish(bytes.toString('utf8'))
        if (size + bytes.length > framing.bytes) throw new MalformedAnswer('more than the answer')
        keep(bytes)
        return size === framing.bytes ? finish(joined()) : null
      case 'chunked':
        return chunked?.read(bytes, keep) ? finish(joined()) : null
      case 'until-closed':
        keep(bytes)
        return null
    }
  }

  return {
    read: (bytes) => (head === null ? readHead(bytes) : readBody(bytes, head)),
    end: () => (head?.framing.kind === 'until-closed' ? finish(joined()) : null),
  }
}
