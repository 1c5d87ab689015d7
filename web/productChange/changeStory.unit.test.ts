import { describe, expect, it } from '@jest/globals'
import { type ChangeHappening, type ChangeStanding, nothingKnown, withAnswer, withStep } from './changeStory.js'

const standing = (version: number, status: ChangeStanding['status'] = 'IN_PROGRESS'): ChangeStanding => ({
  id: 'c',
  status,
  timing: 'IMMEDIATE',
  effectiveOn: '2026-11-28',
  requestedAt: '2026-11-28T00:00:00Z',
  finishedAt: null,
  kosOrderNumber: null,
  version,
  failure: null,
  line: { id: 'l', maskedNumber: '010-1234-****' },
})
const happening = (version: number): ChangeHappening => ({
  version,
  type: 'Requested',
  at: '2026-11-28T00:00:00Z',
  message: '접수했습니다.',
})
const step = (version: number, percent: number, status: ChangeStanding['status'] = 'IN_PROGRESS') => ({
  percent,
  terminal: false,
  event: happening(version),
  change: standing(version, status),
})
const versions = ({ happenings }: { happenings: readonly ChangeHappening[] }) =>
  happenings.map(({ version }) => version)

describe('the story of a change', () => {
  it('has each step once, in order, also when they come again after a lost connection', () => {
    let story = withAnswer(nothingKnown, { ...standing(2), history: [happening(1), happening(2)] })
    for (const version of [2, 3, 4, 2, 3, 4, 5]) story = withStep(story, step(version, version * 10))
    expect(versions(story)).toEqual([1, 2, 3, 4, 5])
    expect(story.percent).toBe(50)
    expect(story.change?.version).toBe(5)
  })

  it('never goes back: an answer or a step that is older changes nothing that is shown', () => {
    const story = withStep(nothingKnown, step(6, 100, 'COMPLETED'))
    const after = withStep(withAnswer(story, { ...standing(3), history: [happening(3)] }), step(2, 20))
    expect(after.change?.status).toBe('COMPLETED')
    expect(after.percent).toBe(100)
    expect(versions(after)).toEqual([2, 3, 6])
  })

  it('is what it was when nothing was answered', () => {
    expect(withAnswer(nothingKnown, undefined)).toBe(nothingKnown)
    expect(withAnswer(nothingKnown, null)).toBe(nothingKnown)
  })
})
