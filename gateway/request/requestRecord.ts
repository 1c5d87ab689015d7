import { createHash } from 'node:crypto'
import { type OperationTypeNode } from 'graphql'
import { type LimitName } from '../limits/limits.js'
import { remembering } from '../../platform/memory/remembering.js'
import { type Trace } from '../../platform/telemetry/trace.js'
import { type Session } from '../session/session.js'

/** What is learned about a request on its way, for its one log line. Nothing personal, and no variables. */
export interface RequestRecord {
  trace: Trace
  operationName: string | undefined
  operationType: OperationTypeNode | undefined
  /** The SHA-256 of the document's text, hex. */
  document: string | undefined
  /** Codes of the errors in the answer. */
  codes: string[]
  /** The limit for which the operation was refused. */
  limit: LimitName | undefined
  /** Whether the answer has data beside its errors. */
  hasData: boolean
  /** A hash that tells one customer's requests from another's without saying whose they are. */
  customer: string | undefined
  /** What the response cache did for it; absent where it was not asked. */
  cache: CacheOutcome | undefined
  /** By name: how many fetches it waited for, and how long for all of them together, ms. */
  subgraphs: Record<string, { fetches: number; ms: number }> | undefined
  /** Set where the request came with credentials that are no good. */
  refusedSession: Session | undefined
}

/** The record of a request that has just come. All its fields are there from the beginning, so that every record has one shape. */
export function beginRecord(trace: Trace): RequestRecord {
  return {
    trace,
    codes: [],
    hasData: false,
    operationName: undefined,
    operationType: undefined,
    document: undefined,
    limit: undefined,
    customer: undefined,
    cache: undefined,
    subgraphs: undefined,
    refusedSession: undefined,
  }
}

/** `bypass`: this request or its operation may not be answered from the cache, or the cache cannot be trusted just now. */
export const cacheOutcomes = ['hit', 'miss', 'bypass'] as const
export type CacheOutcome = (typeof cacheOutcomes)[number]

/** Notes how long a request waited for a subgraph, on its own record. */
export function noteFetch(record: Pick<RequestRecord, 'subgraphs'>, subgraph: string, seconds: number): void {
  const subgraphs = (record.subgraphs ??= {})
  const times = (subgraphs[subgraph] ??= { fetches: 0, ms: 0 })
  times.fetches += 1
  times.ms += seconds * 1000
}

export const outcomes = ['ok', 'partial', 'refused', 'failed', 'left'] as const
/** `left`: the client went away before it had all of the answer, which for an event stream is its usual end. */
export type Outcome = (typeof outcomes)[number]

/** @param complete whether all of the answer was handed to the client's connection. */
export function outcomeOf(
  record: Pick<RequestRecord, 'codes' | 'hasData'>,
  status: number,
  complete: boolean,
): Outcome {
  if (status >= 500 || record.codes.includes('INTERNAL_SERVER_ERROR')) return 'failed'
  if (!complete) return 'left'
  if (record.codes.length === 0 && status < 400) return 'ok'
  if (status >= 400) return 'refused'
  if (record.hasData) return 'partial'
  return record.codes.includes('SERVICE_UNAVAILABLE') ? 'failed' : 'refused'
}

export const hashCustomer = remembering(20_000, (customerId) =>
  createHash('sha256').update(customerId).digest('hex').slice(0, 16),
)
