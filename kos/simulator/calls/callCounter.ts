import { type Operation } from '../faults/faults.js'
import { type CallCount } from './callStore.js'

/**
 * Counts calls without an effect in memory and hands them over in lots, so that counting a read costs no write.
 * Calls with an effect are not counted here but in the effect's own transaction.
 */
export interface CallCounter {
  count(operation: Operation, outcome: string): void
  /** Hands over what was counted so far; before anybody looks, and at the end. */
  flush(): Promise<void>
  stop(): Promise<void>
}

/** `write` gets the lot every `intervalMs`; what it fails to write is counted again. */
export function createCallCounter(
  write: (counts: CallCount[]) => Promise<void>,
  failed: (error: unknown) => void,
  intervalMs = 100,
): CallCounter {
  let counts = new Map<string, CallCount>()
  let writing: Promise<void> = Promise.resolve()

  const add = ({ operation, outcome, count }: CallCount) => {
    const key = `${operation} ${outcome}`
    const held = counts.get(key)
    if (held) held.count += count
    else counts.set(key, { operation, outcome, count })
  }
  const writeLot = async () => {
    if (counts.size === 0) return
    const lot = [...counts.values()]
    counts = new Map()
    try {
      await write(lot)
    } catch (error) {
      lot.forEach(add)
      throw error
    }
  }
  const flush = () => {
    const next = writing.then(writeLot)
    writing = next.catch(() => undefined)
    return next
  }
  const timer = setInterval(() => void flush().catch(failed), intervalMs)
  timer.unref()
  return {
    count: (operation, outcome) => add({ operation, outcome, count: 1 }),
    flush,
    async stop() {
      clearInterval(timer)
      await flush().catch(failed)
    },
  }
}
