/** Keeps a slow KOS from taking every socket and all memory: at most `capacity` calls at once, no queue. */
export interface Bulkhead {
  /** Null when it is full. The permit goes back when the call has really settled, not when its caller stopped waiting. */
  enter(): (() => void) | null
  inside(): number
}

/** `capacity` counts calls, whichever operation they are. */
export function createBulkhead(capacity: number): Bulkhead {
  let inside = 0
  return {
    enter() {
      if (inside >= capacity) return null
      inside += 1
      let left = false
      return () => {
        if (left) return
        left = true
        inside -= 1
      }
    },
    inside: () => inside,
  }
}
