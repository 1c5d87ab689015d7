import { z } from 'zod'
import { get } from '../http/get.js'
import { type Logger } from '../logging/logger.js'
import { type Clock } from '../time/clock.js'

const answer = z.object({ now: z.number(), sessionIds: z.array(z.string()) })

const everyMs = 1_000
const deadlineMs = 1_500
/** Asked for again each time, so that a session whose row was committed late is not missed. */
const overlapMs = 10_000
/** Longer than an access token lives: after that the token itself has expired. */
const keepMs = 17 * 60_000

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
 */
export function createEndedSessions({ authUrl, clock, log }: { authUrl: string; clock: Clock; log: Logger }): EndedSessions {
  const endedAt = new Map<string, number>()
  const listeners = new Set<(sessionId: string) => void>()
  let since = 0
  let failures = 0
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> = Promise.resolve()
  let stopped = false

  async function poll(): Promise<void> {
    try {
      const { status, text } = await get(`${authUrl}/internal/ended-sessions?since=${since}`, { timeoutMs: deadlineMs })
      if (status !== 200) throw new Error(`auth answered ${status}`)
      const { now, sessionIds } = answer.parse(JSON.parse(text))
      for (const id of sessionIds) {
        const isNew = !endedAt.has(id)
        endedAt.set(id, clock().getTime())
        if (isNew) for (const listener of listeners) listener(id)
      }
      since = Math.max(0, now - overlapMs)
      if (failures >= 3) log.info({ failures }, 'ended sessions are followed again')
      failures = 0
      forgetOld()
    } catch (error) {
      failures += 1
      if (failures === 3) log.warn({ err: error }, 'auth is out of reach: sessions that end now are not noticed until it is back')
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
    }, everyMs)
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
      await poll()
      schedule()
    },
    async stop() {
      stopped = true
      clearTimeout(timer)
      await running
    },
  }
}
