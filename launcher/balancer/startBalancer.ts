import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import { type AddressInfo, type Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { serveWithoutUpgrade } from '../../platform/http/withoutUpgrade.js'
import { type Copy, type CopyState, createCopyPool, warmAfter } from './copyPool.js'
import { forwardRequest } from './forwardRequest.js'
import { passedOn, withForwardedFor } from './headers.js'
import { probeCopies } from './probeCopies.js'
import { tunnelUpgrade } from './tunnelUpgrade.js'

/** One address before the copies of a role. */
export interface Balancer {
  url: string
  port: number
  /** Ready unless told otherwise, as far as is known. No effect for one that is in already. */
  add(copy: string, state?: CopyState): void
  /** Sends this copy nothing new; resolves once the requests under way have ended, within 15 s. Streams are its to end. */
  remove(copy: string): Promise<void>
  /** Resolves once a copy has answered enough to bear the load of another one too, at the latest after `withinMs`. */
  untilWarm(copy: string, withinMs: number): Promise<void>
  copies(): Pick<Copy, 'url' | 'state' | 'requests' | 'streams'>[]
  /** Lets requests under way end for up to 5 s, then cuts what is left. */
  stop(): Promise<void>
}

export interface BalancerOptions {
  host?: string
  /** 0, unless told, takes any free one. */
  port?: number
  /** Adds the client's address to X-Forwarded-For: for the balancer that clients reach. */
  forwardedFor?: boolean
  /** ms between two questions whether a copy is ready. */
  probeEveryMs?: number
}

const drainWithinMs = 15_000
const stopWithinMs = 5_000

/**
 * Starts a balancer without copies. HTTP, server-sent events and WebSockets pass through unchanged, host and origin
 * included.
 *
 * @throws the system's error when the port is taken
 */
export async function startBalancer(options: BalancerOptions = {}): Promise<Balancer> {
  const { host = '127.0.0.1', port = 0, forwardedFor = false, probeEveryMs = 300 } = options
  const pool = createCopyPool()
  const sockets = new Set<Socket>()
  const named = (headers: string[], { socket }: IncomingMessage): string[] =>
    forwardedFor ? withForwardedFor(headers, socket.remoteAddress) : headers
  const server = createServer({ keepAliveTimeout: 72_000, noDelay: true })
  server.on('request', (request, response) => {
    void forwardRequest(pool, request, response, named(passedOn(request), request))
  })
  server.on('upgrade', (request, connection, head) => {
    if (request.headers.upgrade?.toLowerCase() !== 'websocket')
      return serveWithoutUpgrade(server, request, connection, head)
    const client = connection as Socket
    sockets.add(client)
    client.once('close', () => sockets.delete(client))
    void tunnelUpgrade(pool, request, { client, head, headers: named(request.rawHeaders, request) })
  })
  server.listen({ host, port, backlog: 1_024 })
  await once(server, 'listening')
  const at = (server.address() as AddressInfo).port
  const stopProbing = probeCopies(pool, probeEveryMs)

  return {
    url: `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${at}`,
    port: at,
    add: (copy, state = 'ready') => pool.add(copy, state),
    remove: (copy) => pool.remove(copy, drainWithinMs),
    async untilWarm(copy, withinMs) {
      const until = performance.now() + withinMs
      const isCold = (): boolean => pool.all().some(({ url, served }) => url === copy && served < warmAfter)
      while (isCold() && performance.now() < until) await wait(50)
    },
    copies: () => pool.all().map(({ url, state, requests, streams }) => ({ url, state, requests, streams })),
    async stop() {
      stopProbing()
      if (!server.listening) return
      const closed = once(server, 'close')
      server.close()
      server.closeIdleConnections()
      for (const socket of sockets) socket.destroy()
      const cut = setTimeout(() => server.closeAllConnections(), stopWithinMs)
      await closed
      clearTimeout(cut)
      for (const { agent } of pool.all()) agent.destroy()
    },
  }
}
