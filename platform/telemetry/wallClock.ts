import { performance } from 'node:perf_hooks'

/** A system clock that was set by more than this is followed, ms; less is its own coarseness. */
const toleratedMs = 5

/** Epoch ms with fractions: the wall clock's time at the monotonic clock's resolution. */
export function createWallClock(
  wall: () => number = Date.now,
  monotonic: () => number = () => performance.now(),
): () => number {
  let offset = wall() - monotonic()
  return () => {
    const now = monotonic()
    const coarse = wall()
    if (Math.abs(coarse - now - offset) > toleratedMs) offset = coarse - now
    return now + offset
  }
}
