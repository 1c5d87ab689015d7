import { type Logger } from '../../../platform/logging/logger.js'
import { type ChangeFeed } from '../../../saga/productChange/changeFeed/changeFeed.js'
import { type ChangeEventStore } from '../../../saga/productChange/eventStore/changeEventStore.js'
import { type ChangeStep, openLiveChange, type LiveChange } from './liveChange.js'

/** Follows changes for those who watch them. */
export interface ChangeFollower {
  /** The steps after a version, those that happened and those that will; ends after the terminal one. */
  follow(changeId: string, afterVersion: number): AsyncGenerator<ChangeStep, void, void>
  /** Ends what is being followed. */
  stop(): void
}

/** Those who watch the same change share one reading of it. */
export function createChangeFollower(parts: {
  events: Pick<ChangeEventStore, 'read'>
  feed: Pick<ChangeFeed, 'watch'>
  log: Logger
}): ChangeFollower {
  const live = new Map<string, { change: LiveChange; followers: number }>()
  const ends = new Set<() => void>()

  function join(changeId: string): LiveChange {
    const known = live.get(changeId) ?? { change: openLiveChange(changeId, parts), followers: 0 }
    known.followers += 1
    live.set(changeId, known)
    return known.change
  }

  function leave(changeId: string): void {
    const known = live.get(changeId)
    if (!known) return
    known.followers -= 1
    if (known.followers > 0) return
    live.delete(changeId)
    known.change.close()
  }

  return {
    follow(changeId, afterVersion) {
      const change = join(changeId)
      let seen = afterVersion
      let ended = false
      let wake: (() => void) | undefined
      const end = () => {
        if (ended) return
        ended = true
        ends.delete(end)
        leave(changeId)
        wake?.()
      }
      ends.add(end)
      const done = { done: true, value: undefined } as const

      async function next(): Promise<IteratorResult<ChangeStep, void>> {
        while (!ended) {
          const step = change.after(seen)
          if (step === 'WAIT') {
            await new Promise<void>((resolve) => {
              wake = resolve
              change.onceChanged(resolve)
            })
            if (wake) change.forget(wake)
          } else if (step === 'ENDED') end()
          else {
            seen = step.event.version
            return { done: false, value: step }
          }
        }
        return done
      }

      return {
        next,
        return() {
          end()
          return Promise.resolve(done)
        },
        throw(error: unknown) {
          end()
          return Promise.reject(error instanceof Error ? error : new Error(String(error)))
        },
        [Symbol.asyncIterator]() {
          return this
        },
        [Symbol.asyncDispose]() {
          end()
          return Promise.resolve()
        },
      }
    },
    stop() {
      for (const end of [...ends]) end()
    },
  }
}
