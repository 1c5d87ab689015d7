import { Lexer, Source, TokenKind } from 'graphql'
import { LRUCache } from 'lru-cache'
import { type Logger } from '../../platform/logging/logger.js'
import { connectRedis } from '../../platform/redis/connectRedis.js'
import { type Clock } from '../../platform/time/clock.js'
import { hashDocument } from './hashDocument.js'

/** Documents that clients sent once, to be named by their hash from then on. Losing one costs a round trip, and no more. */
export interface PersistedQueries {
  /** Never rejects, and waits for Redis 50 ms at most. */
  find(hash: string): Promise<string | undefined>
  /** To be called for documents that were found good. Returns at once. Those with a text in them are let go. */
  keep(hash: string, text: string): void
  stop(): void
}

const memoryBytes = 8 * 1024 * 1024
/** A longer document is sent each time. */
const longestText = 32 * 1024
/** For one command, ms. */
const redisMs = 50
/** How long Redis is left alone after it did not answer, ms: a frozen one costs its 50 ms once, not each request. */
const pauseMs = 1_000
/** How long Redis keeps a document, s. */
const keptSeconds = 24 * 60 * 60
const keyOf = (hash: string): string => `yogeum:persisted-query:${hash}`

/** @param redisUrl where copies share them; without it each has its own. */
export function createPersistedQueries({
  redisUrl,
  clock,
  log,
}: {
  redisUrl: string | undefined
  clock: Clock
  log: Logger
}): PersistedQueries {
  const memory = new LRUCache<string, string>({
    maxSize: memoryBytes,
    sizeCalculation: (text) => 200 + 2 * text.length,
  })
  const redis =
    redisUrl === undefined
      ? null
      : connectRedis({ url: redisUrl, purpose: 'documents named by their hash', log, commandMs: redisMs })
  let pausedUntil = 0

  async function ask<T>(command: (connection: NonNullable<typeof redis>) => Promise<T>): Promise<T | null> {
    if (redis === null || clock().getTime() < pausedUntil) return null
    try {
      return await command(redis)
    } catch {
      // An outage is in the log already: the connection itself tells of it once.
      pausedUntil = clock().getTime() + pauseMs
      return null
    }
  }

  return {
    async find(hash) {
      const known = memory.get(hash)
      if (known !== undefined) return known
      const shared = await ask((connection) => connection.get(keyOf(hash)))
      // Whoever can write to Redis must not be able to put another document in the place of one.
      if (shared === null || hashDocument(shared) !== hash) return undefined
      memory.set(hash, shared)
      return shared
    },
    keep(hash, text) {
      if (text.length > longestText || holdsText(text)) return
      memory.set(hash, text)
      void ask((connection) => connection.set(keyOf(hash), text, 'EX', keptSeconds))
    },
    stop: () => redis?.disconnect(),
  }
}

/**
 * Whether a document has texts written into it instead of variables. They may be a password or somebody's number, which
 * has no place in Redis; and a document that is another for each customer is never asked for again.
 */
function holdsText(text: string): boolean {
  const lexer = new Lexer(new Source(text))
  for (let token = lexer.advance(); token.kind !== TokenKind.EOF; token = lexer.advance()) {
    if (token.kind === TokenKind.STRING || token.kind === TokenKind.BLOCK_STRING) return true
  }
  return false
}
