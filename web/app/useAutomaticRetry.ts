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
  const isOn = first !== null
  const begun = { isOn, attempts: 0, left: first ?? 0 }
  const [state, setState] = useState(begun)
  if (state.isOn !== isOn) setState(begun)

  const ask = useEffectEvent(retry)

  useEffect(() => {
    if (first === null) return undefined
    const waitAfter = (attempts: number): number => Math.min(longestWait, first * 2 ** attempts)
    const askNow = (): void =>
      setState(({ attempts }) => ({ isOn: true, attempts: attempts + 1, left: waitAfter(attempts + 1) }))
    const timer = setInterval(() => {
      setState((before) => {
        const { attempts, left } = before
        if (left > 1) return { ...before, left: left - 1 }
        if (document.hidden) return { ...before, left: 0 }
        return { isOn: true, attempts: attempts + 1, left: waitAfter(attempts + 1) }
      })
    }, 1_000)
    addEventListener('online', askNow)
    return () => {
      clearInterval(timer)
      removeEventListener('online', askNow)
    }
  }, [first])

  const { attempts } = state
  useEffect(() => {
    if (attempts > 0) ask()
  }, [attempts])

  return isOn ? state.left : null
}
