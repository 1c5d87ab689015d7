import { traceFrom, traceparentOf } from '../../platform/telemetry/trace.js'
import { errorBody } from '../errors/errorBody.js'
import { internalMessage } from '../errors/publicError.js'
import { type Federation } from '../execution/federation.js'
import { acceptsPlainJson, answerOperation, plainJson } from '../execution/knownAnswers.js'
import { admitOperation } from '../execution/operationRules.js'
import { type GatewayContext } from '../request/gatewayContext.js'
import { makeContext, type ReadContextOptions } from '../request/readContext.js'
import { beginRecord } from '../request/requestRecord.js'
import { type RequestRecords } from '../request/requestRecords.js'
import { type ResponseCache } from '../responseCache/createResponseCache.js'
import { sendAnswer } from './sendAnswer.js'
import { type Admitted, type Caller } from './caller.js'
import { type KnownCall, type KnownQuery } from './knownCalls.js'

export interface KnownCallOptions extends Pick<ReadContextOptions, 'verifier' | 'log' | 'warmUp'> {
  federation: Pick<Federation, 'current' | 'execute'>
  responses: Pick<ResponseCache, 'keep'>
  records: Pick<RequestRecords, 'follow'>
  /** Whether the server is about to stop. */
  isDraining: () => boolean
}

/**
 * Carries out a query whose body is known: a function that begins, or null for one that has to go the usual way. What hangs
 * on the caller is asked anew; what hangs on the text (its form, its limits, its variables) was when it was learned.
 */
export function answerKnown(
  { request, response }: Caller,
  { asked, query }: KnownCall,
  { session, address, https }: Admitted,
  options: KnownCallOptions,
): (() => void) | null {
  const { headers } = request
  if (!query || query.operation.schema !== options.federation.current().schema) return null
  if (!acceptsPlainJson(headers.accept)) return null
  const record = beginRecord(traceFrom(traceparentOf(headers)))
  record.document = query.document.hash
  const addSetCookie = (cookie: string) => void response.appendHeader('set-cookie', cookie)
  const context = makeContext({ headers, record, session, clientAddress: address, addSetCookie }, options)
  context.document = query.document
  if (!isAdmitted(query, context)) return null
  return () => {
    options.records.follow(record, { method: 'POST' }, response)
    const head = { contentType: plainJson, traceId: record.trace.traceId, https }
    const answered = () => answerOperation(options.federation, query, context)
    const text = asked ? options.responses.keep(asked, { headers, context }, answered) : answered()
    text.then(
      (body) => sendAnswer(response, { ...head, closes: options.isDraining() }, body),
      (error: unknown) => {
        record.codes.push('INTERNAL_SERVER_ERROR')
        options.log.error({ err: error, traceId: head.traceId }, 'unexpected error')
        const failure = errorBody(internalMessage, 'INTERNAL_SERVER_ERROR', { reference: head.traceId })
        sendAnswer(response, { ...head, status: 500, closes: true }, JSON.stringify(failure))
      },
    )
  }
}

function isAdmitted({ operation: { document, operation } }: KnownQuery, context: GatewayContext): boolean {
  try {
    admitOperation(document, operation, context)
    return true
  } catch {
    return false
  }
}
