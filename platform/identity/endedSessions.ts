import { z } from 'zod'
import { createQuestions } from '../http/questions.js'
import { type Logger } from '../logging/logger.js'
import { redisPlace } from '../redis/connectRedis.js'
import { type Clock } from '../time/clock.js'
import { followEndedSessions } from './endedSessionsChannel.js'

const answer = z.object({ now: z.number(), sessionIds: z.array(z.string()) })

/** Between two polls, ms. */
const everyMs = 1_000
const deadlineMs = 1_500
/** Asked for again each time, so that a session whose row was committed late is not missed. */
const overlapMs = 10_000
/** Longer than an access token lives: after that the token itself has expired. */
const keepMs = 17 * 60_000

export interface EndedSessionsOptions {
  authUrl: string
  /** Where auth announces what ends; without it there is polling alone. */
  redisUrl?: string | undefined
  clock: Clock
  log: Logger
  /** ms between two polls; 1,000 unless a test wants to see what happens without them. */
  pollEveryMs?: number
}

export interface EndedSessions {
  has(sessionId: string): boolean
  start(): Promise<void>
  poll(): Promise<void>
  onEnded(listener: (sessionId: string) => void): () => void
  stop(): Promise<void>
}

/**
 * Follows auth's list of ended sessions, so that a sign-out takes effect here within seconds although access tokens
 * live for minutes. While auth is out of reach nobody can sign out either, and what is known stays in force.
 *
 * With a REDIS_URL auth's word also arrives by Redis, at once. Redis only makes it quicker: the list is asked for all
 * the same, so that what Redis loses is noticed with the next poll.
 */
export function createEndedSessions(options: EndedSessionsOptions): EndedSessions {
  const { authUrl, redisUrl, clock, log, pollEveryMs = everyMs } = options
  const auth = createQuestions(authUrl, deadlineMs)
  const endedAt = new Map<string, number>()
  const listeners = new Set<(sessionId: string) => void>()
  let since = 0
  let failures = 0
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> = Promise.resolve()
  let stopped = false
  let channel: { stop(): void } | undefined

  async function poll(): Promise<void> {
    try {
      const { status, text } = await auth.ask(`/internal/ended-sessions?since=${since}`)
      if (status !== 200) throw new Error(`auth answered ${status}`)
      const { now, sessionIds } = answer.parse(JSON.parse(text))
      note(sessionIds)
      since = Math.max(0, now - overlapMs)
      if (failures >= 3) log.info({ failures }, 'ended sessions are followed again')
      failures = 0
      forgetOld()
    } catch (error) {
      failures += 1
      if (failures === 3)
        log.warn({ err: error }, 'auth is out of reach: sessions that end now are not noticed until it is back')
    }
  }

  function note(sessionIds: string[]): void {
    for (const id of sessionIds) {
      const isNew = !endedAt.has(id)
      endedAt.set(id, clock().getTime())
      if (isNew) for (const listener of listeners) listener(id)
    }
  }

  function forgetOld() {
    const before = clock().getTime() - keepMs
    for (const [id, at] of endedAt) {
      if (at >= before) break
      endedAt.delete(id)
    }
  }

  function schedule() {
    if (stopped) return
    timer = setTimeout(() => {
      running = poll().finally(schedule)
    }, pollEveryMs)
    timer.unref()
  }

  return {
    has: (sessionId) => endedAt.has(sessionId),
    poll,
    onEnded(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async start() {
      if (redisUrl === undefined) log.info('REDIS_URL is not set: auth is asked each second which sessions have ended')
      else {
        log.info({ redis: redisPlace(redisUrl) }, 'ended sessions arrive over Redis; auth is asked each second as well')
        channel = followEndedSessions({ url: redisUrl, log, onEnded: note })
      }
      await poll()
      schedule()
    },
    async stop() {
      stopped = true
      channel?.stop()
      clearTimeout(timer)
      await running
      await auth.close()
    },
  }
}
