import { createRollingCounts } from '../../platform/telemetry/rollingCounts.js'

/**
 * Stops asking a subgraph that does not answer, so that nobody waits for a deadline only to hear what the one before heard.
 *
 * It is closed at first. When at least {@link fewest} fetches of the last {@link windowMs} were tried and half of them got
 * no answer, it opens and lets nothing through for {@link pauseMs}; then it lets a single fetch try. With an answer to that
 * one it closes and forgets; without one, the pause begins again.
 */
export interface Breaker {
  /** Whether a fetch may be sent. Each that may has to be told how it went by `answered` or `failed`. */
  admits(): boolean
  answered(): void
  failed(): void
  state(): 'closed' | 'open' | 'half-open'
}

/** Too few to judge by, as after a start. */
const fewest = 20
const windowMs = 10_000
/** About what a restarted subgraph takes to be there again; what it costs too long is an answer refused. */
const pauseMs = 1_000
/** Of the tried, how many without an answer are too many. */
const tolerated = 0.5

const tried = 0
const lost = 1

/** @param now monotonic, ms */
export function createBreaker(now: () => number): Breaker {
  const newCounts = () => createRollingCounts({ cells: 2, windowMs, slices: 10, now })
  let counts = newCounts()
  /** When the pause began; null while closed. */
  let openedAt: number | null = null
  let probing = false

  function isTooMuch(): boolean {
    const sums = counts.sums()
    return (sums[tried] ?? 0) >= fewest && (sums[lost] ?? 0) >= (sums[tried] ?? 0) * tolerated
  }

  return {
    admits() {
      if (openedAt === null) return true
      if (probing || now() - openedAt < pauseMs) return false
      probing = true
      return true
    },
    answered() {
      if (openedAt === null) return counts.add(tried)
      // Only the probe says how the subgraph is now: others were sent before the pause.
      if (!probing) return
      openedAt = null
      probing = false
      counts = newCounts()
    },
    failed() {
      if (openedAt !== null) {
        if (probing) openedAt = now()
        probing = false
        return
      }
      counts.add(tried)
      counts.add(lost)
      if (isTooMuch()) openedAt = now()
    },
    state: () => (openedAt === null ? 'closed' : probing || now() - openedAt >= pauseMs ? 'half-open' : 'open'),
  }
}
