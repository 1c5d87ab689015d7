import { WebSocket, type ClientOptions } from 'ws'

export interface SocketMessage {
  type: string
  id?: string
  payload?: unknown
}

/** A client of ours over WebSocket that speaks the protocol by hand, so that a test may also misspeak it. */
export interface SocketClient {
  socket: WebSocket
  send(message: SocketMessage): void
  subscribe(id: string, query: string, variables?: Record<string, unknown>, operationName?: string): void
  /** The next message that was not asked for yet, of a subscription or of the connection itself. */
  next(id?: string): Promise<SocketMessage>
  /** Messages that arrived and were not asked for yet. */
  unread(id?: string): SocketMessage[]
  closed: Promise<{ code: number; reason: string }>
}

/** Connects and, unless told otherwise, signs in. @throws Error with the status when the handshake is refused. */
export async function connectSocket(
  url: string,
  {
    token,
    init = token === undefined ? {} : { authorization: `Bearer ${token}` },
    protocol = 'graphql-transport-ws',
    path = '/graphql',
    ...options
  }: { token?: string; init?: Record<string, unknown> | null; protocol?: string; path?: string } & ClientOptions = {},
): Promise<SocketClient> {
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}${path}`, protocol, options)
  const unread: SocketMessage[] = []
  const waiting = new Set<() => void>()
  const arrived = () => {
    for (const wake of waiting) wake()
    waiting.clear()
  }
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.once('close', (code, reason) => {
      resolve({ code, reason: reason.toString() })
      arrived()
    })
  })
  socket.on('message', (data: Buffer) => {
    unread.push(JSON.parse(data.toString()) as SocketMessage)
    arrived()
  })
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('unexpected-response', (_request, response) => reject(new Error(String(response.statusCode))))
    socket.on('error', reject)
  })
  const send = (message: SocketMessage) => socket.send(JSON.stringify(message))
  const client: SocketClient = {
    socket,
    send,
    closed,
    subscribe: (id, query, variables, operationName) =>
      send({ type: 'subscribe', id, payload: { query, variables, operationName } }),
    unread: (id) => unread.filter((message) => message.id === id),
    async next(id) {
      for (;;) {
        const at = unread.findIndex((message) => message.id === id)
        const [message] = at === -1 ? [] : unread.splice(at, 1)
        if (message) return message
        if (socket.readyState === WebSocket.CLOSED) throw new Error('the socket is closed')
        await new Promise<void>((resolve) => void waiting.add(resolve))
      }
    },
  }
  if (init !== null) {
    send({ type: 'connection_init', payload: init })
    if (token !== undefined) await client.next()
  }
  return client
}
