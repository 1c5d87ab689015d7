import { describe, expect, it } from '@jest/globals'
import { type Finding } from './decide.js'
import { type ChangeEvent, type WriteStep } from './events.js'
import { failedChecks, given, happened, passedChecks, policy, product, typesOf, ways } from './testing/story.js'

const settledMs = policy.maxProcessingMs
type Status = Extract<Finding, { found: 'status' }>
const status = (step: WriteStep, said: Status['status'], plan: string | null = null): Status => ({
  found: 'status',
  step,
  status: said,
  kosOrderNumber: said === 'applied' ? 'KO9' : null,
  plan,
})
const accepted = (step: WriteStep): Finding => ({
  found: 'accepted',
  step,
  kosOrderNumber: 'KO9',
  effectiveOn: '2026-11-22',
})
const refused = (step: WriteStep, resultCode: string): Finding => ({ found: 'refused', step, resultCode })
const inDoubt: Record<WriteStep, ChangeEvent[]> = {
  CHANGE: ways.doubtful,
  TRANSFER: [...ways.transferSent, happened.inDoubt('TRANSFER')],
  COMPENSATION: [...ways.compensationSent, happened.inDoubt('COMPENSATION')],
}
const undone = [...ways.doubtful, happened.attention, happened.compensationOrdered]

describe('UFR-PROD-040 before KOS is asked', () => {
  it('a reserved change starts when it is due', () => {
    expect(typesOf(given(ways.requested).when({ found: 'due' }))).toEqual(['Started', 'go on'])
  })

  const checks = (fee: number, from = 'OLD'): Finding => ({
    found: 'checks',
    checks: passedChecks,
    from: product(from),
    to: product('NEW', fee),
    contract: { kind: 'NONE' },
  })
  const withQuote = [
    happened.requested({ accepted: { quoteId: 'q', fromNextMonth: 19_800, contractLossAccepted: false } }),
  ]
  it.each<[string, ChangeEvent[], Finding, string]>([
    ['without a quote', ways.requested, checks(99), 'Prechecked'],
    ['at the price of the quote', withQuote, checks(19_800), 'Prechecked'],
    ['at another price than the quote', withQuote, checks(20_000), 'Rejected'],
    ['from another plan than the quote', withQuote, checks(19_800, 'OTHER'), 'Rejected'],
  ])('checks that pass %s: %s', (_what, events, finding, type) => {
    expect(
      given(events)
        .when(finding)
        .events.map((event) => event.type),
    ).toEqual([type])
  })

  it('UFR-PROD-030 checks that fail end it with the first of them', () => {
    expect(given(ways.requested).when({ found: 'refusal', checks: failedChecks, plan: 'OLD' }).events).toEqual([
      {
        type: 'Rejected',
        data: { code: 'LINE_ACTIVE', message: '이용 중인 회선이 아닙니다.', checks: failedChecks },
      },
    ])
  })

  it('checks that fail because the order took effect after all are the proof that it did', () => {
    const resolved: ChangeEvent = {
      type: 'DoubtResolved',
      data: { step: 'CHANGE', applied: false, learnedBy: 'READ_BACK' },
    }
    const finding: Finding = { found: 'refusal', checks: failedChecks, plan: 'NEW' }
    expect(typesOf(given([...ways.doubtful, resolved]).when(finding))).toEqual(['KosChanged', 'go on'])
    const retried = [...ways.doubtful, happened.attention, happened.retried, resolved]
    expect(typesOf(given(retried).when(finding))).toEqual(['KosChanged', 'go on'])
    expect(typesOf(given(ways.prechecked).when(finding))).toEqual(['Rejected', 'go on'])
  })

  it.each<[string, ChangeEvent[], number, string[]]>([
    ['waits while KOS is out of reach', ways.requested, policy.waitGiveUpMs - 1, ['pause']],
    ['is refused after a day of that', ways.requested, policy.waitGiveUpMs, ['Rejected', 'go on']],
    ['also when its checks had passed', ways.prechecked, policy.waitGiveUpMs, ['Rejected', 'go on']],
    ['waits for the read-back', ways.settled, policy.waitGiveUpMs - 1, ['pause']],
    ['asks a person after a day of that', ways.settled, policy.waitGiveUpMs, ['AttentionNeeded', 'go on']],
    ['tells billing however long it takes', ways.confirmed, 10 * policy.waitGiveUpMs, ['pause']],
    ['tells billing of the old plan as well', ways.changedBack, 10 * policy.waitGiveUpMs, ['pause']],
  ])('a change %s', (_what, events, afterMs, expected) => {
    expect(typesOf(given(events).when({ found: 'unavailable', retryAfterMs: null }, afterMs))).toEqual(expected)
  })
})

describe("UFR-PROD-040 KOS's answer to an order", () => {
  it.each<[WriteStep, ChangeEvent[], Finding, string[]]>([
    ['CHANGE', ways.changeSent, accepted('CHANGE'), ['KosChanged', 'go on']],
    ['TRANSFER', ways.transferSent, accepted('TRANSFER'), ['ContractTransferred', 'go on']],
    ['COMPENSATION', ways.compensationSent, accepted('COMPENSATION'), ['KosChangedBack', 'go on']],
    ['CHANGE', ways.changeSent, { found: 'processing', step: 'CHANGE' }, ['InDoubt', 'pause']],
    ['TRANSFER', ways.transferSent, { found: 'processing', step: 'TRANSFER' }, ['InDoubt', 'pause']],
    ['CHANGE', ways.changeSent, { found: 'inDoubt', step: 'CHANGE', reason: 'reset' }, ['InDoubt', 'go on']],
    ['TRANSFER', ways.transferSent, { found: 'inDoubt', step: 'TRANSFER', reason: 'reset' }, ['InDoubt', 'go on']],
    ['CHANGE', ways.changeSent, refused('CHANGE', '2004'), ['Rejected', 'go on']],
    ['CHANGE', ways.changeSent, { found: 'unsupported', step: 'CHANGE' }, ['Rejected', 'go on']],
    ['TRANSFER', ways.transferSent, refused('TRANSFER', '4001'), ['ContractLeft', 'go on']],
    ['TRANSFER', ways.transferSent, refused('TRANSFER', '4002'), ['ContractTransferRefused', 'go on']],
    ['TRANSFER', ways.transferSent, { found: 'unsupported', step: 'TRANSFER' }, ['ContractLeft', 'go on']],
    [
      'COMPENSATION',
      ways.compensationSent,
      refused('COMPENSATION', '2004'),
      ['CompensationRefused', 'AttentionNeeded', 'go on'],
    ],
  ])('%s: given its order, when %#, then its events', (_step, events, finding, expected) => {
    expect(typesOf(given(events).when(finding))).toEqual(expected)
  })

  it.each(['2001', '2002', '2003', '2004', '2005', '9001'])('%s has a sentence for the customer', (code) => {
    const [event] = given(ways.changeSent).when(refused('CHANGE', code)).events
    expect(event).toMatchObject({ type: 'Rejected', data: { code: `KOS_${code}` } })
    expect(event?.type === 'Rejected' && event.data.message).toMatch(/니다\.$/)
  })
})

describe('UFR-PROD-040 an order that did not leave', () => {
  const notSent = (step: WriteStep): Finding => ({ found: 'notSent', step, reason: 'refused', retryAfterMs: 5_000 })
  const pauseOf = (events: ChangeEvent[], step: WriteStep) => {
    const { then } = given(events).when(notSent(step))
    return then === 'goOn' ? null : then.pause.retryAfterMs
  }
  const times = (count: number, ...pair: ChangeEvent[]) => Array.from({ length: count }, () => pair).flat()

  it('is tried ever more rarely, whatever is done in between', () => {
    const again = (count: number) => [
      ...ways.prechecked,
      ...times(count, happened.changeSent, happened.notSent('CHANGE'), happened.prechecked()),
      happened.changeSent,
    ]
    expect([0, 1, 2, 3, 4, 40].map((count) => pauseOf(again(count), 'CHANGE'))).toEqual([
      5_000, 10_000, 20_000, 40_000, 60_000, 60_000,
    ])
  })

  it('starts anew for another order', () => {
    const events = [
      ...ways.prechecked,
      ...times(3, happened.changeSent, happened.notSent('CHANGE')),
      happened.changeSent,
      happened.changed,
      happened.transferSent,
    ]
    expect(pauseOf(events, 'TRANSFER')).toBe(5_000)
  })

  it('makes sure by the checks that KOS is there before it tries again', () => {
    expect(given([...ways.changeSent, happened.notSent('CHANGE')]).next()).toEqual({ do: 'precheck' })
  })

  it.each<[WriteStep, ChangeEvent[], string[]]>([
    ['CHANGE', ways.changeSent, ['NotSent', 'Rejected', 'go on']],
    [
      'TRANSFER',
      [...ways.transferSent, happened.notSent('TRANSFER'), happened.transferSent],
      ['NotSent', 'AttentionNeeded', 'go on'],
    ],
    [
      'COMPENSATION',
      [...ways.compensationSent, happened.notSent('COMPENSATION'), happened.compensationSent()],
      ['NotSent', 'AttentionNeeded', 'go on'],
    ],
  ])('%s is not tried for more than a day', (step, events, expected) => {
    expect(typesOf(given(events).when(notSent(step), policy.waitGiveUpMs - 1))).toEqual(['NotSent', 'pause'])
    expect(typesOf(given(events).when(notSent(step), policy.waitGiveUpMs))).toEqual(expected)
  })
})

describe('UFR-PROD-040 the ways out of a doubt', () => {
  const young = settledMs - 1
  it.each<[WriteStep, Status['status'], string | null, number, string[]]>([
    // K7 knows.
    ['CHANGE', 'applied', null, 0, ['DoubtResolved', 'KosChanged', 'go on']],
    ['TRANSFER', 'applied', null, 0, ['DoubtResolved', 'ContractTransferred', 'go on']],
    ['COMPENSATION', 'applied', null, 0, ['DoubtResolved', 'KosChangedBack', 'go on']],
    ['CHANGE', 'rejected', null, 0, ['DoubtResolved', 'Rejected', 'go on']],
    ['TRANSFER', 'rejected', null, 0, ['DoubtResolved', 'go on']],
    ['COMPENSATION', 'rejected', null, 0, ['DoubtResolved', 'CompensationRefused', 'AttentionNeeded', 'go on']],
    // K7 does not: accepted and not yet applied looks the same as never seen.
    ['CHANGE', 'unknown', null, young, ['pause']],
    ['CHANGE', 'unknown', null, settledMs, ['pause']],
    ['CHANGE', 'unknown', 'OLD', settledMs, ['DoubtResolved', 'go on']],
    ['CHANGE', 'unknown', 'NEW', settledMs, ['DoubtResolved', 'KosChanged', 'go on']],
    ['TRANSFER', 'unknown', null, young, ['pause']],
    ['TRANSFER', 'unknown', null, settledMs, ['DoubtResolved', 'go on']],
    ['COMPENSATION', 'unknown', 'NEW', settledMs, ['DoubtResolved', 'go on']],
    ['COMPENSATION', 'unknown', 'OLD', settledMs, ['DoubtResolved', 'KosChangedBack', 'go on']],
    // K7 is out of reach, or this KOS has none: K3, which proves the new plan at once and the old one later.
    ...(['unsupported', null] as const).flatMap((said): [WriteStep, Status['status'], string, number, string[]][] => [
      ['CHANGE', said, 'NEW', 0, ['DoubtResolved', 'KosChanged', 'go on']],
      ['CHANGE', said, 'OLD', young, ['pause']],
      ['CHANGE', said, 'OLD', settledMs, ['DoubtResolved', 'go on']],
      ['CHANGE', said, 'THIRD', settledMs, ['pause']],
      // The old plan may be what K3 still shows of before the change.
      ['COMPENSATION', said, 'OLD', young, ['pause']],
      ['COMPENSATION', said, 'OLD', settledMs, ['DoubtResolved', 'KosChangedBack', 'go on']],
      ['COMPENSATION', said, 'NEW', young, ['pause']],
      ['COMPENSATION', said, 'NEW', settledMs, ['DoubtResolved', 'go on']],
      // The plan says nothing of the contract.
      ['TRANSFER', said, 'NEW', settledMs, ['pause']],
    ]),
    ['CHANGE', null, null, policy.doubtGiveUpMs - 1, ['pause']],
    ['CHANGE', null, null, policy.doubtGiveUpMs, ['AttentionNeeded', 'go on']],
    ['TRANSFER', 'unsupported', null, policy.doubtGiveUpMs, ['AttentionNeeded', 'go on']],
    ['COMPENSATION', null, 'THIRD', policy.doubtGiveUpMs, ['AttentionNeeded', 'go on']],
  ])('%s: K7 says %s, K3 %s, after %i ms', (step, said, plan, afterMs, expected) => {
    expect(typesOf(given(inDoubt[step]).when(status(step, said, plan), afterMs))).toEqual(expected)
  })

  const resolved = (step: WriteStep): ChangeEvent => ({
    type: 'DoubtResolved',
    data: { step, applied: false, learnedBy: 'READ_BACK' },
  })
  it.each<[WriteStep, ChangeEvent[], Status, string[]]>([
    ['CHANGE', [happened.changeSent], status('CHANGE', 'unknown', 'OLD'), ['DoubtResolved', 'Rejected', 'go on']],
    [
      'TRANSFER',
      [happened.transferSent],
      status('TRANSFER', 'rejected'),
      ['DoubtResolved', 'ContractTransferRefused', 'go on'],
    ],
    [
      'COMPENSATION',
      [happened.compensationSent()],
      status('COMPENSATION', 'unknown', 'NEW'),
      ['DoubtResolved', 'AttentionNeeded', 'go on'],
    ],
  ])('%s that has no effect time and again is not sent for ever', (step, [sent], finding, expected) => {
    let events = inDoubt[step]
    for (let sends = 1; sends < policy.maxSends; sends += 1) {
      expect(typesOf(given(events).when(finding, settledMs))).toEqual(['DoubtResolved', 'go on'])
      events = [...events, resolved(step), sent as ChangeEvent, happened.inDoubt(step)]
    }
    expect(typesOf(given(events).when(finding, settledMs))).toEqual(expected)
  })

  it.each<[string, Status, string[]]>([
    ['took effect: the old plan is ordered', status('CHANGE', 'applied'), ['DoubtResolved', 'KosChanged', 'go on']],
    ['was refused: there is nothing to undo', status('CHANGE', 'rejected'), ['DoubtResolved', 'Compensated', 'go on']],
    ['had no effect: the same', status('CHANGE', null, 'OLD'), ['DoubtResolved', 'Compensated', 'go on']],
    ['is still not known: nothing is ordered', status('CHANGE', null, null), ['pause']],
  ])('a doubtful change that an operator wants undone and that %s', (_what, finding, expected) => {
    const decision = given(undone).when(finding, settledMs)
    expect(typesOf(decision)).toEqual(expected)
    const { state } = given([...undone, ...decision.events])
    if (expected.includes('KosChanged')) expect(state.phase).toBe('COMPENSATION_DUE')
  })
})

describe('UFR-PROD-040 after the change', () => {
  it.each<[string | null, number, string[]]>([
    ['NEW', 0, ['ReadBackConfirmed', 'go on']],
    ['OLD', settledMs - 1, ['pause']],
    [null, settledMs - 1, ['pause']],
    ['OLD', settledMs, ['AttentionNeeded', 'go on']],
  ])('K3 shows %s after %i ms', (plan, afterMs, expected) => {
    expect(typesOf(given(ways.settled).when({ found: 'plan', plan }, afterMs))).toEqual(expected)
  })

  it.each<[string, ChangeEvent[], string]>([
    ['a change is completed', ways.confirmed, 'Completed'],
    ['one that was undone is compensated', ways.changedBack, 'Compensated'],
  ])('once billing is told, %s', (_what, events, end) => {
    expect(typesOf(given(events).when({ found: 'told', lineVersion: 2 }))).toEqual(['BillingTold', end, 'go on'])
  })

  it.each(['LOSS_ACCEPTED', 'NO_CONTRACT'] as const)('a contract that is left for %s settles it', (reason) => {
    expect(given(ways.changed).when({ found: 'contractLeft', reason }).events).toEqual([
      { type: 'ContractLeft', data: { reason } },
    ])
  })
})
