import { type Logger } from '../logging/logger.js'
import { followChannel, openChannelSender } from '../redis/channel.js'

/** What bentocache's bus wants of a way to the other copies; messages name keys, never values. */
interface BusTransport {
  setId(id: string): BusTransport
  publish(channel: string, message: object): Promise<void>
  subscribe(channel: string, handler: (message: object) => void): Promise<void>
  unsubscribe(channel: string): Promise<void>
  onReconnect(callback: () => void): void
  disconnect(): Promise<void>
}

/**
 * The bus over our own channels: bentocache's Redis bus leaves a rejection unhandled when Redis is away at start, and
 * makes whoever writes wait for Redis. What is lost meanwhile costs at most a value's time to live.
 */
export function redisBus({ url, log }: { url: string; log: Logger }) {
  return { options: {}, factory: () => createTransport(url, log) as never }
}

function createTransport(url: string, log: Logger): BusTransport {
  const ends: (() => Promise<void> | void)[] = []
  const senders = new Map<string, ReturnType<typeof openChannelSender>>()
  let id = ''
  const senderTo = (channel: string) => {
    const known = senders.get(channel)
    if (known) return known
    const sender = openChannelSender({ url, channel, log })
    senders.set(channel, sender)
    return sender
  }
  const transport: BusTransport = {
    setId(given) {
      id = given
      return transport
    },
    publish(channel, payload) {
      senderTo(channel).send(JSON.stringify({ busId: id, payload }))
      return Promise.resolve()
    },
    subscribe(channel, handler) {
      senderTo(channel)
      const onMessage = (text: string) => {
        const message = readMessage(text)
        if (message && message.busId !== id) handler(message.payload)
      }
      const following = followChannel({ url, channel, log, onMessage })
      ends.push(() => following.stop())
      return Promise.resolve()
    },
    unsubscribe: () => Promise.resolve(),
    onReconnect: () => undefined,
    async disconnect() {
      for (const end of ends) await end()
      await Promise.all([...senders.values()].map((sender) => sender.stop()))
    },
  }
  return transport
}

function readMessage(text: string): { busId: string; payload: object } | null {
  try {
    const message = JSON.parse(text) as { busId?: unknown; payload?: unknown } | null
    if (typeof message?.busId !== 'string' || typeof message.payload !== 'object' || !message.payload) return null
    return { busId: message.busId, payload: message.payload }
  } catch {
    return null
  }
}
