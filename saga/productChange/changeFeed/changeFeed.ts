import { type Logger } from '../../../platform/logging/logger.js'
import { type ChangeLog, type LogPlace } from '../eventStore/changeLog.js'

/** Says which changes have gone on. It only hints: what happened is read from the streams. */
export interface ChangeFeed {
  start(): void
  /** Calls the listener some time after each append to the change's stream, perhaps more than once. Returns how to stop. */
  watch(changeId: string, listener: () => void): () => void
  /** How many changes are watched. */
  watched(): number
  stop(): Promise<void>
}

/** Carries hints from whoever appends to whoever watches. What it loses is found by asking the event table. */
export interface ChangeTransport {
  start(onHint: (changeId: string) => void): void
  stop(): Promise<void>
}

/** Between two questions to the event table, ms: how late an event is of which the transport lost the hint. */
const catchUpEveryMs = 1_000

/**
 * The feed over a transport. While anybody watches, the event table is asked each second for what the transport may have
 * lost; while nobody does, nothing is asked.
 */
export function createChangeFeed(options: {
  transport: ChangeTransport
  eventLog: ChangeLog
  log: Logger
  catchUpEveryMs?: number
}): ChangeFeed {
  const { transport, eventLog, log } = options
  const watchers = new Map<string, Set<() => void>>()
  let place: LogPlace | null = null
  let timer: NodeJS.Timeout | undefined
  let catchingUp: Promise<void> = Promise.resolve()
  let stopped = false

  const hint = (changeId: string) => watchers.get(changeId)?.forEach((listener) => listener())

  async function catchUp(): Promise<void> {
    try {
      if (place === null) {
        // What was lost before this place was known is found by everybody's looking once.
        place = await eventLog.end()
        for (const changeId of [...watchers.keys()]) hint(changeId)
        return
      }
      const { changeIds, next } = await eventLog.after(place)
      place = next
      for (const changeId of changeIds) hint(changeId)
    } catch (error) {
      log.warn({ err: error }, 'the events could not be asked for what was missed; asked again in a moment')
    }
  }

  function catchUpLater(): void {
    if (stopped || timer !== undefined || watchers.size === 0) return
    timer = setTimeout(() => {
      timer = undefined
      catchingUp = catchUp().finally(catchUpLater)
    }, options.catchUpEveryMs ?? catchUpEveryMs)
  }

  function leave(changeId: string, listener: () => void): void {
    const listeners = watchers.get(changeId)
    listeners?.delete(listener)
    if (listeners?.size === 0) watchers.delete(changeId)
    if (watchers.size > 0) return
    clearTimeout(timer)
    timer = undefined
    place = null
  }

  return {
    start: () => transport.start(hint),
    watch(changeId, listener) {
      const listeners = watchers.get(changeId) ?? new Set()
      watchers.set(changeId, listeners.add(listener))
      catchUpLater()
      return () => leave(changeId, listener)
    },
    watched: () => watchers.size,
    async stop() {
      stopped = true
      clearTimeout(timer)
      await transport.stop()
      await catchingUp
    },
  }
}
