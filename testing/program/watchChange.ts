import { createClient } from 'graphql-ws'
import { setTimeout as wait } from 'node:timers/promises'
import { WebSocket } from 'ws'

/** What one customer has seen of their change so far. */
export interface Watched {
  changeId: string
  /** In the order in which they came; `status` is the change's after that event. */
  seen: { version: number; type: string; status: string }[]
  terminal: boolean
  /** How often the socket was lost and the watch was taken up again. */
  reconnects: number
}

export interface WatchOptions {
  /** The gateway to connect to, asked for at each connection. */
  gateway: () => { url: string }
  token: string
  /** Ends the watch before the change has come to its end. */
  signal: AbortSignal
  /** In [0, 1): those cut off together do not come back together. */
  unit?: () => number
}

const subscription = `subscription ($id: ID!, $after: Int!) {
  productChangeProgress(id: $id, afterVersion: $after) { event { version type } terminal change { status } }
}`

interface Progress {
  event: { version: number; type: string }
  terminal: boolean
  change: { status: string }
}

/** Watches until the change is finished or `signal` says that it is enough; takes up again where it was cut off. */
export function watchChange(changeId: string, options: WatchOptions): { watched: Watched; ended: Promise<Watched> } {
  const { gateway, signal, unit = () => 0 } = options
  const watched: Watched = { changeId, seen: [], terminal: false, reconnects: 0 }
  const watch = async (): Promise<Watched> => {
    while (!watched.terminal && !signal.aborted) {
      await watchOnce(gateway().url, watched, options)
      if (watched.terminal || signal.aborted) break
      watched.reconnects += 1
      await wait(50 + unit() * 250)
    }
    return watched
  }
  return { watched, ended: watch() }
}

/** Resolves when the subscription has ended, whatever the reason. */
async function watchOnce(url: string, watched: Watched, { token, signal }: WatchOptions): Promise<void> {
  const client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${token}` },
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
      const { event, change } = progress
      watched.seen.push({ version: event.version, type: event.type, status: change.status })
      watched.terminal ||= progress.terminal
    }
  } catch {
    // Cut off: the next attempt takes up from the last version.
  } finally {
    signal.removeEventListener('abort', stop)
    await client.dispose()
  }
}
