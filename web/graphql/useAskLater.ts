import { useEffect, useEffectEvent } from 'react'

/** s; less is not worth asking again for. */
const shortest = 3

/**
 * Asks again by itself when that makes sense, as long as somebody looks at the page: what was out of reach comes back
 * without a press.
 *
 * @param answer the one that calls for it: another one, another wait
 * @param seconds to wait; null when there is nothing to wait for
 */
export function useAskLater(answer: unknown, seconds: number | null, askAgain: () => void): void {
  const ask = useEffectEvent(askAgain)
  useEffect(() => {
    if (seconds === null) return undefined
    const ended = new AbortController()
    const whenSeen = (): void => {
      if (document.visibilityState === 'visible') ask()
      else document.addEventListener('visibilitychange', ask, { once: true, signal: ended.signal })
    }
    const timer = setTimeout(whenSeen, Math.max(shortest, seconds) * 1_000)
    return () => {
      clearTimeout(timer)
      ended.abort()
    }
  }, [answer, seconds])
}
