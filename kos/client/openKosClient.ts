import { createCache } from '../../platform/cache/createCache.js'
import { type Logger } from '../../platform/logging/logger.js'
import { type FieldCipher } from '../../platform/privacy/fieldCipher.js'
import { type Clock } from '../../platform/time/clock.js'
import { createLineKeys, type LineVersions } from './cache/lineKeys.js'
import { createKosOrder, type KosClient, type KosClientOptions } from './createKosOrder.js'
import { type KosObserver } from './kosObserver.js'
import { answersInMemory } from './policy.js'

export interface KosClientParts {
  config: { KOS_URL: string; KOS_READ_TIMEOUT_MS: number; KOS_TTL_FACTOR: number; REDIS_URL?: string | undefined }
  serviceName: KosClientOptions['serviceName']
  cipher: FieldCipher
  versionsOf: LineVersions
  clock: Clock
  log: Logger
  observer: KosObserver
}

/** The number goes up when the shape of a kept answer changes: two versions of the program may share one Redis. */
const cacheName = 'kos:1'

/** The client of a role that shows what KOS says, with its cache; `close` closes both. */
export function openKosClient({
  config,
  serviceName,
  cipher,
  versionsOf,
  clock,
  log,
  observer,
}: KosClientParts): KosClient {
  const cache = createCache({
    ...{ name: cacheName, redisUrl: config.REDIS_URL, cipher, maxItems: answersInMemory, log },
  })
  const client = createKosOrder({
    kosUrl: config.KOS_URL,
    serviceName,
    readTimeoutMs: config.KOS_READ_TIMEOUT_MS,
    remember: { cache, lines: createLineKeys({ cipher, versionsOf }), ttlFactor: config.KOS_TTL_FACTOR },
    ...{ clock, log, observer },
  })
  return {
    ...client,
    async close() {
      await client.close()
      await cache.stop()
    },
  }
}
