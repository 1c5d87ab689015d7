import { Redis } from 'ioredis'
import { type Logger } from '../logging/logger.js'

/** For one command, ms: a Redis that is frozen costs this much, and no more. */
const redisCommandMs = 100
/** For a TCP connection to come up, ms. */
const connectMs = 2_000
/** The longest pause between two attempts to connect, ms. */
const longestPauseMs = 2_000

export interface RedisConnectionOptions {
  url: string
  purpose: string
  log: Logger
  /** For one command, ms; `redisCommandMs` unless told. */
  commandMs?: number
}

/**
 * A connection of its own that outlives its Redis: made in the background, made again whenever it is lost, and with a
 * deadline for every command. A command while there is no connection fails at once, instead of waiting in a queue that
 * grows. Nothing here throws or rejects by itself; an outage is one warning, its end one line.
 *
 * `purpose` says in the log what the connection is for. Whoever connects calls `disconnect()`.
 */
export function connectRedis({ url, purpose, log, commandMs = redisCommandMs }: RedisConnectionOptions): Redis {
  const redis = new Redis(url, {
    commandTimeout: commandMs,
    connectTimeout: connectMs,
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    // Whoever subscribes does so anew on each 'ready': ioredis' own way leaves a rejection unhandled when that fails.
    autoResubscribe: false,
    retryStrategy: (attempt) => Math.min(attempt * 100, longestPauseMs),
    reconnectOnError: () => false,
  })
  const place = redisPlace(url)
  let out = false
  redis.on('error', (error: Error) => {
    if (out) return
    out = true
    log.warn({ reason: error.message, redis: place, purpose }, 'Redis is out of reach')
  })
  redis.on('reconnecting', () => {
    if (out) return
    out = true
    log.warn({ redis: place, purpose }, 'the connection to Redis was lost')
  })
  redis.on('ready', () => {
    log.info({ redis: place, purpose }, out ? 'connected to Redis again' : 'connected to Redis')
    out = false
  })
  return redis
}

/** `host:port` of a REDIS_URL. The address may hold a password, so nothing else of it is ever shown. */
export function redisPlace(url: string): string {
  const { hostname, port } = new URL(url)
  return `${hostname}:${port || '6379'}`
}
