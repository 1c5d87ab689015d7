import { GraphQLError, type GraphQLFormattedError } from 'graphql'
import { internalMessage } from '../errors/publicError.js'
import { type Federation } from '../execution/federation.js'
import { executePlan } from '../execution/plan/executePlan.js'
import { shapedResult } from '../execution/executeOperation.js'
import { showError } from '../execution/operationRules.js'
import { readSubgraphAnswer, type SubgraphAnswer } from '../execution/subgraphAnswer.js'
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

/**
 * Makes of a subgraph's event what the client asked for: the other subgraphs are fetched from as for a query, the event
 * itself standing in for the first fetch. Never throws for what a subgraph does: that becomes errors beside the data.
 */
export async function executeEvent(
  federation: Pick<Federation, 'send' | 'part'>,
  { plan, variables: given, restriction }: PreparedSubscription,
  event: unknown,
  context: GatewayContext,
): Promise<EventResult> {
  const { trace } = context
  // Fetches that began before the event may not know of it yet.
  federation.part()
  try {
    const variables = plan.answer.withConditions(given)
    const { data, errors } = await executePlan(plan.perEvent, variables, (subgraph, fetch) =>
      subgraph === eventSource
        ? Promise.resolve(take(event, context, plan.subgraph))
        : federation.send(subgraph, fetch, context),
    )
    const shaped = shapedResult(plan.answer, data, errors, variables)
    const result = restriction ? restriction.complete(shaped, given) : shaped
    const answer: EventResult = {
      ...(result.data !== undefined && { data: result.data }),
      ...(result.errors && { errors: result.errors.map((error) => showError(error, context)) }),
      ...(result.extensions && { extensions: result.extensions }),
    }
    tellBrokenPromises(answer, context)
    return answer
  } catch (error) {
    context.log.error({ err: error }, 'unexpected error')
    const extensions = { code: 'INTERNAL_SERVER_ERROR', reference: trace.traceId }
    return { data: null, errors: [{ message: internalMessage, extensions }] }
  }
}

/** The event as the answer of the subgraph that sent it. */
function take(event: unknown, context: GatewayContext, subgraph: string): SubgraphAnswer {
  const read = readSubgraphAnswer(event, context.trace.traceId)
  if (read === null) throw new GraphQLError(`an event of ${subgraph} is no GraphQL answer`)
  if (read.masked.length > 0) context.log.warn({ subgraph, errors: read.masked }, 'a subgraph failed')
  return read.answer
}
