import { type Logger } from '../logging/logger.js'

/** Work that is repeated while the role runs. */
export interface RepeatedWork {
  name: string
  /** ms between the end of one run and the start of the next. */
  everyMs: number
  /** ms after a run that failed; as `everyMs` unless told. */
  afterFailureMs?: number
  /** Whether the first run is now; otherwise it waits for its turn as well. */
  atOnce?: boolean
  run: () => Promise<void>
}

export interface Upkeep {
  /** Resolves when the runs that were to be `atOnce` are over, whether they failed or not. */
  begun: Promise<void>
  /** Lets a run in progress finish. */
  stop(): Promise<void>
}

/** Repeats each until stopped. A run that fails is logged and tried again at its next turn. */
export function startUpkeep(works: RepeatedWork[], log: Logger): Upkeep {
  let stopped = false
  const timers = new Map<string, NodeJS.Timeout>()
  const running = new Map<string, Promise<void>>()

  const schedule = (work: RepeatedWork, inMs: number) => {
    if (stopped) return
    timers.set(work.name, setTimeout(() => void run(work), inMs).unref())
  }
  const run = (work: RepeatedWork): Promise<void> => {
    const { name, everyMs, afterFailureMs = everyMs } = work
    const one = work.run().then(
      () => schedule(work, everyMs),
      (error: unknown) => {
        log.warn({ err: error }, `${name} failed and is tried again later`)
        schedule(work, afterFailureMs)
      },
    )
    running.set(name, one)
    return one
  }
  const first = works.filter(({ atOnce }) => atOnce).map(run)
  for (const work of works) if (!work.atOnce) schedule(work, work.everyMs)

  return {
    begun: Promise.all(first).then(() => undefined),
    async stop() {
      stopped = true
      for (const timer of timers.values()) clearTimeout(timer)
      await Promise.all(running.values())
    },
  }
}
