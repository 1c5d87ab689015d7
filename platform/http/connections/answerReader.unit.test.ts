import { describe, expect, it } from '@jest/globals'
import { createAnswerReader, type WholeAnswer } from './answerReader.js'
import { AnswerTooLarge, MalformedAnswer } from './malformedAnswer.js'

const maxBytes = 1_000
const lines = (...of: string[]): string => of.join('\r\n')
const withLength = (text: string, ...fields: string[]): Buffer =>
  Buffer.concat([
    Buffer.from(lines('HTTP/1.1 200 OK', `Content-Length: ${Buffer.byteLength(text)}`, ...fields, '', ''), 'latin1'),
    Buffer.from(text),
  ])
const inChunks = lines(
  'HTTP/1.1 200 OK',
  'transfer-encoding: Chunked',
  '',
  '5;a=b',
  'abcde',
  '3',
  '가',
  '0',
  'x: y',
  '',
  '',
)

/** What comes of the pieces, each of which is overwritten as the next one comes, as on a socket. */
function readPieces(pieces: Buffer[], reader = createAnswerReader(maxBytes)): WholeAnswer | null {
  let whole: WholeAnswer | null = null
  for (const piece of pieces) {
    expect(whole).toBeNull()
    const place = Buffer.from(piece)
    whole = reader.read(place)
    place.fill('#')
  }
  return whole
}

describe('the reader of answers', () => {
  it.each([
    ['a length', withLength('{"plan":"5G 슬림"}'), '{"plan":"5G 슬림"}'],
    ['no body', withLength(''), ''],
    ['chunks', Buffer.from(inChunks), 'abcde가'],
    [
      'something before it',
      Buffer.concat([Buffer.from('HTTP/1.1 103 Early\r\nlink: x\r\n\r\n'), withLength('a')]),
      'a',
    ],
    ['204', Buffer.from('HTTP/1.1 204 No Content\r\n\r\n'), ''],
  ])('reads an answer with %s, whole, in two pieces cut anywhere, and byte by byte', (_what, bytes, text) => {
    expect(readPieces([bytes])?.text).toBe(text)
    expect(readPieces([...bytes].map((byte) => Buffer.of(byte)))?.text).toBe(text)
    for (let cut = 1; cut < bytes.length; cut += 1)
      expect(readPieces([bytes.subarray(0, cut), bytes.subarray(cut)])?.text).toBe(text)
  })

  it('reads one after the other', () => {
    const reader = createAnswerReader(maxBytes)
    for (const text of ['first', '', 'third']) expect(readPieces([withLength(text)], reader)?.text).toBe(text)
    expect(readPieces([Buffer.from(inChunks)], reader)?.text).toBe('abcde가')
    expect(readPieces([withLength('last')], reader)?.text).toBe('last')
  })

  it('takes what comes until the end for the body where nothing is said of it', () => {
    const reader = createAnswerReader(maxBytes)
    expect(readPieces([Buffer.from('HTTP/1.0 200 OK\r\n\r\nab'), Buffer.from('cd')], reader)).toBeNull()
    expect(reader.end()).toMatchObject({ text: 'abcd', head: { status: 200, keepMs: 0 } })
    expect(reader.end()).toBeNull()
  })

  it('has no answer where the end comes before the length is reached', () => {
    const reader = createAnswerReader(maxBytes)
    reader.read(withLength('abcdef').subarray(0, -1))
    expect(reader.end()).toBeNull()
  })

  it('tells what the head says', () => {
    const fields = ['Content-Type: application/json \t', 'cache-control: max-age=5', 'Cache-Control:private']
    const whole = readPieces([withLength('a', ...fields, 'set-cookie: a=1', 'Set-Cookie: b=2', 'x-e: é')])
    expect(whole?.head).toMatchObject({
      ...{ status: 200, contentType: 'application/json', cacheControl: 'max-age=5, private' },
      ...{ setCookies: ['a=1', 'b=2'], issuedToken: null },
    })
  })

  it.each([
    ['nothing', [], 4_000],
    ['how long it keeps it', ['connection: keep-alive', 'Keep-Alive: timeout=72, max=100'], 71_000],
    ['that it keeps it hardly at all', ['keep-alive: timeout=1'], 0],
    ['that it keeps it for years', ['keep-alive: timeout=99999999'], 599_000],
    ['that it closes it', ['Connection: Close'], 0],
    ['that it closes it, among other things', ['connection: x-y , close', 'keep-alive: timeout=72'], 0],
  ])('uses a connection again as the other side says: %s', (_what, fields, keepMs) => {
    expect(readPieces([withLength('a', ...fields)])?.head.keepMs).toBe(keepMs)
  })

  const attacks: [string, string][] = [
    ['two lengths', lines('HTTP/1.1 200 OK', 'content-length: 1', 'content-length: 2', '', 'ab')],
    ['the same length twice', lines('HTTP/1.1 200 OK', 'content-length: 1', 'content-length: 1', '', 'a')],
    ['a list of lengths', lines('HTTP/1.1 200 OK', 'content-length: 1, 1', '', 'a')],
    ['a length below nothing', lines('HTTP/1.1 200 OK', 'content-length: -1', '', '')],
    ['a length in hexadecimal', lines('HTTP/1.1 200 OK', 'content-length: 0x1', '', 'a')],
    ['a length with a no-break space', lines('HTTP/1.1 200 OK', 'content-length: \xa01', '', 'a')],
    [
      'a length and chunks',
      lines('HTTP/1.1 200 OK', 'content-length: 5', 'transfer-encoding: chunked', '', '0', '', ''),
    ],
    ['an unknown encoding', lines('HTTP/1.1 200 OK', 'transfer-encoding: gzip, chunked', '', '0', '', '')],
    [
      'chunked twice',
      lines('HTTP/1.1 200 OK', 'transfer-encoding: chunked', 'transfer-encoding: chunked', '', '0', '', ''),
    ],
    ['a space before the colon', lines('HTTP/1.1 200 OK', 'content-length : 1', '', 'a')],
    ['a folded line', lines('HTTP/1.1 200 OK', 'x: a', ' content-length: 1', '', 'a')],
    ['a field without a colon', lines('HTTP/1.1 200 OK', 'content-length', '', 'a')],
    ['a field without a name', lines('HTTP/1.1 200 OK', ': 1', '', 'a')],
    ['a line that ends in a newline alone', 'HTTP/1.1 200 OK\r\nx: a\ncontent-length: 1\r\n\r\na'],
    ['a carriage return in a value', 'HTTP/1.1 200 OK\r\nx: a\rcontent-length: 1\r\n\r\na'],
    ['a zero byte in a value', lines('HTTP/1.1 200 OK', 'x: \0', 'content-length: 1', '', 'a')],
    ['another version', lines('HTTP/2.0 200 OK', 'content-length: 1', '', 'a')],
    ['no status', lines('HTTP/1.1 OK', 'content-length: 1', '', 'a')],
    ['no HTTP', 'SSH-2.0-OpenSSH_9.2\r\n\r\n'],
    ['another protocol from now on', lines('HTTP/1.1 101 Switching Protocols', '', '')],
    ['a head without an end', `HTTP/1.1 200 OK\r\nx: ${'a'.repeat(17_000)}`],
    ['a long head', lines('HTTP/1.1 200 OK', `x: ${'a'.repeat(17_000)}`, 'content-length: 1', '', 'a')],
    ['a chunk without a size', lines('HTTP/1.1 200 OK', 'transfer-encoding: chunked', '', 'x', '')],
    ['a chunk below nothing', lines('HTTP/1.1 200 OK', 'transfer-encoding: chunked', '', '-1', '')],
    ['a chunk whose size overflows', lines('HTTP/1.1 200 OK', 'transfer-encoding: chunked', '', 'fffffffff', '')],
    ['a chunk longer than it says', lines('HTTP/1.1 200 OK', 'transfer-encoding: chunked', '', '1', 'ab', '0', '', '')],
    ['a chunk that ends in a newline alone', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n10\na\r\n0\r\n\r\n'],
    [
      'trailers without an end',
      lines(
        'HTTP/1.1 200 OK',
        'transfer-encoding: chunked',
        '',
        '0',
        ...Array<string>(900).fill(`x: ${'a'.repeat(20)}`),
        '',
      ),
    ],
    ['a second answer behind it', lines('HTTP/1.1 200 OK', 'content-length: 1', '', 'aHTTP/1.1 200 OK')],
    ['a second answer behind its chunks', `${inChunks.replace('3\r\n가', '1\r\nx')}HTTP/1.1 200 OK`],
  ]

  it.each(attacks)('understands nothing of %s', (_what, text) => {
    expect(() => readPieces([Buffer.from(text, 'latin1')])).toThrow(MalformedAnswer)
  })

  it.each([
    ['as it says', lines('HTTP/1.1 200 OK', `content-length: ${maxBytes + 1}`, '', '')],
    ['in chunks', lines('HTTP/1.1 200 OK', 'transfer-encoding: chunked', '', 'fff', 'a'.repeat(0xfff))],
    ['without an end', `HTTP/1.1 200 OK\r\n\r\n${'a'.repeat(maxBytes + 1)}`],
  ])('takes no more than it may: %s', (_what, text) => {
    expect(() => readPieces([Buffer.from(text)])).toThrow(AnswerTooLarge)
  })
})
