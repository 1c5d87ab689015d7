import { type IncomingMessage } from 'node:http'
import { connect, type Socket } from 'node:net'
import { type Copy, type CopyPool } from './copyPool.js'
import { pairs } from './headers.js'

const connectWithinMs = 1_000
/** Both ends ping far sooner, ms. */
const silentMs = 60_000

/**
 * Passes a WebSocket through to the copy with the fewest: the handshake as it came, then every byte both ways. Where the
 * copy refuses the handshake, that is what the client reads.
 *
 * @param headers flat, those of the connection included
 */
export async function tunnelUpgrade(
  pool: CopyPool,
  request: IncomingMessage,
  { client, head, headers }: { client: Socket; head: Buffer; headers: string[] },
): Promise<void> {
  client.on('error', () => client.destroy())
  const tried = new Set<Copy>()
  for (let copy = pool.pick('streams', tried); copy && !client.destroyed; copy = pool.pick('streams', tried)) {
    tried.add(copy)
    const upstream = await connectTo(copy.url)
    if (upstream) return join(pool, copy, { client, upstream, first: [requestHead(request, headers), head] })
    copy.state = 'away'
  }
  client.end('HTTP/1.1 503 Service Unavailable\r\nretry-after: 1\r\ncontent-length: 0\r\nconnection: close\r\n\r\n')
}

function requestHead({ method, url }: IncomingMessage, headers: string[]): Buffer {
  const lines = [`${method} ${url} HTTP/1.1`, ...pairs(headers).map(([name, value]) => `${name}: ${value}`)]
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1')
}

/** Null where no connection can be made. */
function connectTo(url: string): Promise<Socket | null> {
  const { hostname, port } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port), noDelay: true })
  return new Promise((resolve) => {
    const fail = (): void => {
      socket.destroy()
      resolve(null)
    }
    const tooLong = setTimeout(fail, connectWithinMs)
    socket.once('error', fail)
    socket.once('close', () => clearTimeout(tooLong))
    socket.once('connect', () => {
      clearTimeout(tooLong)
      socket.off('error', fail)
      resolve(socket)
    })
  })
}

interface Ends {
  client: Socket
  upstream: Socket
  first: Buffer[]
}

function join(pool: CopyPool, copy: Copy, { client, upstream, first }: Ends): void {
  pool.begin(copy, 'streams')
  upstream.on('error', () => upstream.destroy())
  // What has been written still arrives: the last message is often why the socket closes.
  upstream.once('close', () => {
    pool.end(copy, 'streams')
    client.destroySoon()
  })
  client.once('close', () => upstream.destroySoon())
  if (client.destroyed) return void upstream.destroy()
  for (const socket of [client, upstream]) socket.setTimeout(silentMs, () => socket.destroy())
  client.setNoDelay(true)
  for (const chunk of first) upstream.write(chunk)
  client.pipe(upstream).pipe(client)
}
