import { WebSocket } from 'ws'

/** What the parent asks for: so many subscriptions, each on a socket of its own, spread over these customers. */
export interface Subscribers {
  url: string
  count: number
  watch: { token: string; changeId: string }[]
}

/** What it is told: all have their first event; all have had one more, the last of them at that `Date.now()`. */
export type SubscriberNews = { subscribed: true } | { lastAt: number } | { failed: string }

/** Sockets that are opened at the same time. */
const openingAtOnce = 100
const query = `subscription ($id: ID!) { productChangeProgress(id: $id) { event { version type message } terminal } }`

/** Runs in a process of its own, so that 5,000 clients weigh on the gateway's memory as they would from elsewhere. */
process.once('message', (wanted: Subscribers) => {
  subscribeAll(wanted).catch((error: unknown) => tell({ failed: String(error) }))
})

const tell = (news: SubscriberNews): void => void process.send?.(news)

async function subscribeAll({ url, count, watch }: Subscribers): Promise<void> {
  const had = new Int32Array(count)
  let first = 0
  let second = 0
  const heard = (index: number): void => {
    const times = (had[index] = (had[index] ?? 0) + 1)
    if (times === 1 && (first += 1) === count) tell({ subscribed: true })
    if (times === 2 && (second += 1) === count) tell({ lastAt: Date.now() })
  }
  let next = 0
  const open = async (): Promise<void> => {
    while (next < count) {
      const index = next++
      const { token, changeId } = watch[index % watch.length] ?? { token: '', changeId: '' }
      await subscribe(url, token, changeId, () => heard(index))
    }
  }
  await Promise.all(Array.from({ length: openingAtOnce }, open))
}

/** Resolves with the first event. */
function subscribe(url: string, token: string, changeId: string, heard: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, 'graphql-transport-ws', { perMessageDeflate: false })
    socket.on('open', () =>
      socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } })),
    )
    socket.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString()) as { type: string }
      if (message.type === 'connection_ack')
        socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query, variables: { id: changeId } } }))
      if (message.type === 'ping') socket.send('{"type":"pong"}')
      if (message.type === 'error') reject(new Error(data.toString()))
      if (message.type !== 'next') return
      heard()
      resolve()
    })
    socket.on('close', (code, reason) => reject(new Error(`closed ${code} ${reason.toString()}`)))
    socket.on('error', reject)
  })
}
