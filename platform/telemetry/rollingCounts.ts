import { performance } from 'node:perf_hooks'

/** Numbered counters that forget what is long ago. To add to one costs an addition. */
export interface RollingCounts {
  add(cell: number, by?: number): void
  /**
   * What each cell came to within the window; the oldest slice may be cut short.
   *
   * @param newest only so many of its slices, the one under way among them
   */
  sums(newest?: number): Float64Array
}

export interface RollingCountsOptions {
  cells: number
  windowMs: number
  /** The window moves on by one of so many slices at a time. */
  slices: number
  /** Monotonic, ms. */
  now?: () => number
}

/** Memory is `cells` × `slices` numbers, whatever happens. */
export function createRollingCounts({
  cells,
  windowMs,
  slices,
  now = () => performance.now(),
}: RollingCountsOptions): RollingCounts {
  const sliceMs = windowMs / slices
  const counts = Array.from({ length: slices }, () => new Float64Array(cells))
  /** Which slice of time each array counts. */
  const times = new Array<number>(slices).fill(-Infinity)
  const timeNow = () => Math.floor(now() / sliceMs)

  return {
    add(cell, by = 1) {
      const time = timeNow()
      const at = time % slices
      const slice = counts[at] as Float64Array
      if (times[at] !== time) {
        slice.fill(0)
        times[at] = time
      }
      slice[cell] = (slice[cell] ?? 0) + by
    },
    sums(newest = slices) {
      const oldest = timeNow() - newest
      const sums = new Float64Array(cells)
      counts.forEach((slice, at) => {
        if ((times[at] as number) <= oldest) return
        for (let cell = 0; cell < cells; cell += 1) sums[cell] = (sums[cell] ?? 0) + (slice[cell] ?? 0)
      })
      return sums
    },
  }
}
