import { useEffect, useEffectEvent, useState } from 'react'

/** s; however long it lasts, nobody waits longer than this to see that it is over. */
const longestWait = 60

/**
 * Asks again by itself for as long as it is shown: after `afterSeconds`, then each time after twice as long; at once when
 * the device says that it has a network again; and not while nobody can see the page.
 *
 * @param afterSeconds null: there is nothing to ask again for
 * @returns seconds until it asks next; null when it does not
 */
export function useAutomaticRetry(retry: () => void, afterSeconds: number | null): number | null {
  const first = afterSeconds === null ? null : Math.max(1, afterSeconds)
  const [{ attempts, left }, setState] = useState({ attempts: 0, left: first ?? 0 })
  const isOn = first !== null
  const ask = useEffectEvent(retry)
  const firstNow = useEffectEvent(() => first ?? 0)

  useEffect(() => {
    if (!isOn) return undefined
    const wait = (attempt: number): number => Math.min(longestWait, firstNow() * 2 ** attempt)
    // What it is now is what was seen last: the clock below runs on from there.
    setState({ attempts: 0, left: wait(0) })
    const askNow = (): void =>
      setState((before) => ({ attempts: before.attempts + 1, left: wait(before.attempts + 1) }))
    const timer = setInterval(() => {
      setState((before) => {
        if (before.left > 1) return { ...before, left: before.left - 1 }
        if (document.hidden) return { ...before, left: 0 }
        return { attempts: before.attempts + 1, left: wait(before.attempts + 1) }
      })
    }, 1_000)
    addEventListener('online', askNow)
    return () => {
      clearInterval(timer)
      removeEventListener('online', askNow)
    }
  }, [isOn])

  useEffect(() => {
    if (attempts > 0) ask()
  }, [attempts])

  return isOn ? left : null
}
