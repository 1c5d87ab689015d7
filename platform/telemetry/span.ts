/** `server`: a request that we serve. `client`: one that we send. `internal`: a part of our own work. */
export type SpanKind = 'server' | 'client' | 'internal'

/**
 * Everything that a span may say besides its name, times and outcome. The list is closed because spans leave the house:
 * no ids of customers or lines, no names, tokens or variables, and no messages of errors, which may quote any of them.
 */
export type SpanAttribute =
  | 'http.response.status_code'
  | 'graphql.operation.name'
  | 'graphql.operation.type'
  /** Of the gateway's own log line: ok, partial, refused, failed. */
  | 'yogeum.outcome'
  /** Stable codes of the errors in an answer, by commas. */
  | 'yogeum.codes'
  | 'yogeum.subgraph'
  /** Where a look-up of KOS found its answer. */
  | 'kos.source'
  | 'kos.operation'
  | 'kos.attempt'
  /** As it was when the call was about to be made. */
  | 'kos.breaker'
  | 'kos.outcome'
  | 'kos.result_code'
  /** Of a change of plan: what the saga does, and what it found. */
  | 'saga.action'
  | 'saga.found'
  /** Of an event that a subscription sends. */
  | 'saga.version'

/** A span that is over. */
export interface EndedSpan {
  name: string
  kind: SpanKind
  traceId: string
  spanId: string
  /** Null for the first of its trace. */
  parentId: string | null
  /** Epoch ms, with fractions. */
  startedAt: number
  endedAt: number
  failed: boolean
  attributes: ReadonlyMap<SpanAttribute, string | number>
  links: readonly { traceId: string; spanId: string }[]
}
