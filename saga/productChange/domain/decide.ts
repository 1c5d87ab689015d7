import { type KosProduct } from '../../../kos/client/kosOrder.js'
import { type MadeCheck } from '../precheck/runPrecheck.js'
import { type ChangeEvent, type ContractFact, type LearnedBy, type WriteStep } from './events.js'
import { isSettledAtKos, orderOf, writeOf } from './nextAction.js'
import { type SagaPolicy } from './policy.js'
import { failures, sentenceOfRefusal } from './sentences.js'
import { type ChangeState } from './state.js'

/** What came of an action. */
export type Finding =
  | { found: 'due' }
  | { found: 'checks'; checks: MadeCheck[]; from: KosProduct; to: KosProduct; contract: ContractFact }
  /** `plan`: the one that the line is on, where KOS said so. */
  | { found: 'refusal'; checks: MadeCheck[]; plan: string | null }
  /** KOS could not be asked; ask again after so many ms at the earliest, or when it suits. */
  | { found: 'unavailable'; retryAfterMs: number | null }
  | { found: 'accepted'; step: WriteStep; kosOrderNumber: string | null; effectiveOn: string | null }
  | { found: 'processing'; step: WriteStep }
  | { found: 'refused'; step: WriteStep; resultCode: string }
  | { found: 'unsupported'; step: WriteStep }
  | { found: 'notSent'; step: WriteStep; reason: string; retryAfterMs: number }
  | { found: 'inDoubt'; step: WriteStep; reason: string }
  /** K7's answer; null when it could not be asked. `plan`: K3's, null when it was not asked or did not say. */
  | {
      found: 'status'
      step: WriteStep
      status: 'applied' | 'rejected' | 'unknown' | 'unsupported' | null
      kosOrderNumber: string | null
      plan: string | null
    }
  | { found: 'plan'; plan: string | null }
  | { found: 'contractLeft'; reason: 'LOSS_ACCEPTED' | 'NO_CONTRACT' }
  | { found: 'told'; lineVersion: number }

/** The events that follow, and when to go on: at once, or after the pause of the policy (at least `retryAfterMs`). */
export interface Decision {
  events: ChangeEvent[]
  then: 'goOn' | { pause: { retryAfterMs: number } }
}

const goOn = (...events: ChangeEvent[]): Decision => ({ events, then: 'goOn' })
const pause = (retryAfterMs = 0, ...events: ChangeEvent[]): Decision => ({ events, then: { pause: { retryAfterMs } } })

/**
 * What a finding means for a change. Pure; every promise that the saga makes to the customer is kept here:
 * nothing is sent twice unless KOS was asked in between, and no end is told that is not known.
 */
export function decide(state: ChangeState, finding: Finding, now: Date, policy: SagaPolicy): Decision {
  switch (finding.found) {
    case 'due':
      return goOn({ type: 'Started', data: {} })
    case 'checks':
      return afterChecks(state, finding)
    case 'refusal':
      return afterRefusingChecks(state, finding)
    case 'unavailable':
      return waited(state, now, policy, finding.retryAfterMs ?? 0)
    case 'accepted':
      return goOn(stepDone(finding.step, 'ANSWER', finding.kosOrderNumber, finding.effectiveOn))
    case 'processing':
      return pause(0, { type: 'InDoubt', data: { step: finding.step, reason: 'STILL_PROCESSING' } })
    case 'refused':
      return afterRefusal(finding.step, finding.resultCode)
    case 'unsupported':
      return afterUnsupported(finding.step)
    case 'notSent':
      return afterNotSent(state, finding, now, policy)
    case 'inDoubt':
      return goOn({ type: 'InDoubt', data: { step: finding.step, reason: finding.reason } })
    case 'status':
      return afterStatus(state, finding, now, policy)
    case 'plan':
      return afterReadBack(state, finding.plan, now, policy)
    case 'contractLeft':
      return goOn({ type: 'ContractLeft', data: { reason: finding.reason } })
    case 'told': {
      const end: ChangeEvent =
        state.phase === 'CHANGED_BACK' ? { type: 'Compensated', data: {} } : { type: 'Completed', data: {} }
      return goOn({ type: 'BillingTold', data: { lineVersion: finding.lineVersion } }, end)
    }
    default:
      return finding satisfies never
  }
}

/** The event by which a write is known to have taken effect. */
export function stepDone(
  step: WriteStep,
  learnedBy: LearnedBy,
  kosOrderNumber: string | null,
  effectiveOn: string | null = null,
): ChangeEvent {
  switch (step) {
    case 'CHANGE':
      return { type: 'KosChanged', data: { kosOrderNumber, effectiveOn, learnedBy } }
    case 'TRANSFER':
      return { type: 'ContractTransferred', data: { kosOrderNumber, learnedBy } }
    case 'COMPENSATION':
      return { type: 'KosChangedBack', data: { kosOrderNumber, learnedBy } }
    default:
      return step satisfies never
  }
}

function afterChecks(state: ChangeState, finding: Extract<Finding, { found: 'checks' }>): Decision {
  const { checks, from, to, contract } = finding
  const { accepted, fromCode } = state.request
  // The accepted price binds: a plan that costs something else by now, or a line on another plan, is not what was agreed.
  if (accepted && (accepted.fromNextMonth !== to.monthlyFee || (fromCode !== null && fromCode !== from.code)))
    return goOn(rejected('QUOTE_NO_LONGER_HOLDS'))
  return goOn({ type: 'Prechecked', data: { checks, fromCode: from.code, from, to, contract } })
}

/** A line that is on the new plan although the order seemed to have had no effect: KOS applied it after all, only later. */
function afterRefusingChecks(state: ChangeState, { checks, plan }: Extract<Finding, { found: 'refusal' }>): Decision {
  if (state.asked && plan === state.request.toCode) return goOn(stepDone('CHANGE', 'READ_BACK', null))
  return goOn(rejectedByChecks(checks))
}

function rejectedByChecks(checks: MadeCheck[]): ChangeEvent {
  const reason = checks.find((check) => !check.passed)
  return {
    type: 'Rejected',
    data: { code: reason?.check ?? 'REFUSED', message: reason?.message ?? failures.REFUSED_BY_KOS, checks },
  }
}

const rejected = (code: keyof typeof failures): ChangeEvent => ({
  type: 'Rejected',
  data: { code, message: failures[code], checks: null },
})

const attention = (code: keyof typeof failures): ChangeEvent => ({
  type: 'AttentionNeeded',
  data: { code, message: failures[code] },
})

function afterRefusal(step: WriteStep, resultCode: string): Decision {
  switch (step) {
    case 'CHANGE':
      return goOn({
        type: 'Rejected',
        data: { code: `KOS_${resultCode}`, message: sentenceOfRefusal(resultCode), checks: null },
      })
    case 'TRANSFER':
      if (resultCode === '4001') return goOn({ type: 'ContractLeft', data: { reason: 'NO_CONTRACT' } })
      return goOn({ type: 'ContractTransferRefused', data: { resultCode } })
    case 'COMPENSATION':
      return goOn({ type: 'CompensationRefused', data: { resultCode } }, attention('COMPENSATION_REFUSED'))
    default:
      return step satisfies never
  }
}

/** A KOS without K6 has no contracts to move; one without K5 is none. */
function afterUnsupported(step: WriteStep): Decision {
  if (step === 'TRANSFER') return goOn({ type: 'ContractLeft', data: { reason: 'UNSUPPORTED' } })
  return afterRefusal(step, '9006')
}

/** Nothing left: it is tried again, ever more rarely, and not for ever. */
function afterNotSent(
  state: ChangeState,
  { step, reason, retryAfterMs }: Extract<Finding, { found: 'notSent' }>,
  now: Date,
  policy: SagaPolicy,
): Decision {
  const event: ChangeEvent = { type: 'NotSent', data: { step, reason } }
  const before = state.unsent?.step === step ? state.unsent : null
  const since = step === 'CHANGE' ? new Date(state.request.startsAt) : (before?.since ?? now)
  if (now.getTime() - since.getTime() >= policy.waitGiveUpMs)
    return goOn(event, step === 'CHANGE' ? rejected('KOS_OUT_OF_REACH') : attention('ORDER_NOT_SENT'))
  const grown = retryAfterMs * 2 ** Math.min(before?.times ?? 0, 20)
  return pause(Math.max(retryAfterMs, Math.min(grown, policy.unsentLongestMs)), event)
}

/** Nothing could be learned. While KOS has not been asked for anything, a change waits for long, and then is refused. */
function waited(state: ChangeState, now: Date, policy: SagaPolicy, retryAfterMs: number): Decision {
  const notBegun = state.phase === 'REQUESTED' || state.phase === 'PRECHECKED'
  const since = notBegun ? new Date(state.request.startsAt) : state.since
  if (now.getTime() - since.getTime() < policy.waitGiveUpMs) return pause(retryAfterMs)
  if (notBegun) return goOn(rejected('KOS_OUT_OF_REACH'))
  if (state.phase === 'SETTLED') return goOn(attention('NOT_CONFIRMED'))
  return pause(retryAfterMs)
}

/** The doubt's one way out: what K7 says, and where it says nothing, what K3 shows once it can be believed. */
function afterStatus(
  state: ChangeState,
  { step, status, kosOrderNumber, plan }: Extract<Finding, { found: 'status' }>,
  now: Date,
  policy: SagaPolicy,
): Decision {
  const resolved = (applied: boolean, learnedBy: LearnedBy): ChangeEvent => ({
    type: 'DoubtResolved',
    data: { step, applied, learnedBy },
  })
  if (status === 'applied') return goOn(resolved(true, 'ORDER_STATUS'), stepDone(step, 'ORDER_STATUS', kosOrderNumber))
  if (status === 'rejected') return afterRejection(state, step, resolved(false, 'ORDER_STATUS'), policy)
  const { from, to } = orderOf(state, step)
  const believable = isSettledAtKos(state, now, policy)
  // The new plan on the line is proof at once. The old one is none while K3 may still show what was before the change.
  const hadEffect = plan === to && (step === 'CHANGE' || (step === 'COMPENSATION' && believable))
  if (hadEffect) return goOn(resolved(true, 'READ_BACK'), stepDone(step, 'READ_BACK', null))
  const hadNoEffect = believable && (step === 'TRANSFER' ? status === 'unknown' : plan === from)
  if (hadNoEffect)
    return notApplied(state, step, resolved(false, step === 'TRANSFER' ? 'ORDER_STATUS' : 'READ_BACK'), policy)
  if (now.getTime() - state.since.getTime() >= policy.doubtGiveUpMs) return goOn(attention('UNRESOLVED'))
  return pause()
}

/** KOS refused it; K7 does not say why. For a contract it matters why, so the order is sent once more to hear it. */
function afterRejection(state: ChangeState, step: WriteStep, resolved: ChangeEvent, policy: SagaPolicy): Decision {
  switch (step) {
    case 'CHANGE':
      return goOn(resolved, state.undoneFor === null ? rejected('KOS_FAILED') : { type: 'Compensated', data: {} })
    case 'TRANSFER':
      return notApplied(state, step, resolved, policy)
    case 'COMPENSATION':
      return goOn(resolved, ...afterRefusal(step, '2099').events)
    default:
      return step satisfies never
  }
}

/** The order certainly had no effect: it may be sent again, but not for ever. */
function notApplied(state: ChangeState, step: WriteStep, resolved: ChangeEvent, policy: SagaPolicy): Decision {
  if (step === 'CHANGE' && state.undoneFor !== null) return goOn(resolved, { type: 'Compensated', data: {} })
  if (writeOf(state).sends < policy.maxSends) return goOn(resolved)
  switch (step) {
    case 'CHANGE':
      return goOn(resolved, rejected('KOS_DID_NOT_APPLY'))
    case 'TRANSFER':
      return goOn(resolved, { type: 'ContractTransferRefused', data: { resultCode: '4099' } })
    case 'COMPENSATION':
      return goOn(resolved, attention('COMPENSATION_REFUSED'))
    default:
      return step satisfies never
  }
}

function afterReadBack(state: ChangeState, plan: string | null, now: Date, policy: SagaPolicy): Decision {
  if (plan === state.request.toCode)
    return goOn({ type: 'ReadBackConfirmed', data: { productCode: plan, learnedBy: 'READ_BACK' } })
  // KOS may show a change some seconds late, and only so late.
  if (now.getTime() - state.since.getTime() < policy.maxProcessingMs) return pause()
  return goOn(attention('NOT_CONFIRMED'))
}
