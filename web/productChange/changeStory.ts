import { type ChangeQuery, type ChangeProgressSubscription, type ProductChangeStatus } from '../generated/operations.js'

export type ChangeStanding = Omit<NonNullable<ChangeQuery['productChange']>, 'history'>
export type ChangeHappening = NonNullable<ChangeQuery['productChange']>['history'][number]

/** All that is known of one change: as it was asked for, and as it went on while one watched. */
export interface ChangeStory {
  change: ChangeStanding | null
  /** By version, without a gap or a repeat. */
  happenings: readonly ChangeHappening[]
  /** 0 to 100; null while nobody has said. */
  percent: number | null
}

export const nothingKnown: ChangeStory = { change: null, happenings: [], percent: null }

/** With what one was told on asking. What is older than what is known already changes nothing. */
export function withAnswer(story: ChangeStory, answer: ChangeQuery['productChange'] | undefined): ChangeStory {
  if (!answer) return story
  const { history, ...change } = answer
  return { ...story, change: newer(story.change, change), happenings: joined(story.happenings, history) }
}

/** With one step, as it happened. One that comes again after a lost connection changes nothing. */
export function withStep(story: ChangeStory, step: ChangeProgressSubscription['productChangeProgress']): ChangeStory {
  const isNews = story.percent === null || story.change === null || step.change.version >= story.change.version
  return {
    change: newer(story.change, step.change),
    happenings: joined(story.happenings, [step.event]),
    percent: isNews ? step.percent : story.percent,
  }
}

const newer = (known: ChangeStanding | null, other: ChangeStanding): ChangeStanding =>
  known && known.version > other.version ? known : other

function joined(known: readonly ChangeHappening[], others: readonly ChangeHappening[]): readonly ChangeHappening[] {
  const fresh = others.filter(({ version }) => !known.some((one) => one.version === version))
  return fresh.length === 0 ? known : [...known, ...fresh].sort((a, b) => a.version - b.version)
}

/** Where nothing more happens by itself. A person may still take up one that needs attention. */
export const isFinal = (status: ProductChangeStatus): boolean =>
  status === 'COMPLETED' || status === 'REJECTED' || status === 'CANCELLED' || status === 'COMPENSATED'

/** Whether KOS has not been asked yet, so that the customer may take it back. */
export const isCancellable = (status: ProductChangeStatus): boolean => status === 'RESERVED' || status === 'REQUESTED'
