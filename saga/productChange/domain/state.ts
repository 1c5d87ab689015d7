import { type ContractFact, type RecordedEvent, type Requested, type WriteStep } from './events.js'

/**
 * Where a change stands. Written out, the way of one that succeeds:
 *
 *   RESERVED ─▶ REQUESTED ─▶ PRECHECKED ─▶ SENDING(CHANGE) ─▶ CHANGED ─▶ SENDING(TRANSFER) ─▶ SETTLED ─▶ CONFIRMED ─▶ COMPLETED
 *
 * SENDING means that the order is committed and may be on its way. Whoever finds a change SENDING that they have not
 * begun themselves knows only that: it is in doubt. DOUBTFUL is left by asking KOS (K7, else K3), never by sending again
 * blindly. A refused transfer leads to COMPENSATION_DUE ─▶ SENDING(COMPENSATION) ─▶ CHANGED_BACK ─▶ COMPENSATED.
 * UNDO_UNCLEAR is the same road for a change of which nobody knows whether it happened: KOS is looked at first.
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
  | 'UNDO_UNCLEAR'
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
  /** When the order was committed. */
  sentAt: Date
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
  /** Whether the contract could not be moved, so that the change is undone. */
  refusedTransfer: boolean
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
    refusedTransfer: false,
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
      return enter(phaseBefore(event.data.step), { write: unsent(state.write) })
    case 'InDoubt':
      return enter('DOUBTFUL')
    case 'DoubtResolved':
      return enter(phaseBefore(event.data.step))
    case 'KosChanged':
      return enter('CHANGED')
    case 'ContractTransferred':
    case 'ContractLeft':
      return enter('SETTLED')
    case 'ContractTransferRefused':
      return enter('COMPENSATION_DUE', { refusedTransfer: true })
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
      return enter(state.stoppedAt?.phase ?? state.phase, { write: anew(state.write), stoppedAt: null })
    case 'OperatorMarkedApplied':
      return { ...next, stoppedAt: null }
    case 'OperatorOrderedCompensation':
      return enter(
        state.stoppedAt?.write?.step === 'CHANGE' && isUnclear(state) ? 'UNDO_UNCLEAR' : 'COMPENSATION_DUE',
        {
          stoppedAt: null,
        },
      )
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
  return { step, requestId, sentAt: at, sends: before + 1 }
}

const unsent = (write: Write | null): Write | null => write && { ...write, sends: write.sends - 1 }
/** An operator's retry has all its attempts before it. */
const anew = (write: Write | null): Write | null => write && { ...write, sends: 0 }
const isUnclear = (state: ChangeState): boolean => state.stoppedAt?.phase === 'DOUBTFUL'
