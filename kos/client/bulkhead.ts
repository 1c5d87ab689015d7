/** Keeps a slow KOS from taking every socket and all memory: so many calls at once, so many waiting, and no more. */
export interface Bulkhead {
  /**
   * A place, in the order in which they were asked for; null when nobody more may wait, or when none was free within
   * `waitMs`. It goes back by calling what is returned: when the call has really settled, not when its caller stopped
   * waiting.
   */
  enter(waitMs: number): Promise<(() => void) | null>
  inside(): number
  waiting(): number
}

export interface BulkheadOptions {
  atOnce: number
  waiting: number
}

interface Waiting {
  admit: (leave: (() => void) | null) => void
  timer: NodeJS.Timeout
}

/** Counts calls of whatever kind; `atOnce` at least 1, `waiting` may be 0. */
export function createBulkhead({ atOnce, waiting: mostWaiting }: BulkheadOptions): Bulkhead {
  const queue = new Set<Waiting>()
  let inside = 0

  /** Whoever leaves hands the place on: nobody who comes later may slip in between. */
  function place(): () => void {
    let left = false
    return () => {
      if (left) return
      left = true
      const [next] = queue
      if (!next) {
        inside -= 1
        return
      }
      queue.delete(next)
      clearTimeout(next.timer)
      next.admit(place())
    }
  }

  return {
    enter(waitMs) {
      if (inside < atOnce) {
        inside += 1
        return Promise.resolve(place())
      }
      if (queue.size >= mostWaiting || waitMs <= 0) return Promise.resolve(null)
      return new Promise((admit) => {
        const timer = setTimeout(() => {
          queue.delete(waiting)
          admit(null)
        }, waitMs)
        const waiting: Waiting = { admit, timer }
        queue.add(waiting)
      })
    },
    inside: () => inside,
    waiting: () => queue.size,
  }
}
