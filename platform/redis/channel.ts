import { type Logger } from '../logging/logger.js'
import { connectRedis } from './connectRedis.js'

export interface ChannelOptions {
  /** REDIS_URL. */
  url: string
  channel: string
  log: Logger
}

export interface ChannelSender {
  /** Sends and forgets: a message that is not delivered is a warning in the log, and lost. */
  send(message: string): void
  /** Lets what is on its way arrive, then closes the connection. */
  stop(): Promise<void>
}

/** Sends to a Redis channel, within a deadline and without keeping anybody waiting. */
export function openChannelSender({ url, channel, log }: ChannelOptions): ChannelSender {
  const redis = connectRedis({ url, purpose: `sends to ${channel}`, log })
  const underWay = new Set<Promise<void>>()
  return {
    send(message) {
      const sending = redis
        .publish(channel, message)
        .then(
          () => undefined,
          (error: Error) => log.warn({ reason: error.message, channel }, 'a message was not sent over Redis'),
        )
        .finally(() => underWay.delete(sending))
      underWay.add(sending)
    },
    async stop() {
      await Promise.all(underWay)
      redis.disconnect()
    },
  }
}

/**
 * Listens to a Redis channel, from the first moment that Redis can be reached, and again after each outage. What is
 * sent meanwhile is lost: nothing may rest on this channel alone.
 */
export function followChannel({
  url,
  channel,
  log,
  onMessage,
}: ChannelOptions & { onMessage: (message: string) => void }): { stop(): void } {
  const redis = connectRedis({ url, purpose: `follows ${channel}`, log })
  redis.on('ready', () => {
    redis.subscribe(channel).then(
      () => log.info({ channel }, 'following the channel over Redis'),
      (error: Error) => {
        log.warn(
          { reason: error.message, channel },
          'the channel cannot be followed over Redis: the connection is made anew',
        )
        if (redis.status === 'ready') redis.disconnect(true)
      },
    )
  })
  redis.on('message', (_channel: string, message: string) => onMessage(message))
  return { stop: () => redis.disconnect() }
}
