import { GraphQLError } from 'graphql'
import { LRUCache } from 'lru-cache'
import { type Answered, type NoAnswer } from '../../platform/http/connections/answer.js'
import { createConnectionPool } from '../../platform/http/connections/connectionPool.js'
import { type FetchObserver } from '../metrics/fetchObserver.js'
import { type GatewayContext } from '../request/gatewayContext.js'
import { readMaxAge } from '../responseCache/cacheControlHeader.js'
import { type Breaker, createBreaker } from './breaker.js'
import { createInFlight } from './inFlight.js'
import { type SubgraphFetch } from './plan/executePlan.js'
import { sendTwice } from './sendTwice.js'
import { parseJson, readSubgraphAnswer, type SubgraphAnswer } from './subgraphAnswer.js'
import { subgraphHeaders } from './subgraphHeaders.js'

export interface SubgraphTarget {
  name: string
  /** Where its GraphQL is. */
  url: string
  timeoutMs: number
  maxResponseBytes: number
  /** In [0, 1): fetches that are cut off together are not sent again together. */
  random: () => number
  /** Monotonic, ms. */
  now: () => number
  observer: FetchObserver
}

/** Why a fetch gave nothing that could be used. `detail` is for the log, not for the caller. */
interface FetchFailure extends Omit<NoAnswer, 'reason'> {
  reason: NoAnswer['reason'] | 'not-json' | 'not-graphql' | 'not-sent'
}
type FetchAnswer = Answered | FetchFailure

export interface SubgraphSource {
  /** Where its GraphQL is. */
  url: string
  /** @throws GraphQLError SERVICE_UNAVAILABLE when there is no answer that could be used. */
  fetch(fetch: SubgraphFetch, context: GatewayContext): Promise<SubgraphAnswer>
  /** Nobody joins a fetch that is under way any more: something that the answers hang on has changed. */
  part(): void
  breaker: Pick<Breaker, 'state'>
  close(): Promise<void>
}

/** Connections to one subgraph. They are opened as they are needed. */
const connections = 256
/** Of which is known whether their answers may be shared. */
const operationsKnown = 2_000
/** When to try again after a subgraph did not answer; about what a restarted one takes. */
const retryAfterSeconds = 5

/**
 * Fetches from one subgraph on a pool of connections, behind a breaker of its own. Carries the caller's identity and trace
 * along; cookies and the client's address go to auth alone, and only auth's Set-Cookie comes back. A session that auth
 * begins or continues is the caller's for the later fetches of the same operation. Queries that are alike and come from
 * the same caller at the same time share one fetch, where the subgraph lets its answers be kept. One that is cut off is sent
 * once more where that is safe. A subgraph
 * that does not answer becomes one SERVICE_UNAVAILABLE error, and what the others said is kept.
 */
export function createSubgraphSource(target: SubgraphTarget): SubgraphSource {
  const { name, url, timeoutMs, maxResponseBytes, random, now, observer } = target
  const { pathname, search } = new URL(url)
  const path = `${pathname}${search}`
  const pool = createConnectionPool({ url, connections, maxAnswerBytes: maxResponseBytes, now })
  const breaker = createBreaker(now)
  const inFlight = createInFlight<FetchAnswer>()
  /** Operations whose last answer might have been given to several. */
  const shareable = new LRUCache<string, true>({ max: operationsKnown })

  /** Learns from the answer how the subgraph is, and whether answers to that operation may be shared. */
  function send({ query, body, isMutation }: SubgraphFetch, headers: Record<string, string>): Promise<FetchAnswer> {
    if (!breaker.admits()) return Promise.resolve(notAsked)
    const request = { method: 'POST' as const, path, headers, body, timeoutMs, isCareful: isMutation }
    return sendTwice(pool, { ...request, random }).then((answer) => {
      if (answer.ok || answer.reason === 'too-large') breaker.answered()
      else breaker.failed()
      if (answer.ok && !isMutation) {
        if (mayBeShared(answer)) shareable.set(query, true)
        else shareable.delete(query)
      }
      return answer
    })
  }

  /**
   * Sends a fetch, or joins one where that changes nothing but how often the subgraph is asked. Only the subgraph can know:
   * it says so by letting the answer be kept. A bill, of which each look leaves a record, is fetched by each who looks.
   */
  function answerTo(fetch: SubgraphFetch, headers: Record<string, string>, onShared: () => void): Promise<FetchAnswer> {
    if (fetch.isMutation) return send(fetch, headers).finally(() => inFlight.part())
    return shareable.has(fetch.query) ? join(fetch, headers, onShared) : send(fetch, headers)
  }

  async function join(
    fetch: SubgraphFetch,
    headers: Record<string, string>,
    onShared: () => void,
  ): Promise<FetchAnswer> {
    let began = false
    const answer = await inFlight.join(keyOf(fetch, headers), () => {
      began = true
      return send(fetch, headers)
    })
    if (began) return answer
    // The same operation may be answered otherwise today: for another line, or from KOS's stale memory.
    if (!mayBeShared(answer)) return send(fetch, headers)
    onShared()
    return answer
  }

  /** Each who shares an answer reads it anew, since it becomes part of the one that each gives. */
  function read(answer: FetchAnswer, context: GatewayContext): SubgraphAnswer | FetchFailure {
    if (!answer.ok) return answer
    const body = parseJson(answer.text)
    const found = readSubgraphAnswer(body, context.trace.traceId)
    if (found === null) return unusable(answer, body)
    if (found.masked.length > 0) context.log.warn({ subgraph: name, errors: found.masked }, 'a subgraph failed')
    return found.answer
  }

  return {
    url,
    async fetch(fetch, context) {
      const startedAt = now()
      const span = context.trace.startSpan(`fetch ${name}`, 'client')
      const headers = subgraphHeaders(name, context, span.trace.traceparent)
      let shared = false
      const raw = await answerTo(fetch, headers, () => (shared = true))
      context.answerWatch?.heard(raw.ok ? raw.cacheControl : null)
      const said = read(raw, context)
      const failed = 'reason' in said
      const outcome = failed ? said.reason : said.errors ? 'errors' : 'ok'
      span.set('yogeum.subgraph', name)
      span.set('yogeum.outcome', shared ? `${outcome}, shared` : outcome)
      span.end(failed ? 'failed' : 'ok')
      observer.fetched({ subgraph: name, outcome, seconds: (now() - startedAt) / 1000, shared }, context.record)
      if (failed) throw unavailable(name, fetch, said, context)
      if (name === 'auth' && raw.ok) {
        for (const cookie of raw.setCookies) context.addSetCookie(cookie)
        if (raw.issuedToken !== null) context.session = await context.sessionOf(raw.issuedToken)
      }
      return said
    },
    part: () => inFlight.part(),
    breaker,
    close: () => pool.close(),
  }
}

const notAsked: FetchFailure = { ok: false, reason: 'not-sent', detail: 'it did not answer lately' }

/** Whether it is the same for whoever asks for it twice, and whether asking twice leaves nothing behind. One that failed is. */
const mayBeShared = (answer: FetchAnswer): boolean => !answer.ok || readMaxAge(answer.cacheControl) > 0

/** Everything that an answer hangs on: who asks, from where as far as the subgraph is told, and what. */
function keyOf({ body }: SubgraphFetch, headers: Record<string, string>): string {
  const { authorization = '', cookie = '', 'x-client-address': address = '' } = headers
  return `${authorization}\n${cookie}\n${address}\n${body}`
}

function unusable({ status, contentType, text }: Answered, body: unknown): FetchFailure {
  const reason = body === undefined ? 'not-json' : 'not-graphql'
  return { ok: false, reason, detail: `status ${status}, ${contentType}, ${text.length} characters` }
}

function unavailable(
  name: string,
  { path }: SubgraphFetch,
  failure: FetchFailure,
  { log }: GatewayContext,
): GraphQLError {
  log.warn({ subgraph: name, reason: failure.reason, detail: failure.detail }, 'a subgraph did not answer')
  const place = placeOf(path)
  return new GraphQLError('서비스에 연결할 수 없습니다. 잠시 후 다시 시도해주세요.', {
    ...(place && { path: place }),
    extensions: { code: 'SERVICE_UNAVAILABLE', service: name, retryAfterSeconds },
  })
}

/** Where in the answer the fetched fields would have stood: as far as it is one place, for a list that is the list. */
function placeOf(place: SubgraphFetch['path']): SubgraphFetch['path'] | undefined {
  const list = place.indexOf('@')
  const single = list === -1 ? place : place.slice(0, list)
  return single.length > 0 ? single : undefined
}
