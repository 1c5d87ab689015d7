import { type IncomingMessage, request, type ServerResponse } from 'node:http'
import { pipeline } from 'node:stream'
import { type Copy, type CopyPool } from './copyPool.js'
import { passedOn } from './headers.js'

/** `unconnected`: nothing was sent. `lost`: it was sent, and no answer began. */
type Outcome = 'over' | 'unconnected' | 'lost'

/** How long a connection on this machine may take, ms. */
const connectWithinMs = 1_000
/** Our roles answer or ping far sooner; a connection that is silent for so long is dead, ms. */
const silentMs = 60_000

/**
 * Sends a request to a copy and its answer back, both as they come. Where no connection can be made the next copy is
 * tried. One that fails later may have been carried out: only what changes nothing is then sent again, the rest is 502.
 */
export async function forwardRequest(
  pool: CopyPool,
  incoming: IncomingMessage,
  response: ServerResponse,
  headers: string[],
): Promise<void> {
  const mayRepeat = ['GET', 'HEAD'].includes(incoming.method ?? '') && !hasBody(incoming)
  const tried = new Set<Copy>()
  for (let lost = false; !response.destroyed;) {
    const copy = pool.pick('requests', tried)
    if (!copy) return refuse(response, lost ? 502 : 503)
    tried.add(copy)
    switch (await exchange(pool, copy, { incoming, response, headers })) {
      case 'over':
        return
      case 'unconnected':
        copy.state = 'away'
        break
      case 'lost':
        if (!mayRepeat || response.headersSent) return refuse(response, 502)
        lost = true
        break
    }
  }
}

interface Exchange {
  incoming: IncomingMessage
  response: ServerResponse
  headers: string[]
}

function exchange(pool: CopyPool, copy: Copy, { incoming, response, headers }: Exchange): Promise<Outcome> {
  const { hostname, port } = new URL(copy.url)
  const outgoing = request({
    ...{ hostname, port, agent: copy.agent, method: incoming.method, path: incoming.url, headers },
    timeout: silentMs,
  })
  pool.begin(copy, 'requests')
  return new Promise<Outcome>((resolve) => {
    let load: 'requests' | 'streams' = 'requests'
    let connected = false
    let over = false
    const end = (outcome: Outcome): void => {
      if (over) return
      over = true
      clearTimeout(tooLong)
      response.off('close', leave)
      pool.end(copy, load)
      resolve(outcome)
    }
    const leave = (): void => void outgoing.destroy()
    response.once('close', leave)
    const tooLong = setTimeout(leave, connectWithinMs)
    outgoing.once('socket', (socket) => {
      const begin = (): void => {
        connected = true
        clearTimeout(tooLong)
        if (incoming.headers['transfer-encoding'] !== undefined) outgoing.flushHeaders()
        // Not before: what has been read cannot be sent to another copy.
        if (hasBody(incoming)) incoming.pipe(outgoing)
        else outgoing.end()
      }
      if (socket.connecting) socket.once('connect', begin)
      else begin()
    })
    outgoing.on('timeout', leave)
    outgoing.on('error', () => end(response.destroyed ? 'over' : connected ? 'lost' : 'unconnected'))
    outgoing.once('response', (answer) => {
      if (answer.headers['content-type']?.startsWith('text/event-stream')) {
        pool.end(copy, load)
        load = 'streams'
        pool.begin(copy, load)
      }
      response.writeHead(answer.statusCode ?? 502, answer.statusMessage ?? '', passedOn(answer, ['transfer-encoding']))
      if (load === 'streams') response.flushHeaders()
      // Cuts the client off where the copy cuts us off: half an answer must not look like a whole one.
      pipeline(answer, response, () => end('over'))
    })
  })
}

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0'

function refuse(response: ServerResponse, status: 502 | 503): void {
  if (response.destroyed) return
  if (response.headersSent) return void response.destroy()
  const text = status === 503 ? 'no copy is there' : 'the copy went away before it answered'
  response
    .writeHead(status, { 'content-type': 'text/plain', ...(status === 503 && { 'retry-after': '1' }) })
    .end(`${text}\n`)
}
