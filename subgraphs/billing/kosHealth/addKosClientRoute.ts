import { type FastifyInstance } from 'fastify'
import { z } from 'zod'
import { kosReport } from '../../../kos/client/health/kosReport.js'
import { type Clock } from '../../../platform/time/clock.js'
import { type KosHealthStore } from './kosHealthStore.js'

/**
 * `PUT /internal/kos-clients/{copy}` with a report: how a process fares with KOS. 204 once it is kept, also for one that
 * is repeated; 400 for what is no report.
 */
export function addKosClientRoute(
  scope: FastifyInstance,
  { store, clock }: { store: Pick<KosHealthStore, 'take'>; clock: Clock },
): void {
  scope.put<{ Params: { copy: string } }>('/internal/kos-clients/:copy', async (request, reply) => {
    const copy = z.uuid().safeParse(request.params.copy)
    const report = kosReport.safeParse(jsonOf(request.body))
    if (!copy.success || !report.success) return reply.code(400).send({ error: 'bad request' })
    await store.take(copy.data, report.data, clock())
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
