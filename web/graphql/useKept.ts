import { useState } from 'react'

/**
 * The last value that was there: what was shown once stays when asking again fails.
 *
 * @param value null or undefined while there is none
 * @param key whose value it is; with another key nothing is kept
 */
export function useKept<T>(value: T | null | undefined, key: string): T | null {
  const [kept, keep] = useState<{ key: string; value: T } | null>(null)
  if (value !== null && value !== undefined && (kept?.key !== key || kept.value !== value)) {
    keep({ key, value })
    return value
  }
  return kept?.key === key ? kept.value : null
}
