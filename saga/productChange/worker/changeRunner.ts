import { type Logger } from '../../../platform/logging/logger.js'
import { type Advanced } from './advanceChange.js'

export interface ChangeRunner {
  /** Works on a change unless this copy does already, or has its hands full: it comes back to it as soon as one is free. Never throws. */
  run(changeId: string): Promise<void>
  startSweeping(): void
  /** Begins nothing any more, and waits for what is under way. */
  stop(): Promise<void>
}

/** A pause longer than this is left to the sweep. */
const longestTimerMs = 60_000
/** Timers count whole milliseconds of a clock of their own and may come so much before the change is due. */
const earlyByMs = 2

/** Which changes this copy works on, when it looks at them again, and the sweep for those that nobody works on. */
export function createChangeRunner(options: {
  advance: (changeId: string, stopping: AbortSignal) => Promise<Advanced>
  due: (limit: number) => Promise<string[]>
  concurrency: number
  sweepEveryMs: number
  log: Logger
}): ChangeRunner {
  const { advance, due, concurrency, log } = options
  const stopping = new AbortController()
  const underWay = new Map<string, Promise<void>>()
  const timers = new Map<string, NodeJS.Timeout>()
  let turnedAway = false
  let sweeping: Promise<void> = Promise.resolve()
  let sweepTimer: NodeJS.Timeout | undefined

  async function work(changeId: string): Promise<void> {
    try {
      const advanced = await advance(changeId, stopping.signal)
      if (advanced && !stopping.signal.aborted && advanced.againInMs <= longestTimerMs)
        again(changeId, advanced.againInMs)
    } catch (error) {
      log.error({ err: error, changeId }, 'a product change could not be carried on; it is tried again')
    } finally {
      underWay.delete(changeId)
      if (turnedAway) sweepNow()
    }
  }

  function again(changeId: string, ms: number): void {
    clearTimeout(timers.get(changeId))
    const timer = setTimeout(() => {
      timers.delete(changeId)
      void run(changeId)
    }, ms + earlyByMs)
    timers.set(changeId, timer)
  }

  function run(changeId: string): Promise<void> {
    if (stopping.signal.aborted) return Promise.resolve()
    const known = underWay.get(changeId)
    if (known) return known
    if (underWay.size >= concurrency) {
      turnedAway = true
      return Promise.resolve()
    }
    const working = work(changeId)
    underWay.set(changeId, working)
    return working
  }

  async function sweep(): Promise<void> {
    try {
      const room = concurrency - underWay.size
      const found = room > 0 ? await due(room) : []
      for (const changeId of found) void run(changeId)
    } catch (error) {
      log.warn({ err: error }, 'the sweep for product changes failed; the next one follows')
    }
  }

  function sweepNow(): void {
    if (stopping.signal.aborted) return
    turnedAway = false
    sweeping = sweeping.then(sweep)
  }

  function sweepLater(): void {
    if (stopping.signal.aborted) return
    sweepTimer = setTimeout(() => {
      sweepNow()
      void sweeping.then(sweepLater)
    }, options.sweepEveryMs)
  }

  return {
    run,
    startSweeping: sweepLater,
    async stop() {
      stopping.abort()
      clearTimeout(sweepTimer)
      for (const timer of timers.values()) clearTimeout(timer)
      await sweeping
      await Promise.all(underWay.values())
    },
  }
}
