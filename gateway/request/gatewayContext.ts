import { type Logger } from '../../platform/logging/logger.js'
import { type Trace } from '../../platform/telemetry/trace.js'
import { type AcceptedDocument } from '../documents/resolveDocument.js'
import { type AnswerWatch } from '../responseCache/answerWatch.js'
import { type Session } from '../session/session.js'
import { type RequestRecord } from './requestRecord.js'

/** What the gateway knows about one request while it is carried out. */
export interface GatewayContext {
  trace: Trace
  /** The client's own id of the request, or the trace id. */
  requestId: string
  log: Logger
  /** Who the caller is; another from where the operation itself has begun or continued a session. */
  session: Session
  /** Verifies an access token that auth has just issued. The request's log line names its customer from then on. */
  sessionOf(accessToken: string): Promise<Session>
  clientAddress: string
  /** Our cookies as the client sent them. For auth alone. */
  cookieHeader: string | null
  /** Hands a Set-Cookie header of auth on to the client. */
  addSetCookie(cookie: string): void
  record: RequestRecord
  /** There while the answer may be kept: hears of everything that it rests on. */
  answerWatch?: AnswerWatch
  /** What is carried out. Absent where the request named no document, and for events of a subscription. */
  document?: AcceptedDocument
}
