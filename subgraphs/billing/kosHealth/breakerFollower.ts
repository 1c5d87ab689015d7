import { type Logger } from '../../../platform/logging/logger.js'
import { type KeptBreakerChange, type KosHealthStore } from './kosHealthStore.js'

/** Follows the changes of all breakers for those who watch. */
export interface BreakerFollower {
  /** The changes after a version, in order and each once; null: those from now on. Ends when the role stops. */
  follow(after: number | null): Promise<AsyncGenerator<KeptBreakerChange, void, void>>
  stop(): void
}

export interface BreakerFollowerParts {
  store: Pick<KosHealthStore, 'changesAfter' | 'newestVersion'>
  log: Logger
  /** Between two looks at the table, ms. */
  everyMs?: number
}

interface Watcher {
  /** The version of the last change that it has or that waits for it. */
  seen: number
  waiting: KeptBreakerChange[]
  wake: () => void
  end: () => void
}

const pageSize = 100
/** A watcher for whom so many wait is given no more until it has taken them. */
const mostWaiting = 100

/** Looks at the table while somebody watches, once for all who do: a change costs a reading, and so does a quiet moment. */
export function createBreakerFollower({ store, log, everyMs = 500 }: BreakerFollowerParts): BreakerFollower {
  const watchers = new Set<Watcher>()
  let timer: NodeJS.Timeout | undefined
  let looking = false
  let failing = false
  let stopped = false

  /** True when there may be more. */
  async function readOn(): Promise<boolean> {
    const ready = [...watchers].filter(({ waiting }) => waiting.length < mostWaiting)
    if (ready.length === 0) return false
    const page = await store.changesAfter(Math.min(...ready.map(({ seen }) => seen)), pageSize)
    for (const watcher of ready) {
      const fresh = page.filter(({ version }) => version > watcher.seen)
      watcher.waiting.push(...fresh)
      watcher.seen = fresh.at(-1)?.version ?? watcher.seen
      if (fresh.length > 0) watcher.wake()
    }
    return page.length === pageSize
  }

  async function look(): Promise<void> {
    looking = true
    try {
      while (await readOn());
      failing = false
    } catch (error) {
      if (!failing) log.warn({ err: error }, 'changes of breakers that are watched could not be read; trying on')
      failing = true
    }
    looking = false
    if (watchers.size > 0) timer = setTimeout(() => void look(), everyMs)
  }

  function admit(seen: number): Watcher {
    const watcher: Watcher = { seen, waiting: [], wake: () => undefined, end: () => undefined }
    watchers.add(watcher)
    if (watchers.size === 1 && !looking) {
      clearTimeout(timer)
      void look()
    }
    return watcher
  }

  return {
    async follow(after) {
      const seen = after ?? (await store.newestVersion())
      return stopped ? stepsOf(null) : stepsOf(admit(seen), (watcher) => watchers.delete(watcher))
    },
    stop() {
      stopped = true
      clearTimeout(timer)
      for (const watcher of [...watchers]) watcher.end()
    },
  }
}

/** What waits for a watcher and what will. `return` ends a `next` that waits. */
function stepsOf(
  watcher: Watcher | null,
  leave: (watcher: Watcher) => void = () => undefined,
): AsyncGenerator<KeptBreakerChange, void, void> {
  let ended = watcher === null
  const done = { done: true, value: undefined } as const
  const end = () => {
    if (ended || watcher === null) return
    ended = true
    leave(watcher)
    watcher.wake()
  }
  if (watcher) watcher.end = end
  return {
    async next() {
      while (!ended && watcher) {
        const value = watcher.waiting.shift()
        if (value) return { done: false, value }
        await new Promise<void>((resolve) => (watcher.wake = resolve))
      }
      return done
    },
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
}
