import { type FastifyInstance } from 'fastify'
import { setTimeout as wait } from 'node:timers/promises'

/** Servers that have been told that they will stop, each with what ends its wait. */
const draining = new WeakMap<FastifyInstance, AbortController>()

/** Whether this server has been told that it will soon stop. */
export const isDraining = (app: FastifyInstance): boolean => draining.has(app)

/**
 * Announces the end and serves on for `ms`: /readyz says 503, so that whoever balances sends nothing new, and every
 * answer closes its connection, so that those who keep one open come back by another way.
 */
export async function drainFor(app: FastifyInstance, ms: number): Promise<void> {
  if (ms === 0) return
  const { signal } = beginDraining(app)
  await wait(ms, undefined, { signal }).catch(() => undefined)
}

/** Nobody waits any more: the server stops now, and its last answers close their connections. */
export function endDraining(app: FastifyInstance): void {
  beginDraining(app).abort()
}

function beginDraining(app: FastifyInstance): AbortController {
  const known = draining.get(app)
  if (known) return known
  const begun = new AbortController()
  draining.set(app, begun)
  return begun
}

/**
 * Lets go of a connection with its next answer, also to a request that began before. One that stayed open behind the last
 * answer would have a stop wait for it. Must be called before the first route is added.
 */
export function closeConnectionsWhileDraining(app: FastifyInstance): void {
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (draining.has(app)) reply.header('connection', 'close')
    done()
  })
}
