import { monitorEventLoopDelay } from 'node:perf_hooks'

/** How late the event loop comes to what is due: while it is late, everybody waits. */
export interface EventLoopLag {
  /** The 99th percentile, ms, since it was asked for the last time. */
  p99Ms(): number
  stop(): void
}

/**
 * How often it is measured, ms. Node counts this wait as a part of each delay. Each measurement wakes the process: a
 * hundred a second cost an idle one more than a percent of a core, and a little used one a tenth of each request.
 */
export const lagResolutionMs = 100

export function measureEventLoopLag(): EventLoopLag {
  const delays = monitorEventLoopDelay({ resolution: lagResolutionMs })
  delays.enable()
  return {
    p99Ms() {
      const late = delays.percentile(99) / 1e6 - lagResolutionMs
      delays.reset()
      // An empty histogram has no percentile, and a timer may fire a little early.
      return Number.isFinite(late) ? Math.max(0, Math.round(late * 10) / 10) : 0
    },
    stop: () => void delays.disable(),
  }
}
