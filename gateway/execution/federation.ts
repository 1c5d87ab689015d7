import { type ApolloServerOptionsWithGateway } from '@apollo/server'
import { type ExecutionResult, GraphQLError, type GraphQLSchema } from 'graphql'
import { type GatewayConfig } from '../config.js'
import { type FetchObserver } from '../metrics/fetchObserver.js'
import { type GatewayContext } from '../request/gatewayContext.js'
import { identityOf } from '../session/session.js'
import { checkVariables } from './checkVariables.js'
import { executeOperation } from './executeOperation.js'
import { type KnownOperation } from './knownOperations.js'
import { type SubgraphFetch } from './plan/executePlan.js'
import { type Data } from './plan/ownProperty.js'
import { createPreparedOperations, type PreparedOperations } from './preparedOperations.js'
import { type PlannedSupergraph, planSupergraph } from './planSupergraph.js'
import { type SubgraphAnswer } from './subgraphAnswer.js'
import { createSubgraphSource, type SubgraphSource } from './subgraphSource.js'

type ApolloGateway = NonNullable<ApolloServerOptionsWithGateway<GatewayContext>['gateway']>
type ApolloExecutor = NonNullable<Awaited<ReturnType<ApolloGateway['load']>>['executor']>
type ApolloRequest = Parameters<ApolloExecutor>[0]

export interface Federation {
  /** What Apollo's server takes the schema from and hands operations to. */
  gateway: ApolloGateway
  /** The supergraph in force; another object after each replacement. */
  current(): PlannedSupergraph
  /**
   * Puts another supergraph in force, for what begins from now on; what is under way goes on with the old one.
   *
   * @param check may refuse what clients would see of it, by throwing
   * @throws Error when it does not build, has a subgraph whose address nobody knows, or is refused: the old one stays in
   *   force.
   */
  replaceSupergraph(supergraphSdl: string, check?: (schema: GraphQLSchema) => void): void
  /**
   * Plans an operation, so that the first who asks for it does not wait for that.
   *
   * @throws GraphQLError when the planner refuses it.
   */
  prepare(operation: KnownOperation): void
  /**
   * Carries out an operation whose variables were checked.
   *
   * @throws GraphQLError when the planner refuses it.
   */
  execute(operation: KnownOperation, variables: Data, context: GatewayContext): Promise<ExecutionResult>
  /** @throws GraphQLError when the subgraph gives no answer that could be used. */
  send(subgraph: string, fetch: SubgraphFetch, context: GatewayContext): Promise<SubgraphAnswer>
  /** Where the GraphQL of a subgraph is; undefined for one that the supergraph does not have. */
  addressOf(subgraph: string): string | undefined
  /** Nobody joins a fetch that is under way any more: what it reads may have changed since it began. */
  part(): void
  /** Closes the connections to the subgraphs. */
  close(): Promise<void>
}

export interface FederationOptions {
  supergraphSdl: string
  /** Where the GraphQL of each subgraph is; null: where the supergraph says. In ours, these are placeholders. */
  subgraphs: readonly { name: string; url: string }[] | null
  config: Pick<GatewayConfig, 'SUBGRAPH_TIMEOUT_MS' | 'MAX_SUBGRAPH_RESPONSE_BYTES'>
  /** In [0, 1), for pauses before a second try. */
  random: () => number
  /** Told of every fetch. */
  observer: FetchObserver
  operations: OperationObserver
}

/** Is told of every operation that was carried out. */
export interface OperationObserver {
  /** @param result null when it threw */
  ended(operation: KnownOperation, result: ExecutionResult | null, context: GatewayContext): void
}

/** A supergraph in force with what has been worked out for it. */
interface InForce {
  supergraph: PlannedSupergraph
  prepared: PreparedOperations
  /** By name of the subgraph. */
  sources: ReadonlyMap<string, SubgraphSource>
}

/** Plans and executes operations over the subgraphs of a supergraph. */
export function createFederation({
  supergraphSdl,
  subgraphs,
  config,
  random,
  observer,
  operations,
}: FederationOptions): Federation {
  /** By name and address. They are kept, for what is under way with an older supergraph. */
  const opened = new Map<string, SubgraphSource>()
  /** Who was validated against a schema is carried out with the supergraph that it belongs to. */
  const bySchema = new WeakMap<GraphQLSchema, InForce>()
  let tellApollo: () => void = () => undefined
  let inForce = build(supergraphSdl)

  function build(sdl: string): InForce {
    const supergraph = planSupergraph(sdl)
    const sources = new Map(supergraph.subgraphs.map((composed) => [composed.name, sourceOf(composed)]))
    const built = { supergraph, prepared: createPreparedOperations(supergraph), sources }
    bySchema.set(supergraph.schema, built)
    return built
  }

  function sourceOf(composed: { name: string; url: string }): SubgraphSource {
    const { name } = composed
    const url = subgraphs ? subgraphs.find((subgraph) => subgraph.name === name)?.url : composed.url
    if (url === undefined) throw new Error(`the supergraph has a subgraph "${name}" whose address nobody knows`)
    const known = opened.get(`${name} ${url}`)
    if (known) return known
    const source = createSubgraphSource({
      name,
      url,
      timeoutMs: config.SUBGRAPH_TIMEOUT_MS,
      maxResponseBytes: config.MAX_SUBGRAPH_RESPONSE_BYTES,
      random,
      now: () => performance.now(),
      observer,
    })
    opened.set(`${name} ${url}`, source)
    return source
  }

  function fetchFrom(
    sources: InForce['sources'],
    subgraph: string,
    fetch: SubgraphFetch,
    context: GatewayContext,
  ): Promise<SubgraphAnswer> {
    const source = sources.get(subgraph)
    if (!source) throw new Error(`there is no subgraph "${subgraph}"`)
    return source.fetch(fetch, context)
  }

  function part(): void {
    for (const source of opened.values()) source.part()
  }

  async function carryOut(
    { schema, document, operation }: KnownOperation,
    variables: Data,
    context: GatewayContext,
  ): Promise<ExecutionResult> {
    const { supergraph, prepared, sources } = bySchema.get(schema) ?? inForce
    const run = (of: Pick<KnownOperation, 'document' | 'operation'>): Promise<ExecutionResult> => {
      const planning = context.trace.startSpan('plan')
      const steps = prepared(of.document, of.operation)
      planning.end()
      return executeOperation(steps, variables, async (subgraph, fetch) => {
        const answer = await fetchFrom(sources, subgraph, fetch, context)
        // What one subgraph changed, another may show.
        if (fetch.isMutation) part()
        return answer
      })
    }
    const restriction = supergraph.authorization.authorize(document, operation, identityOf(context.session))
    if (!restriction) return run({ document, operation })
    return restriction.complete(restriction.left ? await run(restriction.left) : { data: {} }, variables)
  }

  async function execute(operation: KnownOperation, variables: Data, context: GatewayContext) {
    let result: ExecutionResult | null = null
    try {
      result = await carryOut(operation, variables, context)
      return result
    } finally {
      operations.ended(operation, result, context)
    }
  }

  /** As Apollo's server hands it over. */
  async function executor({ schema, document, operation, request, context }: ApolloRequest): Promise<ExecutionResult> {
    const variables = request.variables ?? {}
    try {
      checkVariables(schema, operation, variables)
      return await execute({ schema, document, operation }, variables, context as GatewayContext)
    } catch (error) {
      if (error instanceof GraphQLError) return { errors: [error] }
      throw error
    }
  }

  return {
    gateway: {
      load: () => Promise.resolve({ executor }),
      onSchemaLoadOrUpdate(tell) {
        tellApollo = () => tell({ apiSchema: inForce.supergraph.schema, coreSupergraphSdl: inForce.supergraph.sdl })
        tellApollo()
        return () => (tellApollo = () => undefined)
      },
      stop: () => Promise.resolve(),
    },
    current: () => inForce.supergraph,
    replaceSupergraph(next, check) {
      const built = build(next)
      check?.(built.supergraph.schema)
      inForce = built
      tellApollo()
    },
    prepare({ schema, document, operation }) {
      const { prepared } = bySchema.get(schema) ?? inForce
      prepared(document, operation)
    },
    execute,
    send: (subgraph, fetch, context) => fetchFrom(inForce.sources, subgraph, fetch, context),
    addressOf: (subgraph) => inForce.sources.get(subgraph)?.url,
    part,
    async close() {
      await Promise.all([...opened.values()].map((source) => source.close()))
    },
  }
}
