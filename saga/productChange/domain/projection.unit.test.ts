import { describe, expect, it } from '@jest/globals'
import { recordAfter } from '../eventStore/changeEventStore.js'
import { type ChangeEvent } from './events.js'
import { planChangesIn, project, projectNext } from './projection.js'
import { began, changeId, given, happened, product, request, ways } from './testing/story.js'

const completed: ChangeEvent[] = [
  ...ways.confirmed,
  { type: 'BillingTold', data: { lineVersion: 1 } },
  { type: 'Completed', data: {} },
]
const compensated: ChangeEvent[] = [...ways.changedBack, { type: 'Compensated', data: {} }]
const stopped = [...ways.doubtful, happened.attention]

describe('UFR-PROD-040 the change as it is shown', () => {
  it('begins with what was asked for', () => {
    const { lineId, lineKey, from, to } = request
    expect(given(ways.requested).view).toEqual({
      ...{ id: changeId, lineId, lineKey, fromCode: 'OLD', toCode: 'NEW', from, to, status: 'REQUESTED' },
      ...{ timing: 'IMMEDIATE', effectiveOn: '2026-11-22', requestedAt: began, changedAt: began, finishedAt: null },
      ...{ failure: null, kosOrderNumber: null, version: 1 },
    })
  })

  it.each<[string, ChangeEvent[], string, string | null]>([
    ['checked', ways.prechecked, 'REQUESTED', null],
    ['ordered', ways.changeSent, 'IN_PROGRESS', null],
    ['not sent after all', [...ways.changeSent, happened.notSent('CHANGE')], 'REQUESTED', null],
    ['in doubt', ways.doubtful, 'IN_DOUBT', null],
    [
      'without effect',
      [...ways.doubtful, { type: 'DoubtResolved', data: { step: 'CHANGE', applied: false, learnedBy: 'READ_BACK' } }],
      'IN_PROGRESS',
      null,
    ],
    ['changed', ways.changed, 'IN_PROGRESS', null],
    ['being undone', ways.undoing, 'IN_PROGRESS', 'CONTRACT_NOT_MOVED'],
    ['undone', compensated, 'COMPENSATED', 'CONTRACT_NOT_MOVED'],
    ['done', completed, 'COMPLETED', null],
    ['noted after its end', [...completed, happened.noted], 'COMPLETED', null],
    ['stopped', stopped, 'NEEDS_ATTENTION', 'UNRESOLVED'],
    ['stopped and retried', [...stopped, happened.retried], 'IN_DOUBT', null],
    ['stopped and to be undone', [...stopped, happened.compensationOrdered], 'IN_DOUBT', 'UNDONE'],
    [
      'stopped while being undone, and retried',
      [...stopped, happened.compensationOrdered, happened.attention, happened.retried],
      'IN_DOUBT',
      'UNDONE',
    ],
    [
      'undone for its contract, by hand in the end',
      [...ways.undoing, happened.attention, happened.compensationOrdered],
      'IN_PROGRESS',
      'CONTRACT_NOT_MOVED',
    ],
  ])('%s', (_what, events, status, failure) => {
    const { view } = given(events)
    expect([view.status, view.failure?.code ?? null]).toEqual([status, failure])
  })

  it('learns plans from the checks, and number and day from the order', () => {
    const { view } = given([
      happened.requested({ fromCode: null, from: null, to: null }),
      happened.prechecked(),
      happened.changeSent,
      { type: 'KosChanged', data: { kosOrderNumber: 'KO1', effectiveOn: '2026-11-23', learnedBy: 'ANSWER' } },
    ])
    expect(view).toMatchObject({
      fromCode: 'OLD',
      from: product('OLD'),
      kosOrderNumber: 'KO1',
      effectiveOn: '2026-11-23',
    })
    const byReadBack = given([
      ...ways.doubtful,
      { type: 'KosChanged', data: { kosOrderNumber: null, effectiveOn: null, learnedBy: 'READ_BACK' } },
    ])
    expect(byReadBack.view).toMatchObject({ kosOrderNumber: null, effectiveOn: '2026-11-22' })
  })

  it('keeps the moment of its end, whatever is noted later', () => {
    const recorded = recordAfter(0, [...completed, happened.noted], began)
    const later = new Date(began.getTime() + 60_000)
    const withLater = recorded.map((event) => (event.type === 'OperatorNoted' ? { ...event, at: later } : event))
    expect(project(changeId, withLater).view).toMatchObject({ finishedAt: began, changedAt: later })
  })

  it('comes out the same event by event as at once', () => {
    const [first, ...rest] = recordAfter(0, compensated, began)
    if (!first) throw new Error('no events')
    expect(rest.reduce(projectNext, project(changeId, [first]))).toEqual(project(changeId, [first, ...rest]))
  })

  it('counts how often the plan changed', () => {
    expect([ways.doubtful, ways.changed, compensated].map(planChangesIn)).toEqual([0, 1, 2])
  })
})
