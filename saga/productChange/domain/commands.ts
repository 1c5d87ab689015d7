import { type ChangeEvent } from './events.js'
import { stepDone } from './decide.js'
import { type ChangeState, isTerminal } from './state.js'

/** What a person wants of a change that exists. `by`, `why` and `note` come encrypted: they are about people. */
export type ChangeCommand =
  | { command: 'cancel'; by: string }
  | { command: 'retry'; by: string; why: string }
  | { command: 'markApplied'; by: string; why: string; kosOrderNumber: string }
  | { command: 'compensate'; by: string; why: string }
  | { command: 'note'; by: string; note: string }

/** Why a command is refused. ALREADY_DONE: a cancelled change is cancelled again, which is no mistake. */
export type CommandRefusal = 'TOO_LATE_TO_CANCEL' | 'NOT_WAITING_FOR_ATTENTION' | 'ALREADY_DONE'

export type CommandDecision = { events: ChangeEvent[] } | { refusal: CommandRefusal }

/** What a command does to a change. Pure. */
export function decideCommand(state: ChangeState, command: ChangeCommand): CommandDecision {
  switch (command.command) {
    case 'cancel':
      if (state.phase === 'CANCELLED') return { refusal: 'ALREADY_DONE' }
      if (!mayBeCancelled(state)) return { refusal: 'TOO_LATE_TO_CANCEL' }
      return { events: [{ type: 'Cancelled', data: { by: command.by } }] }
    case 'note':
      return { events: [{ type: 'OperatorNoted', data: { by: command.by, note: command.note } }] }
    case 'retry':
      return whereStopped(state, () => [{ type: 'OperatorRetried', data: { by: command.by, why: command.why } }])
    case 'compensate':
      return whereStopped(state, () => [
        { type: 'OperatorOrderedCompensation', data: { by: command.by, why: command.why } },
      ])
    case 'markApplied': {
      const { by, why, kosOrderNumber } = command
      return whereStopped(state, (stoppedAt) => [
        { type: 'OperatorMarkedApplied', data: { by, why, kosOrderNumber } },
        markedDone(state, stoppedAt, kosOrderNumber),
      ])
    }
    default:
      return command satisfies never
  }
}

/** Only before KOS was asked: from then on nobody can promise that nothing happens. An order that certainly never left does not count. */
export function mayBeCancelled(state: ChangeState): boolean {
  if (state.asked) return false
  return state.phase === 'RESERVED' || state.phase === 'REQUESTED' || state.phase === 'PRECHECKED'
}

type StoppedAt = NonNullable<ChangeState['stoppedAt']>

function whereStopped(state: ChangeState, events: (stoppedAt: StoppedAt) => ChangeEvent[]): CommandDecision {
  if (isTerminal(state.phase) || state.phase !== 'NEEDS_ATTENTION' || !state.stoppedAt)
    return { refusal: 'NOT_WAITING_FOR_ATTENTION' }
  return { events: events(state.stoppedAt) }
}

/** What the change was waiting for when it stopped is what the operator vouches for. */
function markedDone(state: ChangeState, { phase, write }: StoppedAt, kosOrderNumber: string): ChangeEvent {
  if (phase === 'SETTLED')
    return { type: 'ReadBackConfirmed', data: { productCode: state.request.toCode, learnedBy: 'OPERATOR' } }
  return stepDone(write?.step ?? 'CHANGE', 'OPERATOR', kosOrderNumber)
}
