import { type Span } from '../../platform/telemetry/trace.js'
import { type Outcome, type RequestRecord } from './requestRecord.js'

/** Tells a request's span what its log line says, but not whose it was. */
export function describeSpan(span: Span, record: RequestRecord, outcome: Outcome): void {
  const { operationName, operationType, codes } = record
  if (operationType !== undefined) span.set('graphql.operation.type', operationType)
  if (operationName !== undefined) span.set('graphql.operation.name', operationName)
  if (codes.length > 0) span.set('yogeum.codes', [...new Set(codes)].join())
  span.set('yogeum.outcome', outcome)
  if (outcome === 'failed') span.fail()
}
