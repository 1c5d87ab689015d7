import { performance } from 'node:perf_hooks'
import { type KosClient } from '../../../kos/client/createKosOrder.js'
import { type Logger } from '../../../platform/logging/logger.js'
import { type LineIds } from '../../../platform/privacy/lineIds.js'
import { type Trace } from '../../../platform/telemetry/trace.js'
import { inTrace } from '../../../platform/telemetry/currentTrace.js'
import { type Tracer } from '../../../platform/telemetry/tracer.js'
import { type Clock } from '../../../platform/time/clock.js'
import { type BillingPort } from '../../billing/tellBilling.js'
import { definitionOf } from '../definitions.js'
import { type Finding } from '../domain/decide.js'
import { type ChangeEvent, type Requested, type SentOrder, type WriteStep } from '../domain/events.js'
import { type Action } from '../domain/nextAction.js'
import { backOffMs, type SagaPolicy } from '../domain/policy.js'
import { type ChangeEventStore } from '../eventStore/changeEventStore.js'
import { type Claim, type SagaStore } from '../eventStore/sagaStore.js'
import { type ChangeReadStore } from '../readSide/changeReadStore.js'
import { type ChangeStream, type Committed, openChangeStream } from './changeStream.js'
import { holdLease, type Lease } from './lease.js'
import { type OrderGate } from './orderGate.js'
import { performAction } from './performAction.js'

export interface AdvanceParts {
  events: ChangeEventStore
  sagas: SagaStore
  changes: Pick<ChangeReadStore, 'othersThan' | 'lineVersion'>
  kos: Pick<KosClient, 'forRequest'>
  gate: OrderGate
  billing: Pick<BillingPort, 'tellLineVersion'>
  lineIds: LineIds
  policy: SagaPolicy
  leaseMs: number
  /** Who claims, for an operator who looks into the table. */
  worker: string
  clock: Clock
  random: () => number
  tracer: Tracer
  log: Logger
}

/** How soon the change wants to be looked at again by this process; null when it does not. */
export type Advanced = { againInMs: number } | null

/** What a worker has in its hands. */
interface Work {
  parts: AdvanceParts
  claim: Claim
  lease: Lease
  stream: ChangeStream
}

/**
 * Takes a change as far as it goes: claim, then one action after another. Whatever is known is committed before the
 * next action leaves this process; so is the order to KOS before it is sent, and what came of it after. Ends when the
 * change has to wait, is finished, or is another worker's.
 *
 * `stopping` ends it after the action under way.
 */
export async function advanceChange(parts: AdvanceParts, changeId: string, stopping: AbortSignal): Promise<Advanced> {
  const claimedAt = performance.now()
  const claim = await parts.sagas.claim(changeId, parts.worker, parts.clock())
  if (!claim) return null
  const lease = holdLease(parts, claim, claimedAt)
  try {
    const stream = await openChangeStream(parts, claim, lease)
    return await advance({ parts, claim, lease, stream }, stopping)
  } finally {
    lease.drop()
  }
}

async function advance(work: Work, stopping: AbortSignal): Promise<Advanced> {
  const { parts, claim, stream } = work
  let { attempt } = claim
  for (;;) {
    const { state } = stream.now()
    const definition = definitionOf(state.request.definitionVersion)
    const action = definition.nextAction(state, parts.clock(), parts.policy)
    const rest = restOf(parts, action, { stopping: stopping.aborted, attempt })
    if (rest) {
      const committed = await stream.commit()
      if (committed === 'MOVED_ON') continue
      return committed === 'STORED' ? giveBack(work, rest) : null
    }
    const finding = await perform(work, action as Performed)
    if (finding === 'MOVED_ON') continue
    if (typeof finding === 'string') return null
    const { events, then } = definition.decide(stream.now().state, finding, parts.clock(), parts.policy)
    stream.add(events)
    if (then === 'goOn') {
      attempt = 0
      continue
    }
    const committed = await stream.commit()
    if (committed === 'MOVED_ON') continue
    return committed === 'STORED' ? giveBack(work, pauseFor(parts, then.pause.retryAfterMs, attempt)) : null
  }
}

interface Rest {
  wakeAt: Date | null
  attempt: number
}

/** Whether the change is left alone now, and until when; null when there is something to do. */
function restOf(
  parts: AdvanceParts,
  action: Action,
  { stopping, attempt }: { stopping: boolean; attempt: number },
): Rest | null {
  if (action.do === 'nothing') return { wakeAt: null, attempt: 0 }
  if (action.do === 'wait') return { wakeAt: action.until, attempt: 0 }
  if (stopping) return { wakeAt: parts.clock(), attempt }
  if (action.do !== 'send' && action.do !== 'precheck') return null
  const closedForMs = parts.gate.closedForMs()
  return closedForMs === null ? null : pauseFor(parts, closedForMs, attempt)
}

/** The back-off comes on top: those who wait for the same thing do not come back together. */
function pauseFor({ policy, random, clock }: AdvanceParts, atLeastMs: number, attempt: number): Rest {
  const ms = atLeastMs + backOffMs(policy.backOff, attempt, random)
  return { wakeAt: new Date(clock().getTime() + ms), attempt: attempt + 1 }
}

async function giveBack({ parts, claim, stream }: Work, { wakeAt, attempt }: Rest): Promise<Advanced> {
  await parts.sagas.release(claim, { version: stream.now().view.version, wakeAt, attempt })
  return wakeAt && { againInMs: Math.max(0, wakeAt.getTime() - parts.clock().getTime()) }
}

type Performed = Exclude<Action, { do: 'wait' | 'nothing' }>

/** What came of an action; or what became of the stream, where that kept it from being carried out. */
async function perform(work: Work, action: Performed): Promise<Finding | Exclude<Committed, 'STORED'>> {
  const { parts, claim, lease, stream } = work
  const { request } = stream.now().state
  const leave = action.do === 'send' ? parts.gate.enter() : null
  try {
    if (action.do === 'send') stream.add([requestedBy(action.step, action.order)])
    if (leavesProcess(action)) {
      const committed = await stream.commit()
      if (committed !== 'STORED') return committed
    }
    return await traced(traceOf(request, parts.tracer), action, (trace) =>
      performAction(request, action, {
        kos: parts.kos.forRequest(trace),
        billing: parts.billing,
        otherChanges: parts.changes.othersThan(claim.changeId),
        lineVersion: (lineKey) => parts.changes.lineVersion(lineKey),
        lineNumber: parts.lineIds.open(request.lineId),
        now: parts.clock(),
        notAfter: lease.endsAt(),
      }),
    )
  } finally {
    leave?.()
  }
}

/** The trace of the request in which the change was asked for, however long ago that was. */
const traceOf = ({ traceparent, traceId }: Requested, tracer: Tracer): Trace =>
  traceparent === undefined ? tracer.traceOf(traceId) : tracer.traceFrom(traceparent)

/** Carries an action out in a span of its own, in the trace of the change. */
async function traced(change: Trace, action: Performed, work: (trace: Trace) => Promise<Finding>): Promise<Finding> {
  const span = change.startSpan(`change: ${action.do}`)
  span.set('saga.action', action.do === 'send' ? `send ${action.step}` : action.do)
  try {
    const finding = await inTrace(span.trace, () => work(span.trace))
    span.set('saga.found', finding.found)
    span.end()
    return finding
  } catch (error) {
    span.end('failed')
    throw error
  }
}

/** What only draws a conclusion is stored along with what follows from it. */
const leavesProcess = ({ do: what }: Performed): boolean =>
  what !== 'start' && what !== 'doubt' && what !== 'leaveContract'

const requestedTypes = {
  CHANGE: 'KosChangeRequested',
  TRANSFER: 'ContractTransferRequested',
  COMPENSATION: 'CompensationRequested',
} as const satisfies Record<WriteStep, ChangeEvent['type']>

const requestedBy = (step: WriteStep, data: SentOrder): ChangeEvent => ({ type: requestedTypes[step], data })
