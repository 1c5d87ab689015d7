import { useEffect, useState } from 'react'
import { useClient } from 'urql'
import {
  DeskBreakerChangedDocument,
  DeskBreakerChangesDocument,
  type DeskBreakerChangeFragment,
} from '../generated/operations.js'
import { type Kept, useKeptQuery } from './useKeptQuery.js'

const shownAtMost = 20
/** ms until it is tried again to watch. */
const watchAgainAfter = 5_000
const first = { first: shownAtMost }

export interface BreakerChanges {
  kept: Kept<readonly DeskBreakerChangeFragment[]>
  /** The one that came last while the page was open. */
  latest: DeskBreakerChangeFragment | null
}

/** The newest changes of breakers, newest first, and each further one as it happens. */
export function useBreakerChanges(): BreakerChanges {
  const client = useClient()
  const { data, ...kept } = useKeptQuery(DeskBreakerChangesDocument, first)
  const [live, setLive] = useState<readonly DeskBreakerChangeFragment[]>([])
  const [round, setRound] = useState(0)
  const known = data?.kosBreakerChanges ?? null
  const after = known === null ? null : (known[0]?.version ?? 0)
  useEffect(() => {
    if (after === null) return undefined
    let timer: ReturnType<typeof setTimeout> | undefined
    const watching = client.subscription(DeskBreakerChangedDocument, { after }).subscribe(({ data: told, error }) => {
      const change = told?.kosBreakerChanged
      if (change) setLive((before) => withChange(before, change))
      else if (error) timer = setTimeout(() => setRound((before) => before + 1), watchAgainAfter)
    })
    return () => {
      clearTimeout(timer)
      watching.unsubscribe()
    }
  }, [client, after, round])
  const changes = known && [...live, ...known.filter(({ version }) => !live.some((one) => one.version === version))]
  return { kept: { ...kept, data: changes?.slice(0, shownAtMost) ?? null }, latest: live[0] ?? null }
}

/** After a connection was lost, changes may be told again. */
export function withChange(
  changes: readonly DeskBreakerChangeFragment[],
  change: DeskBreakerChangeFragment,
): readonly DeskBreakerChangeFragment[] {
  if (changes.some(({ version }) => version >= change.version)) return changes
  return [change, ...changes].slice(0, shownAtMost)
}
