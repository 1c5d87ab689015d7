import { type Logger } from '../../../platform/logging/logger.js'
import { redisPlace } from '../../../platform/redis/connectRedis.js'
import { type ChangeAnnouncer } from './announcing.js'
import { type ChangeTransport } from './changeFeed.js'
import { createPostgresTransport } from './postgresTransport.js'
import { createRedisTransport, openRedisAnnouncer } from './redisTransport.js'

export interface TransportPlaces {
  databaseUrl: string
  /** Absent: over the database. */
  redisUrl: string | undefined
  log: Logger
}

/** How a role hears of product changes that others carry on. It says which way it is. */
export function createChangeTransport({ databaseUrl, redisUrl, log }: TransportPlaces): ChangeTransport {
  if (redisUrl === undefined) {
    log.info('REDIS_URL is not set: progress of product changes is heard of over the database')
    return createPostgresTransport({ databaseUrl, log })
  }
  log.info({ redis: redisPlace(redisUrl) }, 'progress of product changes is heard of over Redis')
  return createRedisTransport({ url: redisUrl, log })
}

/** How a role tells of product changes that it carries on. Without Redis the append itself notifies. */
export function openChangeAnnouncer({ redisUrl, log }: Pick<TransportPlaces, 'redisUrl' | 'log'>): ChangeAnnouncer {
  if (redisUrl !== undefined) return openRedisAnnouncer({ url: redisUrl, log })
  return { announce: () => undefined, stop: () => Promise.resolve() }
}
