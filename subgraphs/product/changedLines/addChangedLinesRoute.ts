import { type FastifyInstance } from 'fastify'
import { failureCode } from '../../../platform/http/internalClient.js'
import { type ChangedLines, changedLinesPath, placeShape } from '../../../platform/lineChanges/changedLines.js'
import { type Logger } from '../../../platform/logging/logger.js'
import { type LineIds } from '../../../platform/privacy/lineIds.js'
import { type ChangedLineStore } from '../../../saga/productChange/readSide/changedLineStore.js'

/** Lines in one answer; with more it says that it may be any. */
const mostLines = 2_000

/**
 * `GET /internal/changed-lines?since=<place>` → `{ place, lineIds }`. Every gateway asks each second, and whenever it hears
 * over Redis that a change has gone on, and lets go of what it keeps for the customers of these lines. It names lines by
 * their sealed ids alone, never a customer or a number; without `since` it names none. 503 while the database is away.
 */
export function addChangedLinesRoute(
  app: FastifyInstance,
  { lines, lineIds, log }: { lines: ChangedLineStore; lineIds: LineIds; log: Logger },
): void {
  app.get<{ Querystring: { since?: unknown } }>(changedLinesPath, async (request, reply) => {
    const { since } = request.query
    if (since !== undefined && !isPlace(since))
      return reply.code(400).send({ code: 'BAD_USER_INPUT', message: '`since` must be a place that was given before.' })
    try {
      const changed = await lines.since(since ?? null, mostLines)
      const everyId = changed.lineIds?.flatMap((id) => everyIdOf(id, lineIds)) ?? null
      return { place: changed.place, lineIds: everyId } satisfies ChangedLines
    } catch (error) {
      log.warn({ code: failureCode(error) }, 'the lines whose plan has changed cannot be told')
      return reply.code(503).send({ error: 'unavailable' })
    }
  })
}

/** One that was sealed under a key which is gone is known by that id alone. */
function everyIdOf(id: string, lineIds: LineIds): string[] {
  try {
    return lineIds.everyIdOf(lineIds.open(id))
  } catch {
    return [id]
  }
}

const isPlace = (value: unknown): value is string =>
  typeof value === 'string' && placeShape.test(value) && BigInt(value) < 2n ** 63n
