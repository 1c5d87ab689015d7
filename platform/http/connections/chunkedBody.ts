import { MalformedAnswer } from './malformedAnswer.js'

/** Takes a body apart that comes in chunks (RFC 9112, 7.1). */
export interface ChunkedBody {
  /**
   * @param take is given the data without what stands between it; not copied
   * @returns whether the body is over
   * @throws MalformedAnswer, also for bytes behind its end
   */
  read(bytes: Buffer, take: (data: Buffer) => void): boolean
}

/** Of a chunk's size with its extensions, and of all trailers, bytes. */
const longestLine = 4_096
const longestTrailers = 16_384

const sizeLine = /^([0-9a-fA-F]{1,8})[\t ]*(?:;[\t\x20-\x7e\x80-\xff]*)?$/
const newline = 0x0a

export function createChunkedBody(): ChunkedBody {
  let expects: 'size' | 'data' | 'end of data' | 'trailers' | 'nothing' = 'size'
  /** Of a line that is not over. */
  let begun = ''
  let dataLeft = 0
  let trailers = 0

  function lineIsOver(line: string): void {
    if (expects === 'size') {
      const size = sizeLine.exec(line)
      if (size === null) throw new MalformedAnswer('a chunk without a size')
      dataLeft = Number.parseInt(size[1] as string, 16)
      expects = dataLeft === 0 ? 'trailers' : 'data'
    } else if (expects === 'end of data') {
      if (line !== '') throw new MalformedAnswer('a chunk longer than it says')
      expects = 'size'
    } else {
      trailers += line.length
      if (trailers > longestTrailers) throw new MalformedAnswer('trailers without an end')
      if (line === '') expects = 'nothing'
    }
  }

  return {
    read(bytes, take) {
      let at = 0
      while (at < bytes.length) {
        if (expects === 'nothing') throw new MalformedAnswer('more than the answer')
        if (expects === 'data') {
          const data = bytes.subarray(at, at + dataLeft)
          take(data)
          at += data.length
          dataLeft -= data.length
          if (dataLeft === 0) expects = 'end of data'
          continue
        }
        const end = bytes.indexOf(newline, at)
        begun += bytes.toString('latin1', at, end === -1 ? bytes.length : end)
        if (begun.length > longestLine) throw new MalformedAnswer('a line without an end')
        if (end === -1) break
        if (!begun.endsWith('\r')) throw new MalformedAnswer('a line that ends in half an end')
        const line = begun.slice(0, -1)
        begun = ''
        lineIsOver(line)
        at = end + 1
      }
      return expects === 'nothing'
    },
  }
}
