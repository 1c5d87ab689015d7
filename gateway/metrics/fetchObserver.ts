import { type RequestRecord } from '../request/requestRecord.js'

/**
 * How a fetch from a subgraph ended: `ok` and `errors` are answers, the one without and the other with errors in it;
 * `not-sent` was held back by our own breaker or for want of a place; the rest are no answers that could be used.
 */
export const fetchOutcomes = [
  'ok',
  'errors',
  'timeout',
  'connection',
  'too-large',
  'not-json',
  'not-graphql',
  'not-sent',
] as const
export type FetchOutcome = (typeof fetchOutcomes)[number]

/** One fetch of one request from one subgraph, with the second try that it may have taken. */
export interface FinishedFetch {
  /** Its name in the supergraph. */
  subgraph: string
  outcome: FetchOutcome
  /** How long this request waited for it. */
  seconds: number
  /** Whether another request had sent it already, and this one took its answer. */
  shared: boolean
}

export interface FetchObserver {
  /**
   * To be called once for each request that waited for the fetch.
   *
   * @param record the request's; absent for what no request asked for.
   */
  fetched(fetch: FinishedFetch, record?: Pick<RequestRecord, 'subgraphs'>): void
}
