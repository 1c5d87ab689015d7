import { type Client, createClient, type ExecutionResult, type Sink, type SubscribePayload } from 'graphql-ws'
import { type Session } from '../session/session.js'

/** Whether the gateway can tell us things as they happen. */
export type LiveState = 'off' | 'connected' | 'away'

/**
 * One WebSocket to the gateway for everything that is watched, open as long as somebody is signed in: it is also how this
 * page learns at once that the session was ended elsewhere.
 */
export interface LiveConnection {
  state: () => LiveState
  subscribe: (listener: () => void) => () => void
  start(): void
  stop(): void
  /** Resumes by itself after the connection was lost; then the events since `afterVersion` come again. */
  watch(payload: SubscribePayload, sink: Sink<ExecutionResult>): () => void
}

/** The gateway's codes: no good session at the handshake; the session of an open socket is over. */
const unauthenticated = 4401
const sessionOver = 4403
/** ms between pings, and for which an answer is waited for. */
const pingEvery = 15_000
const pongWithin = 5_000
/** ms; the n-th wait is at most 2ⁿ times the first. */
const firstWait = 500
const longestWait = 15_000

export function createLiveConnection(
  session: Pick<Session, 'ensureFresh' | 'refresh' | 'ended'>,
  { url = `${location.origin.replace(/^http/, 'ws')}/graphql`, random = Math.random } = {},
): LiveConnection {
  let state: LiveState = 'off'
  let client: Client | null = null
  const listeners = new Set<() => void>()

  function become(next: LiveState): void {
    if (state === next) return
    state = next
    for (const listener of listeners) listener()
  }

  /** Longer from time to time, each client at its own moment; at once when the device says that it has a network again. */
  function pause(retries: number): Promise<void> {
    const wait = Math.min(longestWait, firstWait * 2 ** retries) * (0.5 + random() / 2)
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer)
        removeEventListener('online', done)
        resolve()
      }
      const timer = setTimeout(done, wait)
      addEventListener('online', done)
    })
  }

  function open(): Client {
    let pong: ReturnType<typeof setTimeout> | undefined
    const opened = createClient({
      url: async () => {
        await session.ensureFresh().catch(() => undefined)
        return url
      },
      lazy: false,
      keepAlive: pingEvery,
      retryAttempts: Infinity,
      shouldRetry: () => true,
      retryWait: pause,
      on: {
        connected: () => become('connected'),
        // A connection that is lost without a word is found out by who does not answer.
        ping: (received) => {
          if (!received) pong = setTimeout(() => opened.terminate(), pongWithin)
        },
        pong: (received) => {
          if (received) clearTimeout(pong)
        },
        closed: (event) => {
          clearTimeout(pong)
          if (client !== opened) return
          const { code, reason } = event as CloseEvent
          if (code === sessionOver && reason === 'SESSION_ENDED') return session.ended()
          become('away')
        },
      },
      onNonLazyError: (event) => {
        if (client !== opened) return
        if ((event as CloseEvent).code === unauthenticated) void signInAgain()
        else void reopen()
      },
    })
    return opened
  }

  /** The handshake's token was no good: renewed, or the session is over and says so. */
  async function signInAgain(): Promise<void> {
    try {
      if (await session.refresh()) await reopen()
    } catch {
      await reopen()
    }
  }

  async function reopen(): Promise<void> {
    const before = client
    await pause(2)
    if (client === before && before !== null) client = open()
  }

  return {
    state: () => state,
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    start() {
      client ??= open()
    },
    stop() {
      const closing = client
      client = null
      become('off')
      void closing?.dispose()
    },
    watch(payload, sink) {
      if (!client) throw new Error('nobody is signed in')
      return client.subscribe(payload, sink as Sink<never>)
    },
  }
}
