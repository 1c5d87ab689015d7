import { createHash } from 'node:crypto'
import { RateLimiterRedis } from 'rate-limiter-flexible'
import { type Logger } from '../../platform/logging/logger.js'
import { connectRedis } from '../../platform/redis/connectRedis.js'
import { type WindowCounter } from './windowCounter.js'

/** ms between two exchanges with Redis. What one copy admits meanwhile the others do not know yet. */
const everyMs = 100
/** For one exchange, ms. No request waits for it; what is not told by then is lost to the other copies. */
const redisMs = 1_000

/**
 * Adds up over Redis what all copies of the gateway have counted. No request waits for it: each copy decides by what it
 * knows, tells its own counts ten times a second and learns the sums in return. While Redis is away, frozen or empty,
 * each copy knows its own counts alone, which is what a single copy does anyway.
 *
 * What could not be told is not told again, for it may have arrived: a limit is rather too wide than too narrow.
 */
export function shareCounts(
  counters: ReadonlyMap<string, WindowCounter>,
  { url, log }: { url: string; log: Logger },
): { stop(): void } {
  const redis = connectRedis({ url, purpose: 'rate limits', log, commandMs: redisMs })
  const shared = [...counters].map(([name, counter]) => ({
    counter,
    sums: new RateLimiterRedis({
      storeClient: redis,
      keyPrefix: `yogeum:rate:${name}`,
      points: counter.limit.most,
      duration: counter.limit.seconds,
      rejectIfRedisNotReady: true,
    }),
  }))
  let failing = false

  async function exchange(): Promise<void> {
    const tellings = shared.flatMap(({ counter, sums }) =>
      [...counter.untold()].map(async ([key, count]) => {
        const { consumedPoints, msBeforeNext } = await sums.penalty(redisKey(key), count)
        counter.learn(key, { count: consumedPoints, leftMs: msBeforeNext })
      }),
    )
    if (tellings.length === 0) return
    const failed = (await Promise.allSettled(tellings)).find(({ status }) => status === 'rejected')
    if (failed && !failing)
      log.warn(
        { reason: String((failed as PromiseRejectedResult).reason) },
        'rate limits are not shared: each copy counts alone',
      )
    failing = failed !== undefined
  }

  let underWay = false
  const timer = setInterval(() => {
    if (underWay) return
    underWay = true
    void exchange().finally(() => (underWay = false))
  }, everyMs)
  return {
    stop() {
      clearInterval(timer)
      redis.disconnect()
    },
  }
}

/** Customers and addresses are named to Redis by a hash alone. */
function redisKey(key: string): string {
  return createHash('sha256').update(key).digest('base64url').slice(0, 22)
}
