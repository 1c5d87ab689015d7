import { type Logger } from '../../../platform/logging/logger.js'
import { type ChangeFeed } from '../../../saga/productChange/changeFeed/changeFeed.js'
import { type RecordedEvent } from '../../../saga/productChange/domain/events.js'
import { type ChangeView, project, projectNext, type Projected } from '../../../saga/productChange/domain/projection.js'
import { percentOf } from '../../../saga/productChange/domain/sentences.js'
import { isTerminal } from '../../../saga/productChange/domain/state.js'
import { type ChangeEventStore } from '../../../saga/productChange/eventStore/changeEventStore.js'

/** An event of a change, and the change as it stood after it. */
export interface ChangeStep {
  event: RecordedEvent
  change: ChangeView
  /** 0 to 100. */
  percent: number
  terminal: boolean
  /** Of the request in which the change was asked for; null for one of before that was kept. */
  cause: string | null
}

/** One change that is being watched: what is known of its stream, which grows with each hint. */
export interface LiveChange {
  /** The step that follows a version. WAIT: none so far. ENDED: none will. */
  after(version: number): ChangeStep | 'WAIT' | 'ENDED'
  /** Calls back once, when there is something new. */
  onceChanged(listener: () => void): void
  forget(listener: () => void): void
  close(): void
}

/** Before a reading that failed is tried again, ms. The database may be restarting; nobody who watches is to notice. */
const readAgainMs = 500

/** Begins to watch a change. A hint while it is read means one reading more, however many hints there are. */
export function openLiveChange(
  changeId: string,
  { events, feed, log }: { events: Pick<ChangeEventStore, 'read'>; feed: Pick<ChangeFeed, 'watch'>; log: Logger },
): LiveChange {
  // Versions have no gap: the step to version n stands at n - 1.
  const steps: ChangeStep[] = []
  let projected: Projected | null = null
  const listeners = new Set<() => void>()
  let reading = false
  let hinted = false
  let closed = false
  let timer: NodeJS.Timeout | undefined

  const hasEnded = () => steps.at(-1)?.terminal === true

  function take(event: RecordedEvent): void {
    // What an operator notes down afterwards is no progress.
    if (hasEnded()) return
    projected = projected ? projectNext(projected, event) : project(changeId, [event])
    const { state, view } = projected
    const cause = state.request.traceparent ?? null
    const percent = percentOf(state.phase, state.write?.step)
    steps.push({ event, change: view, percent, terminal: isTerminal(state.phase), cause })
  }

  async function readOn(): Promise<void> {
    hinted = true
    if (reading) return
    reading = true
    try {
      while (hinted && !closed && !hasEnded()) {
        hinted = false
        const found = await events.read(changeId, steps.length)
        found.forEach(take)
        if (found.length > 0) tell()
      }
    } catch (error) {
      log.warn({ err: error, changeId }, 'a product change that is watched could not be read; trying again')
      if (!closed) timer = setTimeout(() => void readOn(), readAgainMs)
    } finally {
      reading = false
    }
  }

  function tell(): void {
    const told = [...listeners]
    listeners.clear()
    for (const listener of told) listener()
  }

  // Watched before it is read: what is appended in between is read once more.
  const unwatch = feed.watch(changeId, () => void readOn())
  void readOn()

  return {
    after: (version) => steps[version] ?? (hasEnded() ? 'ENDED' : 'WAIT'),
    onceChanged: (listener) => void listeners.add(listener),
    forget: (listener) => void listeners.delete(listener),
    close() {
      closed = true
      clearTimeout(timer)
      unwatch()
    },
  }
}
