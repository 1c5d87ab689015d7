import { OperationTypeNode } from 'graphql'
import { traceIdFrom, traceparentOf } from '../../platform/telemetry/trace.js'
import { type GatewayMetrics } from '../metrics/gatewayMetrics.js'
import { hashCustomer } from '../request/requestRecord.js'
import { type RequestRecords } from '../request/requestRecords.js'
import { type KnownOperation, type ResponseCache } from '../responseCache/createResponseCache.js'
import { sendAnswer } from './sendAnswer.js'
import { type Admitted, type Caller } from './caller.js'
import { type KnownCall } from './knownCalls.js'

export interface KeptAnswerOptions {
  responses: Pick<ResponseCache, 'findNow'>
  metrics: Pick<GatewayMetrics, 'countsOf' | 'cache'>
  records: Pick<RequestRecords, 'prepareLine'>
  /** Whether the server is about to stop. */
  isDraining: () => boolean
}

/** Gives an answer that the response cache has: a function that sends it, or null when it has none. */
export type AnswerKept = (caller: Caller, call: KnownCall, admitted: Admitted) => (() => void) | null

export function createAnswerKept({ responses, metrics, records, isDraining }: KeptAnswerOptions): AnswerKept {
  const noted = new WeakMap<KnownOperation, ReturnType<typeof prepareNotes>>()

  /** What counts and logs the hits of one operation. */
  function prepareNotes({ document, name: operationName }: KnownOperation) {
    const alike = { outcome: 'ok', operationName, operationType: OperationTypeNode.QUERY } as const
    const line = (hasCustomer: boolean) =>
      records.prepareLine({ ...alike, document, cache: 'hit', method: 'POST', status: 200, hasCustomer })
    return {
      count: metrics.countsOf({ type: alike.operationType, outcome: alike.outcome, operation: operationName }),
      customers: line(true),
      nobodys: line(false),
    }
  }

  function notesOf(operation: KnownOperation): ReturnType<typeof prepareNotes> {
    const known = noted.get(operation)
    if (known) return known
    const prepared = prepareNotes(operation)
    noted.set(operation, prepared)
    return prepared
  }

  return ({ request, response, beganAt }, { asked }, { session, https }) => {
    const { headers } = request
    const found = asked && responses.findNow(asked, headers, session)
    if (!found) return null
    return () => {
      const { body, contentType, ageSeconds, operation } = found
      const traceId = traceIdFrom(traceparentOf(headers))
      sendAnswer(response, { contentType, ageSeconds, https, traceId, closes: isDraining() }, body)
      metrics.cache('hit')
      const ms = performance.now() - beganAt
      const { count, customers, nobodys } = notesOf(operation)
      count(ms / 1000)
      if (session.kind === 'identified') customers(traceId, hashCustomer(session.identity.customerId), ms)
      else nobodys(traceId, '', ms)
    }
  }
}
