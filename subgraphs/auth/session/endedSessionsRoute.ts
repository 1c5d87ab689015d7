import { type FastifyInstance } from 'fastify'
import { type Clock } from '../../../platform/time/clock.js'
import { type SessionStore } from './sessionStore.js'
import { accessTokenMs } from './sessionLifetime.js'

/** As far back as it is of use: older access tokens have expired by themselves. One minute for clocks that differ. */
const furthestBackMs = accessTokenMs + 60_000

/**
 * `GET /internal/ended-sessions?since=<ms since 1970>` → `{ now, sessionIds }`. Every role asks each second, so that a
 * sign-out takes effect everywhere. It names sessions only, never a customer; 0 asks for all that still matter.
 */
export function addEndedSessionsRoute(
  app: FastifyInstance,
  { sessions, clock }: { sessions: SessionStore; clock: Clock },
): void {
  app.get<{ Querystring: { since?: unknown } }>('/internal/ended-sessions', async (request, reply) => {
    const { since } = request.query
    if (typeof since !== 'string' || !/^\d{1,15}$/.test(since)) {
      return reply
        .code(400)
        .send({ code: 'BAD_USER_INPUT', message: '`since` must be a number of milliseconds since 1970.' })
    }
    const now = clock().getTime()
    const sessionIds = await sessions.endedSince(new Date(Math.max(Number(since), now - furthestBackMs)))
    return { now, sessionIds }
  })
}
