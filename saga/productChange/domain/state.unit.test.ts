import { describe, expect, it } from '@jest/globals'
import { type ChangeEvent, type ChangeEventType } from './events.js'
import { nextAction } from './nextAction.js'
import { backOffMs, defaultPolicy } from './policy.js'
import { project } from './projection.js'
import { percentOf, sentenceOf } from './sentences.js'
import { evolve, isTerminal, type Phase, stateOf } from './state.js'
import { began, changeId, given, happened, policy, ways } from './testing/story.js'

const rejected: ChangeEvent = {
  type: 'Rejected',
  data: { code: 'KOS_2004', message: '변경하지 않았습니다.', checks: null },
}
const resolved = (applied: boolean): ChangeEvent => ({
  type: 'DoubtResolved',
  data: { step: 'CHANGE', applied, learnedBy: 'ORDER_STATUS' },
})
const reserved = happened.requested({ timing: 'NEXT_BILL_CYCLE', startsAt: '2026-11-30T15:00:00.000Z' })
const doubtfulTransfer = [...ways.transferSent, happened.inDoubt('TRANSFER'), happened.attention]
const doubtfulBack = [...ways.compensationSent, happened.inDoubt('COMPENSATION'), happened.attention]

/** The event, the events before it, and the phase after it. */
const steps: [ChangeEventType, ChangeEvent[], ChangeEvent, Phase][] = [
  ['Requested', [], happened.requested(), 'REQUESTED'],
  ['Requested', [], reserved, 'RESERVED'],
  ['Started', [reserved], happened.started, 'REQUESTED'],
  ['Prechecked', ways.requested, happened.prechecked(), 'PRECHECKED'],
  ['Rejected', ways.requested, rejected, 'REJECTED'],
  ['Cancelled', ways.requested, { type: 'Cancelled', data: { by: 'c' } }, 'CANCELLED'],
  ['KosChangeRequested', ways.prechecked, happened.changeSent, 'SENDING'],
  ['ContractTransferRequested', ways.changed, happened.transferSent, 'SENDING'],
  ['CompensationRequested', ways.undoing, happened.compensationSent(), 'SENDING'],
  ['NotSent', ways.changeSent, happened.notSent('CHANGE'), 'PRECHECKED'],
  ['NotSent', ways.transferSent, happened.notSent('TRANSFER'), 'CHANGED'],
  ['NotSent', ways.compensationSent, happened.notSent('COMPENSATION'), 'COMPENSATION_DUE'],
  ['InDoubt', ways.changeSent, happened.inDoubt('CHANGE'), 'DOUBTFUL'],
  ['DoubtResolved', ways.doubtful, resolved(false), 'PRECHECKED'],
  ['KosChanged', [...ways.doubtful, resolved(true)], happened.changed, 'CHANGED'],
  [
    'KosChanged',
    [...ways.doubtful, happened.attention, happened.compensationOrdered, resolved(true)],
    happened.changed,
    'COMPENSATION_DUE',
  ],
  [
    'ContractTransferred',
    ways.transferSent,
    { type: 'ContractTransferred', data: { kosOrderNumber: 'KO3', learnedBy: 'ANSWER' } },
    'SETTLED',
  ],
  ['ContractLeft', ways.changed, happened.left, 'SETTLED'],
  ['ContractTransferRefused', ways.transferSent, happened.transferRefused, 'COMPENSATION_DUE'],
  [
    'CompensationRefused',
    ways.compensationSent,
    { type: 'CompensationRefused', data: { resultCode: '2004' } },
    'COMPENSATION_DUE',
  ],
  ['KosChangedBack', ways.compensationSent, happened.changedBack, 'CHANGED_BACK'],
  ['ReadBackConfirmed', ways.settled, happened.confirmed, 'CONFIRMED'],
  ['BillingTold', ways.confirmed, { type: 'BillingTold', data: { lineVersion: 1 } }, 'CONFIRMED'],
  ['Completed', ways.confirmed, { type: 'Completed', data: {} }, 'COMPLETED'],
  ['Compensated', ways.changedBack, { type: 'Compensated', data: {} }, 'COMPENSATED'],
  ['AttentionNeeded', ways.doubtful, happened.attention, 'NEEDS_ATTENTION'],
  ['OperatorRetried', [...ways.doubtful, happened.attention], happened.retried, 'DOUBTFUL'],
  [
    'OperatorMarkedApplied',
    [...ways.doubtful, happened.attention],
    { type: 'OperatorMarkedApplied', data: { by: 'op', why: 'seen', kosOrderNumber: 'KO8' } },
    'NEEDS_ATTENTION',
  ],
  // Whether there is something to undo comes first; a contract in doubt does not keep the plan from going back.
  ['OperatorOrderedCompensation', [...ways.doubtful, happened.attention], happened.compensationOrdered, 'DOUBTFUL'],
  ['OperatorOrderedCompensation', doubtfulBack, happened.compensationOrdered, 'DOUBTFUL'],
  ['OperatorOrderedCompensation', doubtfulTransfer, happened.compensationOrdered, 'COMPENSATION_DUE'],
  [
    'OperatorOrderedCompensation',
    [...ways.settled, happened.attention],
    happened.compensationOrdered,
    'COMPENSATION_DUE',
  ],
  ['OperatorNoted', ways.changeSent, happened.noted, 'SENDING'],
]

const everyType = new Set(steps.map(([type]) => type))
const everyPhase = new Set(steps.map(([, , , phase]) => phase))

describe('UFR-PROD-040 what an event makes of a change', () => {
  it.each(steps)('%s (%#)', (_type, before, event, phase) => {
    const { state, view } = given([...before, event])
    expect(state.phase).toBe(phase)
    expect(state.version).toBe(before.length + 1)
    expect(view.version).toBe(before.length + 1)
    expect(isTerminal(phase)).toBe(view.finishedAt !== null)
  })

  it('the table has every event and every phase', () => {
    const types: Record<ChangeEventType, true> = {
      ...{
        Requested: true,
        Started: true,
        Prechecked: true,
        Rejected: true,
        Cancelled: true,
        KosChangeRequested: true,
      },
      ...{ ContractTransferRequested: true, CompensationRequested: true, NotSent: true, InDoubt: true },
      ...{ DoubtResolved: true, KosChanged: true, ContractTransferred: true, ContractLeft: true },
      ...{ ContractTransferRefused: true, CompensationRefused: true, KosChangedBack: true, ReadBackConfirmed: true },
      ...{ BillingTold: true, Completed: true, Compensated: true, AttentionNeeded: true, OperatorRetried: true },
      ...{ OperatorMarkedApplied: true, OperatorOrderedCompensation: true, OperatorNoted: true },
    }
    const phases: Record<Phase, true> = {
      ...{ RESERVED: true, REQUESTED: true, PRECHECKED: true, SENDING: true, DOUBTFUL: true, CHANGED: true },
      ...{ SETTLED: true, CONFIRMED: true, COMPENSATION_DUE: true, CHANGED_BACK: true, NEEDS_ATTENTION: true },
      ...{ COMPLETED: true, REJECTED: true, CANCELLED: true, COMPENSATED: true },
    }
    expect([...everyType].sort()).toEqual(Object.keys(types).sort())
    expect([...everyPhase].sort()).toEqual(Object.keys(phases).sort())
  })

  it('a stream begins with Requested, and has one', () => {
    expect(() => stateOf(changeId, [])).toThrow('does not begin with Requested')
    expect(() => project(changeId, [])).toThrow('does not begin with Requested')
    expect(() => given([happened.requested(), happened.requested()])).toThrow('one Requested')
  })

  it('an order in doubt may have left as late as it is in doubt: K3 is believed that much later', () => {
    const { state } = given(ways.changeSent)
    const at = new Date(began.getTime() + 18_000)
    const doubtful = evolve(state, { ...happened.inDoubt('CHANGE'), version: 4, at })
    const lookBack = (afterMs: number) => nextAction(doubtful, new Date(began.getTime() + afterMs), policy)
    expect(lookBack(policy.maxProcessingMs + 17_999)).toMatchObject({ do: 'resolve', lookBack: false })
    expect(lookBack(policy.maxProcessingMs + 18_000)).toMatchObject({ do: 'resolve', lookBack: true })
  })
})

describe('UFR-PROD-040 what a change wants next', () => {
  const refusedBack: ChangeEvent = { type: 'CompensationRefused', data: { resultCode: '2004' } }
  const loss = happened.requested({ accepted: { quoteId: 'q', fromNextMonth: 1, contractLossAccepted: true } })
  it.each<[Phase, ChangeEvent[], number, Record<string, unknown>]>([
    ['RESERVED', [reserved], 0, { do: 'wait', until: new Date('2026-11-30T15:00:00.000Z') }],
    ['RESERVED', [reserved], new Date('2026-11-30T15:00:00Z').getTime() - began.getTime(), { do: 'start' }],
    ['REQUESTED', ways.requested, 0, { do: 'precheck' }],
    [
      'PRECHECKED',
      ways.prechecked,
      policy.checksFreshMs - 1,
      { do: 'send', step: 'CHANGE', order: happened.changeSent.data },
    ],
    ['PRECHECKED', ways.prechecked, policy.checksFreshMs, { do: 'precheck' }],
    ['SENDING', ways.changeSent, 0, { do: 'doubt', step: 'CHANGE' }],
    ['DOUBTFUL', ways.doubtful, 0, { do: 'resolve', step: 'CHANGE', requestId: changeId, lookBack: false }],
    ['CHANGED', ways.changed, 0, { do: 'send', step: 'TRANSFER', order: happened.transferSent.data }],
    [
      'CHANGED',
      [happened.requested(), happened.prechecked({ kind: 'UNKNOWN' }), happened.changeSent, happened.changed],
      0,
      { do: 'send', step: 'TRANSFER' },
    ],
    [
      'CHANGED',
      [happened.requested(), happened.prechecked({ kind: 'NONE' }), happened.changeSent, happened.changed],
      0,
      { do: 'leaveContract', reason: 'NO_CONTRACT' },
    ],
    [
      'CHANGED',
      [loss, happened.prechecked(), happened.changeSent, happened.changed],
      0,
      { do: 'leaveContract', reason: 'LOSS_ACCEPTED' },
    ],
    ['SETTLED', ways.settled, 0, { do: 'readBack' }],
    [
      'COMPENSATION_DUE',
      ways.undoing,
      0,
      { do: 'send', step: 'COMPENSATION', order: happened.compensationSent().data },
    ],
    [
      'COMPENSATION_DUE',
      [...ways.compensationSent, refusedBack],
      0,
      { do: 'send', order: happened.compensationSent('.c2').data },
    ],
    ['CONFIRMED', ways.confirmed, 0, { do: 'tellBilling' }],
    ['CHANGED_BACK', ways.changedBack, 0, { do: 'tellBilling' }],
    ['NEEDS_ATTENTION', [...ways.doubtful, happened.attention], 0, { do: 'nothing' }],
    ['REJECTED', [...ways.requested, rejected], 0, { do: 'nothing' }],
    ['CANCELLED', [...ways.requested, { type: 'Cancelled', data: { by: 'c' } }], 0, { do: 'nothing' }],
    ['COMPLETED', [...ways.confirmed, { type: 'Completed', data: {} }], 0, { do: 'nothing' }],
    ['COMPENSATED', [...ways.changedBack, { type: 'Compensated', data: {} }], 0, { do: 'nothing' }],
  ])('%s (%#)', (phase, events, afterMs, action) => {
    const story = given(events)
    expect(story.state.phase).toBe(phase)
    expect(story.next(afterMs)).toMatchObject(action)
  })
})

describe('UFR-PROD-040 how it is told', () => {
  it.each(steps)('%s has a sentence for the customer (%#)', (_type, _before, event) => {
    expect(sentenceOf(event)).toMatch(/(니다|습니다|주세요)\.$/)
  })

  it('only an end is 100 percent', () => {
    for (const phase of everyPhase) expect(percentOf(phase) === 100).toBe(isTerminal(phase))
  })
})

describe('UFR-PROD-040 the pause before a repetition', () => {
  it.each([
    [0, 0, 100],
    [0, 0.999, 200],
    [3, 0.999, 1_599],
    [40, 0, 5_000],
    [40, 0.999, 9_995],
  ])('after %i in vain, with %f drawn: %i ms', (attempt, drawn, expected) => {
    const ms = backOffMs(defaultPolicy.backOff, attempt, () => drawn)
    expect(Math.abs(ms - expected)).toBeLessThanOrEqual(1)
  })
})
