import { type Schema, Supergraph } from '@apollo/federation-internals'
import type { ApolloGateway, executeQueryPlan, GraphQLDataSource } from '@apollo/gateway'
import { QueryPlanner } from '@apollo/query-planner'
import { type GraphQLSchema } from 'graphql'
import { type Logger } from '../../platform/logging/logger.js'
import { type GatewayConfig } from '../config.js'
import { loadApolloGateway } from './loadApolloGateway.js'
import { createSubgraphDataSource, type SubgraphDataSource } from './subgraphDataSource.js'

/** What subscriptions are planned with: Apollo's gateway keeps its own to itself, and plans no subscription. */
export interface PlannedSupergraph {
  /** What clients see: as graphql-js has it, and as the planner does. */
  schema: GraphQLSchema
  apiSchema: Schema
  supergraphSchema: GraphQLSchema
  planner: QueryPlanner
}

export interface Federation {
  gateway: ApolloGateway
  /** The supergraph in force; another object after each replacement. */
  current(): PlannedSupergraph
  /**
   * Puts another supergraph in force, for what begins from now on; what is under way goes on with the old one.
   *
   * @throws Error when it does not build, or has a subgraph whose address nobody knows: the old one stays in force.
   */
  replaceSupergraph(supergraphSdl: string): void
  /** Carries out a plan over the subgraphs. */
  executeQueryPlan: typeof executeQueryPlan
  sources: ReadonlyMap<string, GraphQLDataSource>
  /** Closes the connections to the subgraphs. */
  close(): Promise<void>
}

/**
 * Plans and executes operations over the subgraphs of a supergraph.
 *
 * @param subgraphs where each of them is; the addresses in the supergraph itself are placeholders.
 */
export async function createFederation({
  supergraphSdl,
  subgraphs,
  config,
  log,
  random,
}: {
  supergraphSdl: string
  subgraphs: readonly { name: string; url: string }[]
  config: Pick<GatewayConfig, 'SUBGRAPH_TIMEOUT_MS' | 'MAX_SUBGRAPH_RESPONSE_BYTES'>
  log: Logger
  /** In [0, 1), for pauses before a second try. */
  random: () => number
}): Promise<Federation> {
  const { ApolloGateway: Gateway, executeQueryPlan } = await loadApolloGateway()
  const sources = new Map<string, SubgraphDataSource>()
  let tellGateway: (supergraphSdl: string) => void = () => undefined
  let planned = planSupergraph(supergraphSdl)

  const sourceOf = (name: string): SubgraphDataSource => {
    const known = sources.get(name)
    if (known) return known
    const url = subgraphs.find((subgraph) => subgraph.name === name)?.url
    if (url === undefined) throw new Error(`the supergraph has a subgraph "${name}" whose address nobody knows`)
    const source = createSubgraphDataSource({
      name,
      url,
      timeoutMs: config.SUBGRAPH_TIMEOUT_MS,
      maxResponseBytes: config.MAX_SUBGRAPH_RESPONSE_BYTES,
      random,
    })
    sources.set(name, source)
    return source
  }

  const gateway = new Gateway({
    supergraphSdl: ({ update }) => {
      tellGateway = update
      return Promise.resolve({ supergraphSdl })
    },
    logger: log,
    buildService: ({ name }) => sourceOf(name),
  })
  return {
    gateway,
    sources,
    executeQueryPlan,
    current: () => planned,
    replaceSupergraph(next) {
      const built = planSupergraph(next)
      tellGateway(next)
      planned = built
    },
    async close() {
      await Promise.all([...sources.values()].map((source) => source.close()))
    },
  }
}

function planSupergraph(supergraphSdl: string): PlannedSupergraph {
  const supergraph = Supergraph.build(supergraphSdl)
  const apiSchema = supergraph.apiSchema()
  return {
    schema: apiSchema.toGraphQLJSSchema(),
    apiSchema,
    supergraphSchema: supergraph.schema.toGraphQLJSSchema(),
    planner: new QueryPlanner(supergraph),
  }
}
