import { type Logger } from '../../../platform/logging/logger.js'
import { productChangeChannel as channel } from '../../../platform/lineChanges/changedLines.js'
import { followChannel, openChannelSender } from '../../../platform/redis/channel.js'
import { type ChangeAnnouncer } from './announcing.js'
import { type ChangeTransport } from './changeFeed.js'
import { changeIdIn, hintOf } from './hint.js'

/** Hints over Redis, for those who watch. */
export function createRedisTransport({ url, log }: { url: string; log: Logger }): ChangeTransport {
  let following: { stop(): void } | undefined
  return {
    start(onHint) {
      following = followChannel({ url, channel, log, onMessage: (hint) => onHint(changeIdIn(hint)) })
    },
    stop() {
      following?.stop()
      return Promise.resolve()
    },
  }
}

/** Hints over Redis, for those who append. */
export function openRedisAnnouncer({ url, log }: { url: string; log: Logger }): ChangeAnnouncer {
  const sender = openChannelSender({ url, channel, log })
  return {
    announce: (changeId, version) => sender.send(hintOf(changeId, version)),
    stop: () => sender.stop(),
  }
}
