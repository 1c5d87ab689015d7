import { type ContractFact, type RecordedEvent, type Requested, type WriteStep } from './events.js'

/**
 * Where a change stands. Written out, the way of one that succeeds:
 *
 *   RESERVED ─▶ REQUESTED ─▶ PRECHECKED ─▶ SENDING(CHANGE) ─▶ CHANGED ─▶ SENDING(TRANSFER) ─▶ SETTLED ─▶ CONFIRMED ─▶ COMPLETED
 *
 * SENDING means that the order is committed and may be on its way. Whoever finds a change SENDING that they have not
 * begun themselves knows only that: it is in doubt. DOUBTFUL is left by asking KOS (K7, else K3), never by sending again
 * blindly. A refused transfer leads to COMPENSATION_DUE ─▶ SENDING(COMPENSATION) ─▶ CHANGED_BACK ─▶ COMPENSATED.
 * A doubtful change that is to be undone stays DOUBTFUL until it is known whether there is something to undo.
 */
export type Phase =
  | 'RESERVED'
  | 'REQUESTED'
  | 'PRECHECKED'
  | 'SENDING'
  | 'DOUBTFUL'
  | 'CHANGED'
  | 'SETTLED'
  | 'CONFIRMED'
  | 'COMPENSATION_DUE'
  | 'CHANGED_BACK'
  | 'NEEDS_ATTENTION'
  | 'COMPLETED'
  | 'REJECTED'
  | 'CANCELLED'
  | 'COMPENSATED'

/** A write that is under way or was last under way. */
export interface Write {
  step: WriteStep
  requestId: string
  /** By when it has left if it ever did: its commit, and once it is in doubt the moment since when it is. */
  leftBy: Date
  /** How often the step has been sent, lost ones included. */
  sends: number
}

export interface ChangeState {
  id: string
  version: number
  phase: Phase
  /** When the phase was entered: deadlines count from here. */
  since: Date
  request: Requested
  fromCode: string | null
  /** When the checks last passed. */
  precheckedAt: Date | null
  contract: ContractFact
  write: Write | null
  /** Where a change that needs attention was when it stopped. */
  stoppedAt: { phase: Phase; write: Write | null } | null
  /** An order for the new plan may have reached KOS, whatever was found out about it since. */
  asked: boolean
  /** Orders in a row that did not leave, and since when; null when the last one did. */
  unsent: { step: WriteStep; times: number; since: Date } | null
  /** Why the change is to be undone; null while it is not. */
  undoneFor: 'CONTRACT_NOT_MOVED' | 'UNDONE' | null
  /** How many compensation orders KOS has refused for good: the next is another order. */
  refusedCompensations: number
}

export const terminalPhases = ['COMPLETED', 'REJECTED', 'CANCELLED', 'COMPENSATED'] as const satisfies readonly Phase[]

export const isTerminal = (phase: Phase): boolean => (terminalPhases as readonly Phase[]).includes(phase)

/** Folds a stream. @throws Error when it does not begin with Requested. */
export function stateOf(id: string, events: readonly RecordedEvent[]): ChangeState {
  const [first, ...rest] = events
  if (first?.type !== 'Requested') throw new Error(`the stream of change ${id} does not begin with Requested`)
  return rest.reduce(evolve, begin(id, first.data, first.at))
}

function begin(id: string, request: Requested, at: Date): ChangeState {
  return {
    id,
    version: 1,
    phase: new Date(request.startsAt) > at ? 'RESERVED' : 'REQUESTED',
    since: at,
    request,
    fromCode: request.fromCode,
    precheckedAt: null,
    contract: { kind: 'UNKNOWN' },
    write: null,
    stoppedAt: null,
    asked: false,
    unsent: null,
    undoneFor: null,
    refusedCompensations: 0,
  }
}

/** The state after one more event. Pure: the same events give the same state, today and in a rebuild years later. */
export function evolve(state: ChangeState, event: RecordedEvent): ChangeState {
  const next = { ...state, version: event.version }
  const enter = (phase: Phase, facts: Partial<ChangeState> = {}): ChangeState => ({
    ...next,
    phase,
    since: event.at,
    ...facts,
  })
  switch (event.type) {
    case 'Requested':
      throw new Error('a stream has one Requested')
    case 'Started':
      return enter('REQUESTED')
    case 'Prechecked': {
      const { fromCode, contract } = event.data
      return enter('PRECHECKED', { fromCode, contract, precheckedAt: event.at })
    }
    case 'Rejected':
      return enter('REJECTED')
    case 'Cancelled':
      return enter('CANCELLED')
    case 'KosChangeRequested':
      return enter('SENDING', { write: sent(state, 'CHANGE', event.data.requestId, event.at) })
    case 'ContractTransferRequested':
      return enter('SENDING', { write: sent(state, 'TRANSFER', event.data.requestId, event.at) })
    case 'CompensationRequested':
      return enter('SENDING', { write: sent(state, 'COMPENSATION', event.data.requestId, event.at) })
    case 'NotSent':
      return enter(phaseBefore(event.data.step), {
        write: state.write && { ...state.write, sends: state.write.sends - 1 },
        unsent: unsentAfter(state, event.data.step, event.at),
        // Whether KOS is there at all is asked with the checks, which leaves no trace as long as it is not.
        precheckedAt: null,
      })
    case 'InDoubt':
      return enter('DOUBTFUL', {
        write: state.write && { ...state.write, leftBy: event.at },
        asked: state.asked || event.data.step === 'CHANGE',
        unsent: null,
      })
    case 'DoubtResolved':
      return enter(phaseBefore(event.data.step))
    case 'KosChanged':
      return enter(state.undoneFor === null ? 'CHANGED' : 'COMPENSATION_DUE', { asked: true })
    case 'ContractTransferred':
    case 'ContractLeft':
      return enter('SETTLED')
    case 'ContractTransferRefused':
      return enter('COMPENSATION_DUE', { undoneFor: 'CONTRACT_NOT_MOVED' })
    case 'CompensationRefused':
      return enter('COMPENSATION_DUE', { refusedCompensations: state.refusedCompensations + 1 })
    case 'KosChangedBack':
      return enter('CHANGED_BACK')
    case 'ReadBackConfirmed':
      return enter('CONFIRMED')
    case 'BillingTold':
    case 'OperatorNoted':
      return next
    case 'Completed':
      return enter('COMPLETED')
    case 'Compensated':
      return enter('COMPENSATED')
    case 'AttentionNeeded':
      return enter('NEEDS_ATTENTION', { stoppedAt: { phase: state.phase, write: state.write } })
    case 'OperatorRetried':
      return enter(state.stoppedAt?.phase ?? state.phase, { write: anew(state.write), unsent: null, stoppedAt: null })
    case 'OperatorMarkedApplied':
      return { ...next, stoppedAt: null }
    case 'OperatorOrderedCompensation':
      return enter(isUnclear(state) ? 'DOUBTFUL' : 'COMPENSATION_DUE', {
        write: anew(state.write),
        unsent: null,
        stoppedAt: null,
        undoneFor: state.undoneFor ?? 'UNDONE',
      })
    default:
      return event satisfies never
  }
}

/** Where a write starts from, and where it is again when it certainly had no effect. */
function phaseBefore(step: WriteStep): Phase {
  switch (step) {
    case 'CHANGE':
      return 'PRECHECKED'
    case 'TRANSFER':
      return 'CHANGED'
    case 'COMPENSATION':
      return 'COMPENSATION_DUE'
    default:
      return step satisfies never
  }
}

function sent(state: ChangeState, step: WriteStep, requestId: string, at: Date): Write {
  const before = state.write?.requestId === requestId ? state.write.sends : 0
  return { step, requestId, leftBy: at, sends: before + 1 }
}

function unsentAfter({ unsent }: ChangeState, step: WriteStep, at: Date): NonNullable<ChangeState['unsent']> {
  return unsent?.step === step ? { ...unsent, times: unsent.times + 1 } : { step, times: 1, since: at }
}

/** An operator's order has all its attempts before it. */
const anew = (write: Write | null): Write | null => write && { ...write, sends: 0 }

/** Nobody knows which plan the line is on: that comes first. A contract in doubt does not keep the plan from going back. */
const isUnclear = ({ stoppedAt }: ChangeState): boolean =>
  stoppedAt?.phase === 'DOUBTFUL' && stoppedAt.write?.step !== 'TRANSFER'
