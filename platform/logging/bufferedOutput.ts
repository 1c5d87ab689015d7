import { type DestinationStream } from 'pino'
import { write, writeSync } from 'node:fs'

/** Text that is written together. */
export interface BufferedOutput extends DestinationStream {
  /** Writes what waits, as soon as what is being written is done. */
  flush(): void
}

export interface BufferedOutputOptions {
  /** Of a file that is open. */
  fd: number
  /** So many characters are written at once; less waits for company. */
  characters: number
  /** So long at most, ms. */
  ms: number
}

/** Whoever reads is slow: how soon it is tried again, and how long an ending process tries, ms. */
const again = 10
const triesAtTheEnd = 500
/** Characters beyond which lines are let go: whoever should read them has not for long, and memory is for those we serve. */
const most = 8 * 1024 * 1024

/**
 * Writes lines together, without waiting for a slow reader. What waits is written when the process ends; a reader that is
 * gone, or does not read within half a second, cannot hold the end up.
 */
export function bufferOutput({ fd, characters, ms }: BufferedOutputOptions): BufferedOutput {
  let waiting = ''
  let writing = false
  let gone = false
  let timer: NodeJS.Timeout | undefined

  function flush(): void {
    clearTimeout(timer)
    timer = undefined
    if (writing || gone || waiting === '') return
    const bytes = Buffer.from(waiting)
    waiting = ''
    writing = true
    writeOut(bytes)
  }

  function writeOut(bytes: Buffer): void {
    write(fd, bytes, (error, written) => {
      if (error && error.code !== 'EAGAIN') return stop()
      const rest = error ? bytes : bytes.subarray(written)
      if (rest.length > 0) {
        setTimeout(() => writeOut(rest), error ? again : 0)
        return
      }
      writing = false
      if (waiting !== '') flush()
    })
  }

  /** Nobody reads any more. */
  function stop(): void {
    gone = true
    waiting = ''
  }

  function flushNow(): void {
    const until = performance.now() + triesAtTheEnd
    let rest = Buffer.from(waiting)
    while (!gone && rest.length > 0 && performance.now() < until) {
      try {
        rest = rest.subarray(writeSync(fd, rest))
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, again)
      }
    }
  }

  process.once('exit', flushNow)
  return {
    write(text) {
      if (gone || waiting.length > most) return
      waiting += text
      if (waiting.length >= characters) flush()
      // A process that ends does not wait for it.
      else timer ??= setTimeout(flush, ms).unref()
    },
    flush,
  }
}
