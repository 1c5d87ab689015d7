import { currentDefinition, definitionOf } from '../definitions.js'
import { effectiveOn, startsAt } from '../domain/changeTiming.js'
import { type RecordedEvent, type Requested } from '../domain/events.js'
import { defaultPolicy } from '../domain/policy.js'
import { project } from '../domain/projection.js'
import { stateOf } from '../domain/state.js'
import { type BeginningChange, recordAfter } from '../eventStore/changeEventStore.js'
import { type Judgement } from '../precheck/judgeChange.js'
import { type QuotedChange } from './acceptedQuote.js'
import { type ChangeRequest, requestHashOf } from './changeRequest.js'

export interface BeginningFacts {
  id: string
  /** Null where KOS could not be asked: the saga makes the checks. */
  judged: Extract<Judgement, { passed: true }> | null
  accepted: QuotedChange | null
  /** What was last heard of the line's plan: the accepted quote, or its newest one where KOS could not be asked. */
  lastKnown: QuotedChange | null
}

/**
 * The first events of a change. One for today whose checks have passed begins with them made, and the saga with the
 * order; one that is reserved is checked when its day comes. QUOTE_NO_LONGER_HOLDS: the plan or the line is not what
 * was quoted.
 */
export function beginningOf(request: ChangeRequest, facts: BeginningFacts): BeginningChange | 'QUOTE_NO_LONGER_HOLDS' {
  const { id, judged } = facts
  const [requested] = recordAfter(0, [{ type: 'Requested', data: requestedBy(request, facts) }], request.now)
  const events: RecordedEvent[] = requested ? [requested] : []
  if (judged) {
    const finding = { found: 'checks', ...judged } as const
    const decided = definitionOf(currentDefinition).decide(stateOf(id, events), finding, request.now, defaultPolicy)
    if (decided.events.some(({ type }) => type === 'Rejected')) return 'QUOTE_NO_LONGER_HOLDS'
    if (request.timing === 'IMMEDIATE') events.push(...recordAfter(1, decided.events, request.now))
  }
  return {
    customerKey: request.customerKey,
    idempotencyKey: request.idempotencyKey,
    requestHash: requestHashOf(request),
    definitionVersion: currentDefinition,
    events,
    view: project(id, events).view,
    wakeAt: startsAt(request.timing, request.now),
  }
}

function requestedBy(request: ChangeRequest, { judged, accepted, lastKnown }: BeginningFacts): Requested {
  const { lineId, lineKey, customerKey, targetCode, timing, eligibility, traceId, traceparent, now } = request
  return {
    ...{ lineId, lineKey, customerKey, timing, traceId },
    ...(traceparent !== undefined && { traceparent }),
    definitionVersion: currentDefinition,
    fromCode: lastKnown?.fromCode ?? judged?.from.code ?? null,
    toCode: targetCode,
    from: judged?.from ?? lastKnown?.from ?? null,
    to: judged?.to ?? (lastKnown?.toCode === targetCode ? lastKnown.to : null),
    effectiveOn: effectiveOn(timing, now),
    startsAt: startsAt(timing, now).toISOString(),
    eligibility: [...eligibility],
    accepted: accepted && {
      quoteId: accepted.id,
      fromNextMonth: accepted.price.fromNextMonth,
      contractLossAccepted: accepted.price.losses.some(({ kind }) => kind === 'CONTRACT_DISCOUNT'),
    },
  }
}
