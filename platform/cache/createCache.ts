import { BentoCache, bentostore } from 'bentocache'
import { memoryDriver } from 'bentocache/drivers/memory'
import { type Logger } from '../logging/logger.js'
import { type FieldCipher } from '../privacy/fieldCipher.js'
import { connectRedis } from '../redis/connectRedis.js'
import { redisBus } from './redisBus.js'
import { asTheyAre, sealedRedis } from './sealedRedis.js'

export type CacheLevel = 'memory' | 'redis'

/**
 * Values under keys, in the memory of this process and, where there is a Redis, shared with the other copies. A value is
 * an object that nobody changes: in memory it is the very one that was put in.
 */
export interface Cache {
  /** Null when it is not there, or cannot be had; never throws. */
  get(key: string): Promise<{ value: object; level: CacheLevel } | null>
  /** In memory at once; to Redis and the other copies in the background. `ttlMs` is positive. */
  set(key: string, value: object, ttlMs: number): void
  /** Lets what is on its way to Redis arrive, within its deadline. */
  stop(): Promise<void>
}

export interface CacheOptions {
  /** Prefix of its keys in Redis, with a version: what another version of the program has put there is another cache. */
  name: string
  /** REDIS_URL. Absent: memory alone. */
  redisUrl: string | undefined
  /** Seals what lies in Redis. */
  cipher: Pick<FieldCipher, 'encrypt' | 'decrypt'>
  /** Values in memory. */
  maxItems: number
  log: Logger
}

/** For one command, ms: so much does a Redis that is frozen cost the first who ask. */
const redisWithinMs = 50
/** After a failure Redis is left alone for so long, ms. */
const redisRestMs = 5_000

/**
 * A copy that writes a key tells the others that theirs is out of date. Where the new value cannot be had from Redis, the
 * one in memory is still better than none. Its real end is the `ttlMs` that it was put in with.
 */
const evenExpired = '1d'

/** The cache on bentocache. What is fresh, stale or to be fetched is its user's affair: here a value is there or not. */
export function createCache({ name, redisUrl, cipher, maxItems, log }: CacheOptions): Cache {
  const store = bentostore().useL1Layer(memoryDriver({ maxItems }))
  const redis =
    redisUrl === undefined ? null : connectRedis({ url: redisUrl, purpose: 'cache', log, commandMs: redisWithinMs })
  if (redis && redisUrl !== undefined) {
    store.useL2Layer(sealedRedis(redis, cipher)).useBus(redisBus({ url: redisUrl, log }))
  }
  const bento = new BentoCache({
    default: 'cache',
    stores: { cache: store },
    prefix: name,
    serializer: asTheyAre,
    l2CircuitBreakerDuration: redisRestMs,
    // At once: otherwise the first who asks would wait for connections, and messages of the others be missed.
  }).use()
  /** Which objects lie in memory: one that comes from Redis has just been made. */
  const inMemory = new WeakSet<object>()
  const asked = new Map<string, Promise<object | undefined>>()
  const underWay = new Set<Promise<unknown>>()

  /** One question to Redis for all who ask at once. */
  function find(key: string): Promise<object | undefined> {
    const known = asked.get(key)
    if (known) return known
    const finding = bento.get<object | undefined>({ key, grace: evenExpired }).finally(() => asked.delete(key))
    asked.set(key, finding)
    return finding
  }

  return {
    async get(key) {
      try {
        const value = await find(key)
        if (value === undefined) return null
        const level = inMemory.has(value) ? 'memory' : 'redis'
        inMemory.add(value)
        return { value, level }
      } catch (error) {
        log.warn({ err: error }, 'the cache could not be read')
        return null
      }
    },
    set(key, value, ttlMs) {
      inMemory.add(value)
      const setting = bento
        .set({ key, value, ttl: ttlMs, grace: ttlMs })
        .catch((error: unknown) => log.warn({ err: error }, 'the cache could not be written'))
        .finally(() => underWay.delete(setting))
      underWay.add(setting)
    },
    async stop() {
      await Promise.all(underWay)
      await bento.disconnect()
    },
  }
}
