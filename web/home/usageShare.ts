export interface UsageShare {
  /** Whole percent of the allowance, above 100 when more was used; null when there is no limit. */
  percent: number | null
  /** `scarce` from 80 % on, `gone` when nothing is left. */
  level: 'plenty' | 'scarce' | 'gone' | 'unlimited'
}

const scarceFrom = 80

/** How much of an allowance is used. Rounded down: 100 % is said only when nothing is left. */
export function usageShare(used: number, allowance: number | null): UsageShare {
  if (allowance === null) return { percent: null, level: 'unlimited' }
  // A plan without data, say: there is nothing to use up.
  if (allowance === 0) return used > 0 ? { percent: 100, level: 'gone' } : { percent: 0, level: 'plenty' }
  const percent = Math.floor((used / allowance) * 100)
  return { percent, level: percent >= 100 ? 'gone' : percent >= scarceFrom ? 'scarce' : 'plenty' }
}
