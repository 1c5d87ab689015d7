import { type FastifyInstance } from 'fastify'
import { setTimeout as wait } from 'node:timers/promises'

const draining = new WeakSet<FastifyInstance>()

/** Whether this server has been told that it will soon stop. */
export const isDraining = (app: FastifyInstance): boolean => draining.has(app)

/**
 * Announces the end and serves on for `ms`: /readyz says 503, so that whoever balances sends nothing new, and every
 * answer closes its connection, so that those who keep one open come back by another way.
 */
export async function drainFor(app: FastifyInstance, ms: number): Promise<void> {
  if (ms === 0) return
  draining.add(app)
  await wait(ms)
}

/** Must be called before the first route is added. */
export function closeConnectionsWhileDraining(app: FastifyInstance): void {
  app.addHook('onRequest', (_request, reply, done) => {
    if (draining.has(app)) reply.header('connection', 'close')
    done()
  })
}
