import { performance } from 'node:perf_hooks'
import { createQuestions } from '../../platform/http/questions.js'
import { changedLinesAnswer, changedLinesPath, productChangeChannel } from '../../platform/lineChanges/changedLines.js'
import { type Logger } from '../../platform/logging/logger.js'
import { followChannel } from '../../platform/redis/channel.js'

/** Follows of which lines a change of plan has gone on, wherever it did. */
export interface LineNews {
  /** Whether everything is known that had happened 2 s ago, and what was heard of since: else nothing may rest on it. */
  upToDate(): boolean
  /** The listener is told the lines; null: it may be any. Returns how to stop listening. */
  onChanged(listener: (lineIds: readonly string[] | null) => void): () => void
  start(): Promise<void>
  /** Asks now. `start` does so each second, and whenever something is heard over Redis. */
  poll(): Promise<void>
  stop(): Promise<void>
}

export interface LineNewsOptions {
  productUrl: string
  /** Over which product and the saga say at once that a change has gone on; without it there is polling alone. */
  redisUrl?: string | undefined
  log: Logger
  /** ms of a monotonic clock. */
  now?: () => number
  /** ms between two polls; 1,000 unless a test wants to see what happens without them. */
  pollEveryMs?: number
}

const everyMs = 1_000
const deadlineMs = 1_000
/** The oldest news on which something may rest, ms. */
const oldestMs = 2_000

/**
 * Asks product, which sees in its database what every copy of every role has done. A place in the order of transactions
 * says up to where is known, so nothing is skipped, however long product was away. Redis only makes it quicker: what is
 * heard there is not believed but asked for, and until the answer is there the news is not up to date.
 */
export function createLineNews(options: LineNewsOptions): LineNews {
  const { productUrl, redisUrl, log, now = () => performance.now(), pollEveryMs = everyMs } = options
  const product = createQuestions(productUrl, deadlineMs)
  const listeners = new Set<(lineIds: readonly string[] | null) => void>()
  let place: string | null = null
  let newsFrom = -Infinity
  let hints = 0
  let hintsAnswered = 0
  let failures = 0
  let asking: Promise<void> | null = null
  let again = false
  let timer: NodeJS.Timeout | undefined
  let stopped = false
  let channel: { stop(): void } | undefined

  async function ask(): Promise<void> {
    const began = now()
    const hintsThen = hints
    try {
      const query = place === null ? '' : `?since=${place}`
      const { status, text } = await product.ask(`${changedLinesPath}${query}`)
      if (status !== 200) throw new Error(`product answered ${status}`)
      const answer = changedLinesAnswer.parse(JSON.parse(text))
      // Where the order begins anew, or nothing was known before, it may have been any line.
      const known = place !== null && BigInt(answer.place) >= BigInt(place)
      const lineIds = known ? answer.lineIds : null
      if (lineIds === null || lineIds.length > 0) for (const listener of listeners) listener(lineIds)
      place = answer.place
      newsFrom = began
      hintsAnswered = hintsThen
      if (failures >= 3) log.info({ failures }, 'changes of plan are followed again')
      failures = 0
    } catch (error) {
      failures += 1
      if (failures === 3)
        log.warn({ err: error }, 'product does not say which plans have changed: no kept answer is given until it does')
    }
  }

  /** One question after the other: each begins where the one before has ended. */
  function poll(): Promise<void> {
    if (asking) {
      again = true
      return asking
    }
    asking = (async () => {
      do {
        again = false
        await ask()
      } while (again && !stopped)
    })().finally(() => (asking = null))
    return asking
  }

  function schedule(): void {
    if (stopped) return
    timer = setTimeout(() => void poll().finally(schedule), pollEveryMs)
    timer.unref()
  }

  return {
    upToDate: () => hints === hintsAnswered && now() - newsFrom <= oldestMs,
    onChanged(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    poll,
    async start() {
      if (redisUrl !== undefined) {
        const onMessage = () => {
          hints += 1
          void poll()
        }
        channel = followChannel({ url: redisUrl, channel: productChangeChannel, log, onMessage })
      }
      await poll()
      schedule()
    },
    async stop() {
      stopped = true
      channel?.stop()
      clearTimeout(timer)
      await asking
      await product.close()
    },
  }
}
