import { createHash } from 'node:crypto'
import { type OperationTypeNode } from 'graphql'
import { type Trace } from '../../platform/telemetry/trace.js'

/** What is learned about a request on its way, for its one log line. Nothing personal, and no variables. */
export interface RequestRecord {
  trace: Trace
  operationName?: string
  operationType?: OperationTypeNode
  /** Codes of the errors in the answer. */
  codes: string[]
  /** Whether the answer has data beside its errors. */
  hasData: boolean
  /** A hash that tells one customer's requests from another's without saying whose they are. */
  customer?: string
}

export type Outcome = 'ok' | 'partial' | 'refused' | 'failed'

export function outcomeOf(record: Pick<RequestRecord, 'codes' | 'hasData'>, status: number): Outcome {
  if (record.codes.length === 0 && status < 400) return 'ok'
  if (status >= 500 || record.codes.includes('INTERNAL_SERVER_ERROR')) return 'failed'
  if (status >= 400) return 'refused'
  if (record.hasData) return 'partial'
  return record.codes.includes('SERVICE_UNAVAILABLE') ? 'failed' : 'refused'
}

export function hashCustomer(customerId: string): string {
  return createHash('sha256').update(customerId).digest('hex').slice(0, 16)
}
