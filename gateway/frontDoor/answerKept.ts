import { OperationTypeNode } from 'graphql'
import { traceFrom } from '../../platform/telemetry/trace.js'
import { type GatewayMetrics } from '../metrics/gatewayMetrics.js'
import { hashCustomer, type RequestRecord } from '../request/requestRecord.js'
import { type RequestRecords } from '../request/requestRecords.js'
import { type FoundAnswer, type ResponseCache } from '../responseCache/createResponseCache.js'
import { type Session } from '../session/session.js'
import { sendAnswer } from './sendAnswer.js'
import { type Admitted, type Caller } from './caller.js'
import { type KnownCall } from './knownCalls.js'

export interface KeptAnswerOptions {
  responses: Pick<ResponseCache, 'findNow'>
  metrics: Pick<GatewayMetrics, 'answered' | 'cache'>
  records: Pick<RequestRecords, 'note'>
}

/** Gives an answer that the response cache has: a function that sends it, or null when it has none. */
export function answerKept(
  { request, response, beganAt }: Caller,
  { asked }: KnownCall,
  { session, https }: Admitted,
  { responses, metrics, records }: KeptAnswerOptions,
): (() => void) | null {
  const { headers } = request
  const found = asked && responses.findNow(asked, headers, session)
  if (!found) return null
  return () => {
    const { traceparent } = headers
    const record = recordOf(found, session, typeof traceparent === 'string' ? traceparent : undefined)
    const { contentType, ageSeconds } = found
    sendAnswer(response, { contentType, ageSeconds, https, traceId: record.trace.traceId }, found.body)
    metrics.cache('hit')
    const ms = performance.now() - beganAt
    metrics.answered({ type: record.operationType, outcome: 'ok', seconds: ms / 1000, operation: record.operationName })
    records.note(record, { method: 'POST', status: 200, outcome: 'ok', ms })
  }
}

function recordOf(
  { document, operationName }: FoundAnswer,
  session: Session,
  traceparent: string | undefined,
): RequestRecord {
  const record: RequestRecord = {
    ...{ trace: traceFrom(traceparent), codes: [], hasData: true, cache: 'hit' },
    operationType: OperationTypeNode.QUERY,
  }
  if (document !== undefined) record.document = document
  if (operationName !== undefined) record.operationName = operationName
  if (session.kind === 'identified') record.customer = hashCustomer(session.identity.customerId)
  return record
}
