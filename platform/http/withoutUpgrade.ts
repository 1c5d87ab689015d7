import { type IncomingMessage, type Server } from 'node:http'
import { type Duplex } from 'node:stream'

/**
 * Some clients offer HTTP/2 with every first request (`upgrade: h2c`) and are content when nobody takes the offer up.
 * Node gives us such a request as an upgrade; it goes back to the server without the offer.
 */
export function serveWithoutUpgrade(
  server: Server,
  { method, url, rawHeaders }: IncomingMessage,
  connection: Duplex,
  head: Buffer,
): void {
  const lines = [`${method} ${url} HTTP/1.1`]
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const [name = '', value = ''] = rawHeaders.slice(at, at + 2)
    if (!/^(upgrade|connection|http2-settings)$/i.test(name)) lines.push(`${name}: ${value}`)
  }
  connection.unshift(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), head]))
  server.emit('connection', connection)
}
