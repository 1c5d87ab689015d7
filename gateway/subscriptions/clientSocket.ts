import { type WebSocket } from 'ws'
import { type Identity } from '../../platform/identity/identity.js'
import { type Trace } from '../../platform/telemetry/trace.js'
import { type DocumentSender } from '../documents/documentPolicy.js'
import { type Credentials } from '../session/credentials.js'

/** The codes with which we close a client's socket, beside those of the protocol. */
export const closeCodes = {
  /** No session, or one that is over. */
  unauthenticated: 4401,
  /** The session of a running socket is over. */
  sessionOver: 4403,
  /** The client does not read what it is sent. */
  tooSlow: 4413,
  /** We stop; connect again. */
  restart: 1012,
  /** Our fault. */
  internal: 1011,
  tryAgainLater: 1013,
} as const

/** Bytes that may wait in a client's socket to be read. */
const maxBuffered = 512 * 1024
/** How long a client may take to answer a close, ms; then it is cut off. */
const closeWithinMs = 5_000

/** One client's connection. What the handshake said is kept only as far as it is needed later. */
export class ClientSocket {
  /** What the handshake said of the session; the first message may say otherwise. */
  credentials: Credentials | null
  identity: Identity | null = null
  /** Ends the protocol's part: its subscriptions are left. */
  onClosed: (code: number, reason: string) => void = () => undefined
  unwatch: () => void = () => undefined
  /** Whether it is closed, or about to be. */
  isOver = false
  #answered = true
  #closingSince: number | null = null

  constructor(
    readonly socket: WebSocket,
    readonly trace: Trace,
    readonly clientAddress: string,
    readonly requestId: string | undefined,
    credentials: Credentials,
    readonly sender: DocumentSender,
  ) {
    this.credentials = credentials
    socket.on('pong', () => {
      this.#answered = true
    })
    // Whoever pings and reads no answers would have them pile up here.
    socket.on('ping', () => void this.isWithinBounds())
  }

  /** Writes a message; resolves when it has left for the client, so that what follows waits where it is bounded. */
  send(text: string): Promise<void> {
    return new Promise((resolve) => {
      if (!this.isWithinBounds()) return resolve()
      this.socket.send(text, () => resolve())
    })
  }

  /** Closes the socket of a client that lets too much pile up. */
  isWithinBounds(): boolean {
    if (this.socket.bufferedAmount <= maxBuffered) return true
    this.close(closeCodes.tooSlow, 'slow consumer')
    return false
  }

  /** Closes with a reason, and lets go at once of what the client was subscribed to. */
  close(code: number, reason: string): void {
    if (this.#closingSince !== null) return
    this.#closingSince = Date.now()
    this.socket.close(code, reason)
    this.released(code, reason)
  }

  /** The connection is over, whoever ended it. */
  released(code: number, reason: string): void {
    const { onClosed, unwatch } = this
    this.isOver = true
    this.onClosed = this.unwatch = () => undefined
    unwatch()
    onClosed(code, reason)
  }

  /** Cuts off a client that does not answer a close. To be called each second. */
  sweep(): void {
    if (this.#closingSince !== null && Date.now() - this.#closingSince > closeWithinMs) this.socket.terminate()
  }

  /** Cuts off a client that has not answered the last ping, and pings the others. */
  ping(): void {
    if (this.#closingSince !== null) return
    if (!this.#answered) return this.socket.terminate()
    this.#answered = false
    this.socket.ping()
  }
}
