import {
  createSourceEventStream,
  execute,
  type ExecutionArgs,
  type ExecutionResult,
  GraphQLError,
  type GraphQLSchema,
} from 'graphql'
import { type SubscribePayload } from 'graphql-ws'
import { type Identity, requireIdentity } from '../identity/identity.js'
import { type IdentityVerifier } from '../identity/identityVerifier.js'
import { type Logger } from '../logging/logger.js'
import { inTrace } from '../telemetry/currentTrace.js'
import { type Trace } from '../telemetry/trace.js'
import { type Tracer } from '../telemetry/tracer.js'
import { type Clock } from '../time/clock.js'
import { type LiveIdentities } from './liveIdentities.js'
import { identify, type SubgraphContext } from './subgraphContext.js'
import { callersError, type ReadDocument } from './subscriptionDocuments.js'

/** What a socket is known by besides its first message. */
export interface SocketExtra {
  /** The header of the request that opened it. */
  authorization: string | undefined
  clientAddress: string
}

export interface SubscriptionQuestion {
  schema: GraphQLSchema
  readDocument: ReadDocument
  verifier: IdentityVerifier
  identities: LiveIdentities
  tracer: Tracer
  log: Logger
  clock: Clock
  context: (context: SubgraphContext) => object
  causeOf?: ((event: unknown) => string | null) | undefined
  socket: { connectionParams?: Readonly<Record<string, unknown>> | undefined; extra: SocketExtra }
  payload: SubscribePayload
}

export interface OpenSubscription {
  args: ExecutionArgs
  events: AsyncGenerator<ExecutionResult, void, void>
}

/** The trace that the operation belongs to. */
export const traceOf = ({ extensions }: SubscribePayload, tracer: Tracer): Trace =>
  tracer.traceFrom(text(extensions?.['traceparent']))

/**
 * Begins a subscription in the name of whoever it says: the token comes with the operation itself, else with the
 * socket's first message, else with the request that opened the socket. Errors are the operation's, never the socket's.
 */
export async function openSubscription(
  question: SubscriptionQuestion,
): Promise<OpenSubscription | { errors: GraphQLError[] }> {
  const { schema, payload, verifier, socket } = question
  const document = question.readDocument(payload)
  if ('errors' in document) return document
  const trace = traceOf(payload, question.tracer)
  try {
    const who = await identify(authorizationOf(payload, socket), verifier)
    const identity = requireIdentity(who)
    const contextOfNow = (now = trace) => question.context(contextOf(question, who, now))
    const args: ExecutionArgs = {
      schema,
      document,
      operationName: payload.operationName ?? null,
      variableValues: payload.variables ?? null,
      contextValue: contextOfNow(),
    }
    const source = await inTrace(trace, () => createSourceEventStream(args))
    if (!(Symbol.asyncIterator in source)) return { errors: (source.errors ?? []).map(ownOrCallers) }
    const executed = async (event: unknown) => {
      const span = trace.startSpan('event')
      const cause = question.causeOf?.(event) ?? null
      if (cause !== null) span.link(cause)
      const contextValue = contextOfNow(span.trace)
      const result = await inTrace(span.trace, () => execute({ ...args, rootValue: event, contextValue }))
      span.end(result.errors ? 'failed' : 'ok')
      return result
    }
    return { args, events: eventsOf(source[Symbol.asyncIterator](), executed, identity, question.identities) }
  } catch (error) {
    return { errors: [wrapped(error)] }
  }
}

/** Each event of the source executed, until the source ends or the identity does. `return` ends a `next` that waits. */
function eventsOf(
  source: AsyncIterator<unknown>,
  executed: (event: unknown) => ExecutionResult | Promise<ExecutionResult>,
  identity: Identity,
  identities: LiveIdentities,
): OpenSubscription['events'] {
  let failure: Error | null = null
  const end = async () => {
    unwatch()
    await source.return?.()
  }
  const unwatch = identities.watch(identity, (reason) => {
    failure = reason
    void end()
  })
  const done = { done: true, value: undefined } as const
  return {
    async next() {
      const event = await source.next()
      if (failure) throw failure
      if (!event.done) return { done: false, value: await executed(event.value) }
      unwatch()
      return done
    },
    async return() {
      await end()
      return done
    },
    async throw(error) {
      await end()
      throw error
    },
    [Symbol.asyncIterator]() {
      return this
    },
    async [Symbol.asyncDispose]() {
      await end()
    },
  }
}

function authorizationOf(
  { extensions }: SubscribePayload,
  { connectionParams, extra }: SubscriptionQuestion['socket'],
) {
  const sent =
    extensions?.['authorization'] ?? connectionParams?.['authorization'] ?? connectionParams?.['Authorization']
  return text(sent) ?? extra.authorization
}

function contextOf(
  { log, clock, socket }: SubscriptionQuestion,
  who: Pick<SubgraphContext, 'identity' | 'invalidToken'>,
  trace: Trace,
): SubgraphContext {
  return {
    ...who,
    trace,
    log,
    cookies: {},
    clientAddress: socket.extra.clientAddress,
    // There is no answer that could carry either.
    setCookie: () => undefined,
    tellIssuedToken: () => undefined,
    keepAtMost: () => undefined,
    keptAtMost: () => 0,
    now: clock(),
  }
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

/** What GraphQL itself finds wrong with a checked operation are its variables. */
const ownOrCallers = (error: GraphQLError) =>
  error.originalError || error.extensions['code'] ? error : callersError(error)
const wrapped = (error: unknown) => new GraphQLError('failed', { originalError: error as Error })
