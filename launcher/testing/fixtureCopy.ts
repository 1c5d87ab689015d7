import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'

export interface FixtureCopy {
  name: string
  url: string
  /** What came, without probes. */
  requests: IncomingMessage[]
  /** Answers every request in another way from now on; null: with its name. */
  behave(behaviour: ((request: IncomingMessage, response: ServerResponse) => void) | null): void
  /** What /readyz says. */
  ready: boolean
  /** Ends it at once, with every connection. */
  kill(): Promise<void>
  /** Listens again, on the same port as before. */
  restart(): Promise<void>
}

/** A tiny role behind a balancer. Over WebSocket it says its name and then repeats what it hears. */
export async function startFixtureCopy(name: string): Promise<FixtureCopy> {
  let behaviour: Parameters<FixtureCopy['behave']>[0] = null
  const server = createServer((request, response) => {
    if (request.url === '/readyz') return void response.writeHead(copy.ready ? 200 : 503).end()
    copy.requests.push(request)
    if (behaviour) return behaviour(request, response)
    request.resume()
    request.on('end', () => response.end(name))
  })
  const sockets = new WebSocketServer({ server })
  sockets.on('error', () => undefined)
  sockets.on('connection', (socket, request) => {
    copy.requests.push(request)
    socket.send(name)
    socket.on('message', (data: Buffer) => socket.send(data.toString()))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const copy: FixtureCopy = {
    name,
    url: `http://127.0.0.1:${port}`,
    requests: [],
    ready: true,
    behave: (next) => void (behaviour = next),
    async kill() {
      for (const socket of sockets.clients) socket.terminate()
      if (!server.listening) return
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
    async restart() {
      server.listen(port, '127.0.0.1')
      await once(server, 'listening')
    },
  }
  return copy
}
