import type { GraphQLDataSource } from '@apollo/gateway'
import { GraphQLError, type GraphQLFormattedError } from 'graphql'
import { internalMessage, publicCode, toPublicError } from '../errors/publicError.js'
import { type Federation } from '../execution/federation.js'
import { readSubgraphAnswer } from '../execution/subgraphAnswer.js'
import { tellBrokenPromises } from '../execution/valueCompletion.js'
import { type GatewayContext } from '../request/gatewayContext.js'
import { eventSource } from './planSubscription.js'
import { type PreparedSubscription } from './prepareSubscription.js'

/** The answer that a client gets for one event. */
export interface EventResult {
  data?: Record<string, unknown> | null
  errors?: readonly GraphQLFormattedError[]
  extensions?: Record<string, unknown>
}

type Execution = Pick<Federation, 'executeQueryPlan' | 'sources'>
type RequestContext = Parameters<Federation['executeQueryPlan']>[2]

/**
 * Makes of a subgraph's event what the client asked for: the other subgraphs are fetched from as for a query, the event
 * itself standing in for the first fetch. Never throws for what a subgraph does: that becomes errors beside the data.
 */
export async function executeEvent(
  { executeQueryPlan, sources }: Execution,
  { plan, variables }: PreparedSubscription,
  event: unknown,
  context: GatewayContext,
): Promise<EventResult> {
  const { trace } = context
  const { supergraph, operation, fragments, perEvent } = plan
  // Of the request context, the executor reads what stands here and no more.
  const requestContext = { request: { variables }, metrics: {}, context } as unknown as RequestContext
  try {
    const result = await executeQueryPlan(
      perEvent,
      { ...Object.fromEntries(sources), [eventSource]: taking(event, context, plan.subgraph) },
      requestContext,
      { schema: supergraph.schema, operation, fragments },
      supergraph.supergraphSchema,
      supergraph.apiSchema,
    )
    const answer: EventResult = {
      ...(result.data !== undefined && { data: result.data }),
      ...(result.errors && { errors: result.errors.map((error) => shown(error, context)) }),
      ...(result.extensions && { extensions: result.extensions }),
    }
    if (answer.extensions) tellBrokenPromises(answer, trace.traceId, context.log)
    return answer
  } catch (error) {
    context.log.error({ err: error }, 'unexpected error')
    const extensions = { code: 'INTERNAL_SERVER_ERROR', reference: trace.traceId }
    return { data: null, errors: [{ message: internalMessage, extensions }] }
  }
}

function taking(event: unknown, context: GatewayContext, subgraph: string): GraphQLDataSource {
  return {
    process() {
      const read = readSubgraphAnswer(event, context.trace.traceId)
      if (read === null) throw new GraphQLError(`an event of ${subgraph} is no GraphQL answer`)
      if (read.masked.length > 0) context.log.warn({ subgraph, errors: read.masked }, 'a subgraph failed')
      return Promise.resolve(read.answer)
    },
  }
}

function shown(error: GraphQLError, context: GatewayContext): GraphQLFormattedError {
  if (publicCode(error.extensions['code']) === null && error.extensions['reference'] === undefined) {
    context.log.error({ err: error.originalError ?? error }, 'unexpected error')
  }
  return toPublicError(error.toJSON(), context.trace.traceId)
}
