import { performance } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import { type KosClient } from '../../../kos/client/createKosOrder.js'
import { type Logger } from '../../../platform/logging/logger.js'
import { type LineIds } from '../../../platform/privacy/lineIds.js'
import { traceFrom } from '../../../platform/telemetry/trace.js'
import { type Clock } from '../../../platform/time/clock.js'
import { type BillingPort } from '../../billing/tellBilling.js'
import { definitionOf } from '../definitions.js'
import { type ChangeEvent, type WriteStep } from '../domain/events.js'
import { backOffMs, type SagaPolicy } from '../domain/policy.js'
import { project, projectNext, type Projected } from '../domain/projection.js'
import { type ChangeEventStore, recordAfter } from '../eventStore/changeEventStore.js'
import { type Claim, type SagaStore } from '../eventStore/sagaStore.js'
import { type ChangeReadStore } from '../readSide/changeReadStore.js'
import { holdLease, type Lease } from './lease.js'
import { performAction } from './performAction.js'

export interface AdvanceParts {
  events: ChangeEventStore
  sagas: SagaStore
  changes: Pick<ChangeReadStore, 'othersThan' | 'lineVersion'>
  kos: KosClient
  billing: Pick<BillingPort, 'tellLineVersion'>
  lineIds: LineIds
  policy: SagaPolicy
  leaseMs: number
  /** Who claims, for an operator who looks into the table. */
  worker: string
  clock: Clock
  random: () => number
  log: Logger
}

/** How soon the change wants to be looked at again by this process; null when it does not. */
export type Advanced = { againInMs: number } | null

/**
 * Takes a change as far as it goes: claim, then one action after another, each committed before the next. The order to
 * KOS is committed before it is sent, and what came of it after. Ends when the change has to wait, is finished, or is
 * another worker's.
 *
 * `stopping` ends it after the action under way.
 */
export async function advanceChange(parts: AdvanceParts, changeId: string, stopping: AbortSignal): Promise<Advanced> {
  const claimedAt = performance.now()
  const claim = await parts.sagas.claim(changeId, parts.worker, parts.clock())
  if (!claim) return null
  const lease = holdLease(parts, claim, claimedAt)
  try {
    return await work(parts, claim, lease, stopping)
  } finally {
    lease.drop()
  }
}

async function work(parts: AdvanceParts, claim: Claim, lease: Lease, stopping: AbortSignal): Promise<Advanced> {
  const { changeId } = claim
  let projected = project(changeId, await parts.events.read(changeId))
  let attempt = claim.attempt
  const log = parts.log.child({ changeId, traceId: projected.state.request.traceId })

  for (;;) {
    const { state } = projected
    const definition = definitionOf(state.request.definitionVersion)
    const now = parts.clock()
    const action = definition.nextAction(state, now, parts.policy)
    // A command that came in between may have left nothing to do.
    if (action.do === 'nothing') return null
    if (action.do === 'wait') return giveBack(parts, claim, projected, action.until, 0)
    if (stopping.aborted) return giveBack(parts, claim, projected, now, attempt)
    if (action.do === 'send') {
      const openFor = parts.kos.writeBreaker().retryAfterSeconds
      if (openFor !== null) return pause(parts, claim, projected, openFor * 1000, attempt)
      const committed = await append(parts, claim, lease, projected, [requestedBy(action.step, action.order)])
      if (!committed) return reconsider(parts, claim, lease)
      projected = committed
    }
    const finding = await performAction(state, action, {
      kos: parts.kos.forRequest(traceFrom(`00-${state.request.traceId}-${'0'.repeat(15)}1-01`)),
      billing: parts.billing,
      otherChanges: parts.changes.othersThan(changeId),
      lineVersion: (lineKey) => parts.changes.lineVersion(lineKey),
      lineNumber: parts.lineIds.open(state.request.lineId),
      now,
      notAfter: lease.endsAt(),
    })
    const { events, then } = definition.decide(projected.state, finding, parts.clock(), parts.policy)
    if (events.length > 0) {
      const committed = await append(parts, claim, lease, projected, events)
      if (!committed) return reconsider(parts, claim, lease)
      projected = committed
      log.info({ events: events.map(({ type }) => type), version: projected.view.version }, 'product change went on')
    }
    if (then !== 'goOn') return pause(parts, claim, projected, then.pause.retryAfterMs, attempt)
    attempt = 0
  }
}

const requestedTypes = {
  CHANGE: 'KosChangeRequested',
  TRANSFER: 'ContractTransferRequested',
  COMPENSATION: 'CompensationRequested',
} as const satisfies Record<WriteStep, ChangeEvent['type']>

const requestedBy = (step: WriteStep, data: { requestId: string; from: string; to: string }): ChangeEvent => ({
  type: requestedTypes[step],
  data,
})

/** Null when the events could not be written because the change is another's by now, or has moved on. */
async function append(
  parts: AdvanceParts,
  claim: Claim,
  lease: Lease,
  before: Projected,
  events: ChangeEvent[],
): Promise<Projected | null> {
  const now = parts.clock()
  const recorded = recordAfter(before.view.version, events, now)
  const after = recorded.reduce(projectNext, before)
  const ended = after.view.finishedAt !== null || after.view.status === 'NEEDS_ATTENTION'
  const next = {
    expectedVersion: before.view.version,
    events: recorded,
    view: after.view,
    wakeAt: ended ? null : now,
    lease: { token: claim.token, release: ended },
  }
  for (;;) {
    try {
      return (await parts.events.append(claim.changeId, next)) === 'APPENDED' ? after : null
    } catch (error) {
      // The database may be back in a moment. Should it have committed and not said so, the next attempt conflicts.
      if (performance.now() + retryAppendMs > lease.endsAt()) throw error
      parts.log.warn({ err: error, changeId: claim.changeId }, 'events could not be stored; trying again')
      await wait(retryAppendMs)
    }
  }
}

const retryAppendMs = 250

/** Somebody else wrote: their events decide. At once when the lease is still ours, else it is theirs to go on. */
async function reconsider(parts: AdvanceParts, claim: Claim, lease: Lease): Promise<Advanced> {
  const stillOurs = await lease.renew()
  parts.log.info({ changeId: claim.changeId, stillOurs }, 'a product change moved on under another hand')
  if (!stillOurs) return null
  const projected = project(claim.changeId, await parts.events.read(claim.changeId))
  return giveBack(parts, claim, projected, parts.clock(), 0)
}

async function pause(
  parts: AdvanceParts,
  claim: Claim,
  projected: Projected,
  atLeastMs: number,
  attempt: number,
): Promise<Advanced> {
  const ms = Math.max(atLeastMs, backOffMs(parts.policy.backOff, attempt, parts.random))
  return giveBack(parts, claim, projected, new Date(parts.clock().getTime() + ms), attempt + 1)
}

async function giveBack(
  parts: AdvanceParts,
  claim: Claim,
  { view }: Projected,
  wakeAt: Date,
  attempt: number,
): Promise<Advanced> {
  await parts.sagas.release(claim, { version: view.version, wakeAt, attempt })
  return { againInMs: Math.max(0, wakeAt.getTime() - parts.clock().getTime()) }
}
