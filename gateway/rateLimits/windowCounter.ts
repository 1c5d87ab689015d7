import { LRUCache } from 'lru-cache'
import { type Clock } from '../../platform/time/clock.js'
import { type RateLimit } from './rateLimit.js'

/** What other copies have to be told of a key, or what is known of it with theirs. */
export interface WindowTotal {
  count: number
  /** ms until the window ends. */
  leftMs: number
}

/** Counts by key in windows, in memory and at once. What is shared with other copies is `shareCounts`'s part. */
export interface WindowCounter {
  readonly limit: RateLimit
  /**
   * Counts `n` for a key, and gives 0. Where that would be more than the limit allows, nothing is counted, and it gives
   * the ms until the window ends.
   */
  take(key: string, n?: number): number
  /** Counts by key since they were last asked for, of keys that have come far enough to matter to other copies. */
  untold(): Map<string, number>
  /** Learns what all copies together have counted in the window that is under way. */
  learn(key: string, total: WindowTotal): void
}

interface Window {
  count: number
  /** Of that, what other copies do not know. */
  untold: number
  endsAt: number
}

/**
 * Keys that are remembered; the one that has been quiet for longest goes first. More than ask one copy in one window,
 * unless so many addresses attack that none of them needs to ask often.
 */
const keptKeys = 50_000
/** A key matters to other copies once this part of its limit was used here, so that hardly any customer costs Redis anything. */
const untoldPart = 8

/** @param shared whether other copies are told */
export function createWindowCounter(limit: RateLimit, clock: Clock, shared: boolean): WindowCounter {
  const windows = new LRUCache<string, Window>({ max: keptKeys })
  const toTell = new Set<string>()

  function windowOf(key: string, now: number): Window {
    const known = windows.get(key)
    if (known && known.endsAt > now) return known
    const begun = { count: 0, untold: 0, endsAt: now + limit.seconds * 1000 }
    windows.set(key, begun)
    return begun
  }

  return {
    limit,
    take(key, n = 1) {
      const now = clock().getTime()
      const window = windowOf(key, now)
      if (window.count + n > limit.most) return window.endsAt - now
      window.count += n
      window.untold += n
      if (shared && window.count * untoldPart >= limit.most) toTell.add(key)
      return 0
    },
    untold() {
      const found = new Map<string, number>()
      for (const key of toTell) {
        const window = windows.peek(key)
        if (!window || window.untold === 0) continue
        found.set(key, window.untold)
        window.untold = 0
      }
      toTell.clear()
      return found
    },
    learn(key, { count, leftMs }) {
      const window = windows.peek(key)
      if (!window) return
      // What was counted here since it was told is not in it. A Redis that has forgotten makes no count smaller.
      window.count = Math.max(window.count, count + window.untold)
      window.endsAt = clock().getTime() + leftMs
    },
  }
}
