import { createClient } from 'graphql-ws'
import { setTimeout as wait } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { type Order } from './customers.js'
import { type Stack } from './stack.js'

/** What one customer saw of their change. */
export interface Watched {
  changeId: string
  /** Versions and types in the order in which they came. */
  seen: { version: number; type: string }[]
  terminal: boolean
  /** How often the socket was lost and the watch was taken up again. */
  reconnects: number
}

const subscription = `subscription ($id: ID!, $after: Int!) {
  productChangeProgress(id: $id, afterVersion: $after) { event { version type } terminal change { version } }
}`

interface Progress {
  event: { version: number; type: string }
  terminal: boolean
}

/** Watches until the change is finished or `signal` says that it is enough; takes up again where it was cut off. */
export async function watchChange(
  stack: Stack,
  order: Order,
  changeId: string,
  { unit, signal }: { unit: () => number; signal: AbortSignal },
): Promise<Watched> {
  const watched: Watched = { changeId, seen: [], terminal: false, reconnects: 0 }
  while (!watched.terminal && !signal.aborted) {
    const gateway = stack.gateways[Math.floor(unit() * stack.gateways.length)]
    if (gateway) await watchOnce(gateway.url, order, watched, signal)
    if (watched.terminal || signal.aborted) break
    watched.reconnects += 1
    await wait(50 + unit() * 250)
  }
  return watched
}

/** Resolves when the subscription has ended, whatever the reason. */
async function watchOnce(url: string, order: Order, watched: Watched, signal: AbortSignal): Promise<void> {
  const client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${order.token}` },
    retryAttempts: 0,
    lazyCloseTimeout: 0,
  })
  const stop = (): void => void client.terminate()
  signal.addEventListener('abort', stop)
  try {
    const after = watched.seen.at(-1)?.version ?? 0
    const events = client.iterate<{ productChangeProgress: Progress }>({
      query: subscription,
      variables: { id: watched.changeId, after },
    })
    for await (const { data } of events) {
      const progress = data?.productChangeProgress
      if (!progress) break
      watched.seen.push({ version: progress.event.version, type: progress.event.type })
      watched.terminal ||= progress.terminal
    }
  } catch {
    // Cut off: the next attempt takes up from the last version.
  } finally {
    signal.removeEventListener('abort', stop)
    await client.dispose()
  }
}
