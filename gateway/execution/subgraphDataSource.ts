import type { GraphQLDataSource } from '@apollo/gateway'
import { GraphQLError } from 'graphql'
import { Pool } from 'undici'
import { type GatewayContext } from '../request/gatewayContext.js'
import { type NoAnswer } from './postJson.js'
import { postTwice } from './postTwice.js'
import { readSubgraphAnswer, type SubgraphAnswer } from './subgraphAnswer.js'
import { subgraphHeaders } from './subgraphHeaders.js'

export interface SubgraphTarget {
  name: string
  /** Base address; GraphQL is at `/graphql`. */
  url: string
  timeoutMs: number
  maxResponseBytes: number
  /** In [0, 1): fetches that are cut off together are not sent again together. */
  random: () => number
}

export interface SubgraphDataSource extends GraphQLDataSource {
  close(): Promise<void>
}

type ProcessOptions = Parameters<GraphQLDataSource['process']>[0]

/** Connections to one subgraph. They are opened as they are needed. */
const connections = 256
/** When to try again after a subgraph did not answer; about what a restarted one takes. */
const retryAfterSeconds = 5

/**
 * Fetches from one subgraph on a pool of connections. Carries the caller's identity and trace along; cookies and the
 * client's address go to auth alone, and only auth's Set-Cookie comes back. A session that auth begins or continues is
 * the caller's for the later fetches of the same operation. A fetch that is cut off is sent once more where that is safe.
 * A subgraph that does not answer becomes one
 * SERVICE_UNAVAILABLE error, and what the others said is kept.
 */
export function createSubgraphDataSource(target: SubgraphTarget): SubgraphDataSource {
  const { name, url, timeoutMs, maxResponseBytes, random } = target
  const { origin, pathname } = new URL(url)
  const path = `${pathname.replace(/\/$/, '')}/graphql`
  const pool = new Pool(origin, {
    connections,
    connect: { timeout: timeoutMs },
    // The deadline of each fetch comes first; these catch a socket that outlives it.
    headersTimeout: timeoutMs + 1_000,
    bodyTimeout: timeoutMs + 1_000,
  })

  async function process(options: ProcessOptions): Promise<SubgraphAnswer> {
    const context = options.context as GatewayContext
    const { query, variables, operationName } = options.request
    const result = await postTwice(pool, {
      path,
      headers: subgraphHeaders(name, context),
      body: JSON.stringify({ query, variables, operationName }),
      timeoutMs,
      maxBytes: maxResponseBytes,
      isMutation: isMutation(query),
      random,
    })
    if (!result.ok) throw unavailable(name, options, result)
    const read = readSubgraphAnswer(result.body, context.trace.traceId)
    if (read === null) {
      throw unavailable(name, options, {
        ok: false,
        reason: 'not-graphql',
        detail: `status ${result.status}, JSON that is no GraphQL answer`,
      })
    }
    if (name === 'auth') {
      for (const cookie of result.setCookies) context.addSetCookie(cookie)
      if (result.issuedToken !== null) context.session = await context.sessionOf(result.issuedToken)
    }
    if (read.masked.length > 0) context.log.warn({ subgraph: name, errors: read.masked }, 'a subgraph failed')
    return read.answer
  }

  return { process: process, close: () => pool.close() }
}

/** The planner prints each fetch as one operation, and its kind first; entities are queries also within a mutation. */
const isMutation = (operation: string | undefined): boolean => /^\s*mutation\b/.test(operation ?? '')

function unavailable(
  name: string,
  options: ProcessOptions,
  failure: Omit<NoAnswer, 'reason'> & { reason: string },
): GraphQLError {
  const { log } = options.context as GatewayContext
  log.warn({ subgraph: name, reason: failure.reason, detail: failure.detail }, 'a subgraph did not answer')
  const path = placeOf(options)
  return new GraphQLError('서비스에 연결할 수 없습니다. 잠시 후 다시 시도해주세요.', {
    ...(path && { path }),
    extensions: { code: 'SERVICE_UNAVAILABLE', service: name, retryAfterSeconds },
  })
}

/** Where in the answer the fetched fields would have stood: as far as it is one place, for a list that is the list. */
function placeOf(options: ProcessOptions): (string | number)[] | undefined {
  const place = 'pathInIncomingRequest' in options ? (options.pathInIncomingRequest ?? []) : []
  const list = place.indexOf('@')
  const single = list === -1 ? place : place.slice(0, list)
  return single.length > 0 ? single : undefined
}
