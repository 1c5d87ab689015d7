import { type Logger } from '../../../platform/logging/logger.js'

/** Work that is repeated while the role runs. */
export interface RepeatedWork {
  name: string
  /** ms between the end of one run and the start of the next. */
  everyMs: number
  run: () => Promise<void>
}

export interface Upkeep {
  /** Lets a run in progress finish. */
  stop(): Promise<void>
}

/** Repeats each until stopped. A run that fails is logged and tried again at its next turn. */
export function startUpkeep(works: RepeatedWork[], log: Logger): Upkeep {
  let stopped = false
  const timers = new Map<string, NodeJS.Timeout>()
  const running = new Map<string, Promise<void>>()

  const schedule = (work: RepeatedWork) => {
    if (stopped) return
    const timer = setTimeout(() => {
      const run = work
        .run()
        .catch((error: unknown) => log.warn({ err: error }, `${work.name} failed and is tried again later`))
        .finally(() => schedule(work))
      running.set(work.name, run)
    }, work.everyMs)
    timers.set(work.name, timer.unref())
  }
  for (const work of works) schedule(work)

  return {
    async stop() {
      stopped = true
      for (const timer of timers.values()) clearTimeout(timer)
      await Promise.all(running.values())
    },
  }
}
