import { z } from 'zod'
import { type Logger } from '../logging/logger.js'
import { followChannel, openChannelSender } from '../redis/channel.js'
import { redisPlace } from '../redis/connectRedis.js'

/** Names sessions, never a customer. */
const channel = 'yogeum:ended-sessions'

const message = z.array(z.string().min(1).max(64))

export interface EndedSessionsSender {
  /** Call it once the end is committed; it never throws and never makes the caller wait. */
  send(sessionIds: string[]): void
  stop(): Promise<void>
}

/** auth's side: tells every role at once which sessions have ended. Without Redis they ask, each second. */
export function openEndedSessionsSender({ url, log }: { url: string | undefined; log: Logger }): EndedSessionsSender {
  if (url === undefined) {
    log.info('REDIS_URL is not set: the other roles learn of ended sessions by asking each second')
    return { send: () => undefined, stop: () => Promise.resolve() }
  }
  log.info(
    { redis: redisPlace(url) },
    'ended sessions are announced over Redis; the other roles ask each second as well',
  )
  const sender = openChannelSender({ url, channel, log })
  return {
    send(sessionIds) {
      if (sessionIds.length > 0) sender.send(JSON.stringify(sessionIds))
    },
    stop: () => sender.stop(),
  }
}

/** The other roles' side. */
export function followEndedSessions({
  url,
  log,
  onEnded,
}: {
  url: string
  log: Logger
  onEnded: (sessionIds: string[]) => void
}): { stop(): void } {
  return followChannel({
    url,
    channel,
    log,
    onMessage(text) {
      const parsed = message.safeParse(json(text))
      if (parsed.success) onEnded(parsed.data)
      else log.warn({ channel }, 'a message over Redis was not a list of sessions, and was ignored')
    },
  })
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
