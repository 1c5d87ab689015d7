import { connect, type Socket } from 'node:net'
import { connect as connectSecurely, type ConnectionOptions } from 'node:tls'
import { createAnswerReader, type WholeAnswer } from './answerReader.js'
import { AnswerTooLarge } from './malformedAnswer.js'
import { type Answer, type NoAnswer } from './answer.js'

/** One request and whoever waits for its answer. */
export interface Exchange {
  /** As it is written to the connection. */
  request: string | Buffer
  /** Called once. */
  settle(answer: Answer): void
}

export interface Connection {
  /** Only while it is free. The exchange is settled in any case. */
  send(exchange: Exchange): void
  /** Until when it may be used again, ms of `now`. */
  freeUntil(): number
  /** Ends it now; who waits for an answer is told why there is none. */
  end(why: NoAnswer): void
}

export interface Endpoint {
  host: string
  port: number
  /** Over TLS, and how; null: in the open. */
  secure: ConnectionOptions | null
}

export interface OpenOptions {
  maxAnswerBytes: number
  /** Monotonic, ms. */
  now: () => number
  /** It may be used again. */
  onFree(connection: Connection): void
  /** It is of no use any more. Told more than once. */
  onGone(connection: Connection): void
}

/** What is read at once: most answers as a whole, bytes. */
const readBytes = 16_384
const over: NoAnswer = { ok: false, reason: 'connection', detail: 'the other side ended the connection' }

/**
 * One connection of HTTP/1.1, with one request on its way at a time. Whatever comes that was not asked for, and whatever
 * is not understood, ends it: an answer that is read from the wrong place would be given to somebody else.
 */
export function openConnection(endpoint: Endpoint, options: OpenOptions): Connection {
  const reader = createAnswerReader(options.maxAnswerBytes)
  let exchange: Exchange | null = null
  let made = false
  let freeUntil = 0

  function received(bytes: Buffer): void {
    if (exchange === null) return connection.end(over)
    try {
      const whole = reader.read(bytes)
      if (whole !== null) answered(exchange, whole)
    } catch (error) {
      connection.end({
        ok: false,
        reason: error instanceof AnswerTooLarge ? 'too-large' : 'connection',
        detail: describe(error as Error),
      })
    }
  }

  function answered(asked: Exchange, { head, text }: WholeAnswer): void {
    exchange = null
    // A connection that nobody uses keeps no process alive.
    socket.unref()
    freeUntil = options.now() + head.keepMs
    if (head.keepMs > 0) options.onFree(connection)
    else connection.end(over)
    const { status, contentType, setCookies, issuedToken, cacheControl } = head
    asked.settle({ ok: true, status, contentType, setCookies, issuedToken, cacheControl, text })
  }

  const connection: Connection = {
    send(next) {
      exchange = next
      socket.ref()
      // Before the connection is made, this waits in the socket.
      socket.write(next.request)
    },
    freeUntil: () => freeUntil,
    end(why) {
      const failed = exchange
      exchange = null
      socket.destroy()
      options.onGone(connection)
      failed?.settle(made || why.reason !== 'connection' ? why : { ...why, unsent: true })
    },
  }

  const socket = connectTo(endpoint, received)
  socket.once(endpoint.secure === null ? 'connect' : 'secureConnect', () => (made = true))
  socket.once('end', () => {
    const whole = reader.end()
    if (whole !== null && exchange !== null) answered(exchange, whole)
    else connection.end(over)
  })
  socket.once('error', (error) => connection.end({ ok: false, reason: 'connection', detail: describe(error) }))
  socket.once('close', () => connection.end(over))
  return connection
}

/** In the open, what comes is read into one place, past the machinery of streams. */
function connectTo({ host, port, secure }: Endpoint, received: (bytes: Buffer) => void): Socket {
  if (secure !== null) {
    const socket = connectSecurely({ ALPNProtocols: ['http/1.1'], ...secure, host, port })
    return socket.setNoDelay(true).on('data', received)
  }
  const callback = (length: number, bytes: Uint8Array): boolean => {
    received((bytes as Buffer).subarray(0, length))
    return true
  }
  return connect({ host, port, noDelay: true, onread: { buffer: Buffer.allocUnsafeSlow(readBytes), callback } })
}

/** An error of several attempts (an address for IPv6, one for IPv4) has a code and no message. */
function describe(error: Error): string {
  return `${error.name}: ${error.message || String((error as { code?: unknown }).code)}`
}
