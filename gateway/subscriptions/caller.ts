import { createHash } from 'node:crypto'
import { type Identity } from '../../platform/identity/identity.js'
import { type Logger } from '../../platform/logging/logger.js'
import { type Trace } from '../../platform/telemetry/trace.js'
import { type GatewayContext } from '../request/gatewayContext.js'
import { beginRecord } from '../request/requestRecord.js'

/** Who has subscribed, and from where. What is needed to ask the subgraphs in their name. */
export interface Caller {
  identity: Identity
  trace: Trace
  /** The client's own id of the request, or the trace id. */
  requestId: string
  clientAddress: string
}

/** The context in which an event is carried out for a caller. No cookies are set on what has no answer to set them with. */
export function contextOf({ identity, trace, requestId, clientAddress }: Caller, log: Logger): GatewayContext {
  const session = { kind: 'identified', identity } as const
  return {
    trace,
    requestId,
    // Made when there is something to say, which is hardly ever, and there is a context for every event.
    get log() {
      return log.child({ traceId: trace.traceId })
    },
    session,
    sessionOf: () => Promise.resolve(session),
    clientAddress,
    cookieHeader: null,
    addSetCookie: () => undefined,
    record: beginRecord(trace),
  }
}

/**
 * A key that is equal for subscriptions which have equal results: the same operation with the same variables of one user
 * with the same rights, whichever of their sessions it comes from.
 */
export function sharingKey(
  { customerId, permissions, lineIds, eligibility }: Identity,
  text: string,
  variables: Record<string, unknown>,
): string {
  const rights = [permissions, lineIds, eligibility].map((list) => [...list].sort())
  return createHash('sha256')
    .update(JSON.stringify([customerId, rights, text, sorted(variables)]))
    .digest('base64')
}

/** The same value with the keys of every object in order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inside]) => [key, sorted(inside)]),
  )
}
