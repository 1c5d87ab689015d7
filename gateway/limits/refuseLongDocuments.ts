import { type FastifyReply, type FastifyRequest } from 'fastify'
import { errorBody } from '../errors/errorBody.js'
import { type RequestRecords } from '../request/requestRecords.js'
import { type OperationLimits } from './operationLimits.js'
import { sayOver, tooComplexCode } from './overLimit.js'

/**
 * Refuses a document that is too long to be read, before anything else is done for the request: comments and blanks are
 * no tokens, so the parser would read all of it.
 */
export function refuseLongDocuments(limits: OperationLimits, records: RequestRecords) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    const { query } = Object(request.body) as { query?: unknown }
    const over = typeof query === 'string' ? limits.lengthOver(query) : null
    if (!over) return undefined
    const record = records.of(request)
    record.codes.push(tooComplexCode)
    record.limit = over.limit
    return reply.code(400).send(errorBody(sayOver(over), tooComplexCode, { ...over }))
  }
}
