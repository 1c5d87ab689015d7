import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { type AddressInfo } from 'node:net'

/** The limit: a Node server in a process of its own that does nothing but send the bytes of the path's answer. */

const answers = new Map(
  Object.entries(JSON.parse(await readFile(process.env['ANSWERS_FILE'] ?? '', 'utf8')) as Record<string, string>).map(
    ([name, answer]) => [`/${name}`, Buffer.from(answer)],
  ),
)
const server = createServer((incoming, response) => {
  incoming.resume()
  incoming.on('end', () => {
    const answer = answers.get(incoming.url ?? '') ?? Buffer.alloc(0)
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': answer.length }).end(answer)
  })
})
// A thousand connections open at once, and wait for what is under way on the slowest of them before they close.
server.keepAliveTimeout = 60_000
server.listen({ port: 0, host: '127.0.0.1', backlog: 4_096 })
await once(server, 'listening')
process.once('disconnect', () => process.exit())
process.once('SIGTERM', () => process.exit())
process.send?.({ ready: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
