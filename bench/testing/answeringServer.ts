import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo } from 'node:net'

export interface AnsweringServer {
  url: string
  /** Of all requests so far, in the order in which they came. */
  tokens: string[]
  stop(): Promise<void>
}

/** A server that gives what it is told to each token, after so many ms. */
export async function startAnsweringServer(
  answer: (token: string, body: string) => { status?: number; text: string },
  afterMs = 0,
): Promise<AnsweringServer> {
  const tokens: string[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8')
    request.on('data', (chunk: string) => (body += chunk))
    request.on('end', () => {
      const token = request.headers.authorization?.replace('Bearer ', '') ?? ''
      tokens.push(token)
      const { status = 200, text } = answer(token, body)
      setTimeout(() => response.writeHead(status, { 'content-type': 'application/json' }).end(text), afterMs)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    ...{ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, tokens },
    async stop() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
