import { createClient } from 'graphql-ws'
import { type GraphQLFormattedError } from 'graphql'
import { WebSocket, type ClientOptions } from 'ws'
import { type Logger } from '../../platform/logging/logger.js'

/** What is sent to subscribe; asked for anew each time that it is sent. */
export interface UpstreamRequest {
  query: string
  operationName: string | undefined
  variables: Record<string, unknown>
  extensions: { authorization: string; traceparent: string }
}

export interface UpstreamListener {
  /** Whether it is subscribed to again when the connection is back, rather than lost. */
  resumable: boolean
  request(): UpstreamRequest
  next(event: unknown): void
  /** The subgraph refuses or ends it with errors. Nothing comes after this, nor after the next two. */
  failed(errors: readonly GraphQLFormattedError[]): void
  completed(): void
  /** The connection is lost, and it cannot be resumed or has been away for too long. */
  lost(): void
}

/** The one connection to a subgraph over which all its subscriptions go. */
export interface UpstreamSocket {
  /** Returns how to unsubscribe. */
  subscribe(listener: UpstreamListener): () => void
  close(): void
}

export interface UpstreamSocketOptions {
  subgraph: string
  /** Where its GraphQL is, over WebSocket too. */
  url: string
  /** How long the connection and its acknowledgement may take, ms. */
  timeoutMs: number
  maxMessageBytes: number
  log: Logger
  random?: () => number
  /** ms between pings, and how long each may wait for its answer. */
  keepAliveMs?: number
  /** After how many ms without a connection the subscriptions are given up. */
  giveUpAfterMs?: number
}

const firstRetryMs = 100
const lastRetryMs = 2_000

/**
 * Opens the connection with the first subscription, closes it after the last. A lost one is opened again, sooner at
 * first, and every resumable subscription then subscribes again with what its `request` says by then.
 */
export function createUpstreamSocket({
  subgraph,
  url,
  timeoutMs,
  maxMessageBytes,
  log,
  random = Math.random,
  keepAliveMs = 5_000,
  giveUpAfterMs = 120_000,
}: UpstreamSocketOptions): UpstreamSocket {
  const open = new Set<Open>()
  /** Those whose connection was closed in a way after which the client library does not try again. */
  const again = new Set<Open>()
  let retry: { timer: NodeJS.Timeout; wake: () => void } | undefined
  let restart: NodeJS.Timeout | undefined
  let givingUp: NodeJS.Timeout | undefined
  let pong: NodeJS.Timeout | undefined
  let closed = false
  let lastId = 0

  interface Open {
    listener: UpstreamListener
    stop(): void
  }

  const client = createClient({
    url: url.replace(/^http/, 'ws'),
    webSocketImpl: class extends WebSocket {
      constructor(address: string, protocols: string | string[]) {
        super(address, protocols, socketOptions(timeoutMs, maxMessageBytes))
      }
    },
    connectionAckWaitTimeout: timeoutMs,
    keepAlive: keepAliveMs,
    lazyCloseTimeout: 1_000,
    retryAttempts: Infinity,
    shouldRetry: () => true,
    retryWait: (retries) =>
      new Promise((resolve) => {
        retry = { timer: setTimeout(resolve, backOff(retries)), wake: resolve }
      }),
    generateID: () => String((lastId += 1)),
    on: {
      connected() {
        clearTimeout(givingUp)
        if (givingUp) log.info({ subgraph, subscriptions: open.size }, 'subscriptions of a subgraph are back')
        givingUp = undefined
      },
      ping(received) {
        if (!received) pong = setTimeout(() => client.terminate(), keepAliveMs)
      },
      pong(received) {
        if (received) clearTimeout(pong)
      },
      closed() {
        clearTimeout(pong)
        if (open.size === 0 || closed) return
        if (!givingUp) {
          log.warn({ subgraph, subscriptions: open.size }, 'subscriptions of a subgraph were cut off')
          givingUp = setTimeout(() => loseAll(() => true), giveUpAfterMs)
        }
        loseAll(({ resumable }) => !resumable)
      },
    },
  })

  function backOff(retries: number): number {
    return Math.min(lastRetryMs, firstRetryMs * 2 ** retries) * (0.5 + random() / 2)
  }

  function loseAll(which: (listener: UpstreamListener) => boolean): void {
    for (const one of [...open].filter(({ listener }) => which(listener))) {
      one.stop()
      one.listener.lost()
    }
  }

  function begin(one: Open): void {
    const { listener } = one
    let over = false
    const ended = (tell: () => void) => {
      if (over) return
      over = true
      open.delete(one)
      tell()
    }
    const payload = {
      // Read when the message is written, so that each time it says from where to go on.
      toJSON: () => listener.request(),
      query: listener.request().query,
    }
    const unsubscribe = client.subscribe(payload, {
      next: (event) => {
        if (!over) listener.next(event)
      },
      complete: () => ended(() => listener.completed()),
      error(reason) {
        if (Array.isArray(reason)) return ended(() => listener.failed(reason as GraphQLFormattedError[]))
        if (over) return
        if (!listener.resumable) return ended(() => listener.lost())
        over = true
        again.add(one)
        restart ??= setTimeout(beginAgain, backOff(3))
      },
    })
    one.stop = () => {
      over = true
      open.delete(one)
      again.delete(one)
      unsubscribe()
    }
  }

  function beginAgain(): void {
    restart = undefined
    const waiting = [...again]
    again.clear()
    waiting.forEach(begin)
  }

  return {
    subscribe(listener) {
      const one: Open = { listener, stop: () => undefined }
      open.add(one)
      begin(one)
      return () => one.stop()
    },
    close() {
      closed = true
      for (const one of [...open]) one.stop()
      for (const timer of [restart, givingUp, pong, retry?.timer]) clearTimeout(timer)
      retry?.wake()
      // Rejects when the connection was about to be made, which is then given up.
      Promise.resolve(client.dispose()).catch(() => undefined)
    },
  }
}

function socketOptions(timeoutMs: number, maxMessageBytes: number): ClientOptions {
  return { handshakeTimeout: timeoutMs, maxPayload: maxMessageBytes, perMessageDeflate: false }
}
