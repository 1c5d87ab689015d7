import { describe, expect, it } from '@jest/globals'
import { type ChangeCommand } from './commands.js'
import { type ChangeEvent } from './events.js'
import { given, happened, ways } from './testing/story.js'

const by = 'op'
const why = 'asked to'
const commands = {
  cancel: { command: 'cancel', by },
  retry: { command: 'retry', by, why },
  compensate: { command: 'compensate', by, why },
  markApplied: { command: 'markApplied', by, why, kosOrderNumber: 'KO8' },
  note: { command: 'note', by, note: 'n' },
} satisfies Record<ChangeCommand['command'], ChangeCommand>

const outcome = (events: ChangeEvent[], command: ChangeCommand) => {
  const decided = given(events).command(command)
  return 'refusal' in decided ? decided.refusal : decided.events.map(({ type }) => type).join()
}
const cancelled: ChangeEvent = { type: 'Cancelled', data: { by: 'c' } }
const notApplied: ChangeEvent = {
  type: 'DoubtResolved',
  data: { step: 'CHANGE', applied: false, learnedBy: 'READ_BACK' },
}
const stopped = (events: ChangeEvent[]) => [...events, happened.attention]
const reserved = happened.requested({ timing: 'NEXT_BILL_CYCLE', startsAt: '2026-11-30T15:00:00.000Z' })

describe('UFR-PROD-040 what a command does', () => {
  const waiting = 'NOT_WAITING_FOR_ATTENTION'
  const tooLate = 'TOO_LATE_TO_CANCEL'
  it.each<[string, ChangeEvent[], string, string]>([
    ['RESERVED', [reserved], 'Cancelled', waiting],
    ['REQUESTED', ways.requested, 'Cancelled', waiting],
    ['PRECHECKED', ways.prechecked, 'Cancelled', waiting],
    ['PRECHECKED, order never left', [...ways.changeSent, happened.notSent('CHANGE')], 'Cancelled', waiting],
    ['PRECHECKED, order had no effect', [...ways.doubtful, notApplied], tooLate, waiting],
    ['PRECHECKED, the same after a retry', [...stopped(ways.doubtful), happened.retried, notApplied], tooLate, waiting],
    ['SENDING', ways.changeSent, tooLate, waiting],
    ['DOUBTFUL', ways.doubtful, tooLate, waiting],
    ['CHANGED', ways.changed, tooLate, waiting],
    ['SETTLED', ways.settled, tooLate, waiting],
    ['CONFIRMED', ways.confirmed, tooLate, waiting],
    ['COMPENSATION_DUE', ways.undoing, tooLate, waiting],
    ['CHANGED_BACK', ways.changedBack, tooLate, waiting],
    ['NEEDS_ATTENTION', stopped(ways.doubtful), tooLate, 'OperatorRetried'],
    ['COMPLETED', [...ways.confirmed, { type: 'Completed', data: {} }], tooLate, waiting],
    ['COMPENSATED', [...ways.changedBack, { type: 'Compensated', data: {} }], tooLate, waiting],
    [
      'REJECTED',
      [...ways.requested, { type: 'Rejected', data: { code: 'c', message: 'm', checks: null } }],
      tooLate,
      waiting,
    ],
    ['CANCELLED', [...ways.requested, cancelled], 'ALREADY_DONE', waiting],
  ])('%s', (_where, events, cancel, retry) => {
    expect(outcome(events, commands.cancel)).toBe(cancel)
    expect(outcome(events, commands.retry)).toBe(retry)
    expect(outcome(events, commands.compensate)).toBe(retry === waiting ? waiting : 'OperatorOrderedCompensation')
    expect(outcome(events, commands.note)).toBe('OperatorNoted')
    expect(outcome(events, commands.markApplied) === waiting).toBe(retry === waiting)
  })

  it.each<[string, ChangeEvent[], string]>([
    ['the change', ways.doubtful, 'KosChanged'],
    ['the contract', [...ways.transferSent, happened.inDoubt('TRANSFER')], 'ContractTransferred'],
    ['the old plan', [...ways.compensationSent, happened.inDoubt('COMPENSATION')], 'KosChangedBack'],
    ['what K3 does not show', ways.settled, 'ReadBackConfirmed'],
    ['a transfer that would not leave', [...ways.transferSent, happened.notSent('TRANSFER')], 'ContractTransferred'],
  ])('an operator vouches for %s', (_what, events, type) => {
    const decided = given(stopped(events)).command(commands.markApplied)
    expect('events' in decided && decided.events.map((event) => event.type)).toEqual(['OperatorMarkedApplied', type])
    expect('events' in decided && decided.events[1]).toMatchObject({ data: { learnedBy: 'OPERATOR' } })
  })
})
