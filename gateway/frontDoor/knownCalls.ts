import { LRUCache } from 'lru-cache'
import { type IncomingHttpHeaders } from 'node:http'
import { senderOf } from '../documents/documentPolicy.js'
import { type AcceptedDocument } from '../documents/resolveDocument.js'
import { type HashedOperation } from '../execution/knownOperations.js'
import { type Data } from '../execution/plan/ownProperty.js'
import { type Asked } from '../responseCache/asked.js'

/** A query that was answered before. */
export interface KnownCall {
  /** Null: its answer is kept nowhere. */
  asked: Asked | null
  /** What is carried out; null where that was always found with the answers that are kept. */
  query: KnownQuery | null
}

/** Everything that hangs on the text alone was looked into. */
export interface KnownQuery {
  operation: HashedOperation
  variables: Data
  document: AcceptedDocument
}

/** Calls by the text of a request's body, and by who may send such documents. */
export interface KnownCalls {
  remember(headers: IncomingHttpHeaders, body: string, call: KnownCall): void
  find(headers: IncomingHttpHeaders, body: string): KnownCall | undefined
}

/** Bodies that are known at once, and characters of them all. */
const mostBodies = 10_000
const mostCharacters = 4 * 1024 * 1024

export function createKnownCalls(): KnownCalls {
  const known = () =>
    new LRUCache<string, KnownCall>({
      max: mostBodies,
      maxSize: mostCharacters / 2,
      sizeCalculation: (_call, body) => body.length,
    })
  const bySender = { browser: known(), 'api-client': known() }
  return {
    remember({ cookie }, body, call) {
      const calls = bySender[senderOf(cookie)]
      calls.set(body, { ...call, query: call.query ?? calls.peek(body)?.query ?? null })
    },
    find: ({ cookie }, body) => bySender[senderOf(cookie)].get(body),
  }
}
