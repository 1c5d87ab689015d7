import { type FastifyInstance } from 'fastify'
import { z } from 'zod'
import { type Clock } from '../../../platform/time/clock.js'
import { type LineVersionStore } from './lineVersionStore.js'

/** A blind index in base64url. */
const lineKeyShape = z.string().regex(/^[A-Za-z0-9_-]{43}$/)
const bodyShape = z.strictObject({ version: z.int32().positive() })

/**
 * `PUT /internal/lines/{lineKey}/version` with `{ "version": n }`: the line's plan has changed. 204 also for a version
 * that is known or older, so the caller may repeat it until it is answered; 400 for what is no such call.
 */
export function addLineVersionRoute(
  scope: FastifyInstance,
  { versions, clock }: { versions: LineVersionStore; clock: Clock },
): void {
  scope.put<{ Params: { lineKey: string } }>('/internal/lines/:lineKey/version', async (request, reply) => {
    const lineKey = lineKeyShape.safeParse(request.params.lineKey)
    const body = bodyShape.safeParse(jsonOf(request.body))
    if (!lineKey.success || !body.success) return reply.code(400).send({ error: 'bad request' })
    await versions.told(lineKey.data, body.data.version, clock())
    return reply.code(204).send()
  })
}

function jsonOf(text: unknown): unknown {
  try {
    return JSON.parse(String(text))
  } catch {
    return undefined
  }
}
