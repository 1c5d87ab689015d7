import { type ConnectionOptions } from 'node:tls'
import { type Connection, type Endpoint, type Exchange, openConnection } from './connection.js'
import { type Answer, type NoAnswer } from './answer.js'

export interface Request {
  method: 'GET' | 'POST'
  /** With its query. */
  path: string
  headers: Readonly<Record<string, string>>
  body?: string
  /** For the whole exchange, ms: waiting for a connection, the head and the last byte of the body. */
  timeoutMs: number
  /** For one that is not sent twice: first is read what there is to be read, which may be that a connection is over. */
  isCareful?: boolean
}

/** Connections to one address, kept open between requests. */
export interface ConnectionPool {
  /**
   * Sends a request and collects the answer, in bounded time and memory. Whatever the other side does is part of the answer.
   *
   * @throws TypeError for a header that cannot be one
   */
  send(request: Request): Promise<Answer>
  /** Waits for what is under way, each of which has a deadline. */
  close(): Promise<void>
}

export interface ConnectionPoolOptions {
  /** http or https; a path in it is not looked at. */
  url: string
  /** At most; they are opened as they are needed. */
  connections: number
  maxAnswerBytes: number
  /** Monotonic, ms. */
  now: () => number
  /** How to know the other side, over https. */
  tls?: ConnectionOptions
}

interface Sent extends Exchange {
  /** Null while it waits for one. */
  connection: Connection | null
}

const closed: NoAnswer = { ok: false, reason: 'connection', detail: 'its connections are closed', unsent: true }

/**
 * HTTP/1.1 between our own roles: the part of it that they need, which is a fraction of a client for everything. With four
 * fetches an operation, that client was a third of what the gateway did (docs/adr/0025). The connection that was used last
 * is used first; the others grow old and are closed.
 */
export function createConnectionPool(options: ConnectionPoolOptions): ConnectionPool {
  const { connections, maxAnswerBytes, now, tls = {} } = options
  const url = new URL(options.url)
  const endpoint = endpointOf(url, tls)
  const open = new Set<Connection>()
  const free: Connection[] = []
  const waiting: Sent[] = []
  let givingOut = false
  let underWay = 0
  let isClosed = false
  let nothingUnderWay: () => void = () => undefined
  const whenNothingIsUnderWay = new Promise<void>((resolve) => (nothingUnderWay = resolve))

  function giveOutSoon(): void {
    if (givingOut) return
    givingOut = true
    setImmediate(giveOut)
  }

  function giveOut(): void {
    givingOut = false
    for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
      const connection = freeOne() ?? openOne()
      if (connection === null) return
      waiting.shift()
      next.connection = connection
      connection.send(next)
    }
  }

  function freeOne(): Connection | null {
    for (let last = free.pop(); last !== undefined; last = free.pop()) {
      if (last.freeUntil() > now()) return last
      last.end(closed)
    }
    return null
  }

  /** Those at the front have been free for longest: after a burst they are many, and nobody comes to use them. */
  function leaveOld(): void {
    for (let oldest = free[0]; oldest !== undefined && oldest.freeUntil() <= now(); oldest = free[0]) oldest.end(closed)
  }

  function openOne(): Connection | null {
    if (open.size >= connections) return null
    const connection = openConnection(endpoint, {
      ...{ maxAnswerBytes, now },
      onFree(freed) {
        leaveOld()
        free.push(freed)
        if (waiting.length > 0) giveOutSoon()
      },
      onGone(gone) {
        open.delete(gone)
        const place = free.indexOf(gone)
        if (place !== -1) free.splice(place, 1)
        if (waiting.length > 0) giveOutSoon()
      },
    })
    open.add(connection)
    return connection
  }

  function giveUp(sent: Sent, why: NoAnswer): void {
    if (sent.connection !== null) return sent.connection.end(why)
    waiting.splice(waiting.indexOf(sent), 1)
    sent.settle(why)
  }

  function isOver(): void {
    for (const connection of open) connection.end(closed)
    nothingUnderWay()
  }

  return {
    send(order) {
      const request = requestOf(url.host, order)
      const { timeoutMs, isCareful = false } = order
      if (isClosed) return Promise.resolve(closed)
      return new Promise((resolve) => {
        const deadline = setTimeout(
          () => giveUp(sent, { ok: false, reason: 'timeout', detail: `no answer within ${timeoutMs} ms` }),
          timeoutMs,
        )
        const sent: Sent = {
          ...{ request, connection: null },
          settle(answer) {
            clearTimeout(deadline)
            underWay -= 1
            if (isClosed && underWay === 0) isOver()
            resolve(answer)
          },
        }
        underWay += 1
        waiting.push(sent)
        if (isCareful || givingOut) giveOutSoon()
        else giveOut()
      })
    },
    close() {
      isClosed = true
      if (underWay === 0) isOver()
      return whenNothingIsUnderWay
    },
  }
}

function endpointOf({ protocol, hostname, port }: URL, tls: ConnectionOptions): Endpoint {
  const isSecure = protocol === 'https:'
  // An IPv6 address stands in brackets in a URL, and nowhere else.
  const host = hostname.replace(/^\[(.*)\]$/, '$1')
  return { host, port: port === '' ? (isSecure ? 443 : 80) : Number(port), secure: isSecure ? tls : null }
}

const unsendable = /[^\t\x20-\x7e\x80-\xff]/
const beyondAscii = /[\x80-\xff]/

/** Each character of a header is one byte; the body is UTF-8. */
function requestOf(host: string, { method, path, headers, body = '' }: Request): string | Buffer {
  let head = `${method} ${path} HTTP/1.1\r\nhost: ${host}\r\n`
  for (const name in headers) {
    const value = headers[name] as string
    if (unsendable.test(value)) throw new TypeError(`the header ${name} has a character that no header has`)
    head += `${name}: ${value}\r\n`
  }
  head += method === 'GET' ? '\r\n' : `content-length: ${Buffer.byteLength(body)}\r\n\r\n`
  return beyondAscii.test(head) ? Buffer.concat([Buffer.from(head, 'latin1'), Buffer.from(body)]) : head + body
}
