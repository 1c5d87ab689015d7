import { useEffect, useEffectEvent, useState } from 'react'
import { useQuery, useSubscription } from 'urql'
import { ChangeDocument, ChangeProgressDocument, type ChangeQuery } from '../generated/operations.js'
import { useKept } from '../graphql/useKept.js'
import { type ChangeStory, isFinal, nothingKnown, withAnswer, withStep } from './changeStory.js'

/** ms before a change is watched anew whose news have broken off. */
const watchAgainAfter = 3_000
/** ms; so often one asks besides, for networks that let no news through. */
const askEvery = 15_000

/**
 * Follows a change from wherever it stands to its end. Nothing is missed and nothing told twice: it is watched from the
 * last event that was known on, and the connection takes up again where it was cut.
 */
export function useChange(id: string) {
  const [answer, ask] = useQuery({ query: ChangeDocument, variables: { id }, requestPolicy: 'cache-and-network' })
  const known = useKept<NonNullable<ChangeQuery['productChange']>>(answer.data?.productChange, id)
  // The last event that was known comes again: with it comes how far along it is.
  const [from, watchFrom] = useState<number | null>(null)
  const firstVersion = known && !isFinal(known.status) ? known.version - 1 : null
  if (from === null && firstVersion !== null) watchFrom(firstVersion)
  const [live, watch] = useSubscription(
    { query: ChangeProgressDocument, variables: { id, afterVersion: from ?? 0 }, pause: from === null },
    (before: ChangeStory | undefined, data) => withStep(before ?? nothingKnown, data.productChangeProgress),
  )
  const seen = useKept(live.data, id)
  const story = withAnswer(seen ?? nothingKnown, known ?? undefined)
  const isOver = story.change !== null && isFinal(story.change.status)
  const askAgain = (): void => ask({ requestPolicy: 'network-only' })

  const resume = useEffectEvent(() => {
    askAgain()
    watch()
  })
  const hasStopped = from !== null && !live.fetching && !isOver
  useEffect(() => {
    if (!hasStopped) return undefined
    const timer = setTimeout(resume, watchAgainAfter)
    return () => clearTimeout(timer)
  }, [hasStopped])

  const askWhenSeen = useEffectEvent(() => {
    if (!document.hidden) askAgain()
  })
  const isOpen = story.change !== null && !isOver
  useEffect(() => {
    if (!isOpen) return undefined
    const timer = setInterval(askWhenSeen, askEvery)
    return () => clearInterval(timer)
  }, [isOpen])

  return {
    story,
    /** Set when nothing can be shown for it. */
    error: known ? undefined : answer.error,
    isAsking: answer.fetching,
    /** Whether there is none, or none that this customer may see. */
    isMissing: !answer.fetching && !answer.error && answer.data?.productChange === null,
    askAgain,
  }
}
