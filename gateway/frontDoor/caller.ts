import { type IncomingMessage, type ServerResponse } from 'node:http'
import { type Session } from '../session/session.js'

/** A request at the door, all of it. */
export interface Caller {
  request: IncomingMessage
  response: ServerResponse
  body: string
  /** ms of a monotonic clock. */
  beganAt: number
}

/** What was found out of who asks. */
export interface Admitted {
  session: Session
  address: string
  /** Whether the client came over TLS. */
  https: boolean
}
