import { type SentOrder, type WriteStep } from './events.js'
import { type SagaPolicy } from './policy.js'
import { type ChangeState } from './state.js'

/** What is to be done about a change now. Whoever does it reports to `decide` what came of it. */
export type Action =
  /** Nothing before that instant. */
  | { do: 'wait'; until: Date }
  | { do: 'start' }
  | { do: 'precheck' }
  /** Commit the order, then send it. */
  | { do: 'send'; step: WriteStep; order: SentOrder }
  /** The customer was told that the contract's discount ends, and agreed: there is nothing to move. */
  | { do: 'leaveContract'; reason: 'LOSS_ACCEPTED' | 'NO_CONTRACT' }
  /** Somebody else committed an order and did not live to say what came of it. */
  | { do: 'doubt'; step: WriteStep }
  /** Ask K7, and K3 once `lookBack` says that K3 can be believed. */
  | { do: 'resolve'; step: WriteStep; requestId: string; lookBack: boolean }
  | { do: 'readBack' }
  | { do: 'tellBilling' }
  /** It is finished, or a person's turn. */
  | { do: 'nothing' }

/** What a change wants next. Pure. */
export function nextAction(state: ChangeState, now: Date, policy: SagaPolicy): Action {
  switch (state.phase) {
    case 'RESERVED': {
      const until = new Date(state.request.startsAt)
      return now >= until ? { do: 'start' } : { do: 'wait', until }
    }
    case 'REQUESTED':
      return { do: 'precheck' }
    case 'PRECHECKED':
      return checksAreFresh(state, now, policy) ? send(state, 'CHANGE') : { do: 'precheck' }
    case 'SENDING':
      return { do: 'doubt', step: writeOf(state).step }
    case 'DOUBTFUL': {
      const { step, requestId } = writeOf(state)
      return { do: 'resolve', step, requestId, lookBack: isSettledAtKos(state, now, policy) }
    }
    case 'CHANGED':
      if (state.contract.kind === 'NONE') return { do: 'leaveContract', reason: 'NO_CONTRACT' }
      if (state.request.accepted?.contractLossAccepted) return { do: 'leaveContract', reason: 'LOSS_ACCEPTED' }
      return send(state, 'TRANSFER')
    case 'SETTLED':
      return { do: 'readBack' }
    case 'COMPENSATION_DUE':
      return send(state, 'COMPENSATION')
    case 'CONFIRMED':
    case 'CHANGED_BACK':
      return { do: 'tellBilling' }
    case 'NEEDS_ATTENTION':
    case 'COMPLETED':
    case 'REJECTED':
    case 'CANCELLED':
    case 'COMPENSATED':
      return { do: 'nothing' }
    default:
      return state.phase satisfies never
  }
}

/** The write that a phase implies. @throws Error where a stream breaks the rules of its own events */
export function writeOf(state: ChangeState): NonNullable<ChangeState['write']> {
  if (!state.write) throw new Error(`change ${state.id} is ${state.phase} without an order`)
  return state.write
}

/** The change's own id is the id of its K5, so that the same order sent again can never be a second one. */
export function orderOf(state: ChangeState, step: WriteStep): SentOrder {
  const from = state.fromCode
  if (from === null) throw new Error(`change ${state.id} is ${state.phase} without knowing the line's plan`)
  const to = state.request.toCode
  switch (step) {
    case 'CHANGE':
      return { requestId: state.id, from, to }
    case 'TRANSFER':
      return { requestId: `${state.id}.t1`, from, to }
    case 'COMPENSATION':
      return { requestId: `${state.id}.c${state.refusedCompensations + 1}`, from: to, to: from }
    default:
      return step satisfies never
  }
}

/** Whether KOS has had the time that it may take: an order that left is applied by now, and K3 shows it, or never will. */
export const isSettledAtKos = (state: ChangeState, now: Date, { maxProcessingMs }: SagaPolicy): boolean =>
  now.getTime() - writeOf(state).leftBy.getTime() >= maxProcessingMs

const send = (state: ChangeState, step: WriteStep): Action => ({ do: 'send', step, order: orderOf(state, step) })

function checksAreFresh({ precheckedAt }: ChangeState, now: Date, policy: SagaPolicy): boolean {
  return precheckedAt !== null && now.getTime() - precheckedAt.getTime() < policy.checksFreshMs
}
